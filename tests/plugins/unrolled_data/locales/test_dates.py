import re
import sys
from datetime import date

import pytest

from unrolled import DataError
from unrolled_data.locales import DatesConfig, dates_dataset

SIXTY = [
    *("af", "am", "ar", "az", "be", "bg", "bn", "bs", "ca", "cs", "cy", "da", "de", "el", "en"),
    *("en_GB", "en_US", "es", "et", "eu", "fa", "fi", "fil", "fr", "ga", "gl", "gu", "he", "hi", "hr"),
    *("hu", "hy", "id", "is", "it", "ja", "ka", "kk", "km", "kn", "ko", "lt", "lv", "mk", "ml"),
    *("mr", "ms", "nl", "pl", "pt", "ro", "ru", "sk", "sl", "sq", "sr", "sv", "sw", "ta", "th"),
]


def read(seed=1, **section):
    config = DatesConfig.parse({"train": 300, "validation": 100, "test": 100, **section})
    return dates_dataset.build(config).read(seed=seed)


@pytest.fixture(scope="module")
def sixty():
    return read(locales=SIXTY, train=4000)


def test_dates_of_sixty_locales_are_written_with_the_code_first(sixty):
    assert len(SIXTY) == 60
    assert {example["source"][0] for example in sixty["train"]} == set(SIXTY)
    assert all(len(character) == 1 for example in sixty["train"] for character in example["source"][1:])


def test_targets_are_iso_dates_whose_year_stands_in_the_source_with_four_digits(sixty):
    for example in sixty["train"]:
        year = date.fromisoformat(example["target"]).year
        assert str(year) in "".join(example["source"][1:])


def test_no_date_of_one_split_is_in_another_in_any_locale(sixty):
    days = [{example["target"] for example in examples} for examples in sixty.values()]
    assert len(set.union(*days)) == sum(map(len, days))


@pytest.mark.parametrize(
    ("locale", "written"),
    [("en_US", "February 3, 2001"), ("en_GB", "3 February 2001"), ("de", "3. Februar 2001"), ("ja", "2001年2月3日")],
)
def test_every_locale_writes_a_day_in_its_own_way(locale, written):
    year = {"first_year": 2001, "last_year": 2001, "train": 293, "validation": 36, "test": 36}
    splits = read(locales=[locale], lengths=["long"], **year)
    by_day = {example["target"]: "".join(example["source"][1:]) for own in splits.values() for example in own}
    assert len(by_day) == 365
    assert by_day["2001-02-03"] == written


def test_short_years_are_spelled_out():
    splits = read(locales=["en_US"], lengths=["short"])
    assert all(re.fullmatch(r"\d+/\d+/\d{4}", "".join(example["source"][1:])) for example in splits["train"])


def test_the_seed_decides_dates_and_examples():
    assert read() == read()
    assert read()["test"] != read(seed=2)["test"]


def test_no_example_is_drawn_twice():
    splits = read(locales=["de"], lengths=["long"], first_year=2000, last_year=2000, train=290, validation=36, test=36)
    assert len({example["target"] for example in splits["train"]}) == 290


def test_more_examples_than_there_are_dates_are_refused():
    with pytest.raises(DataError, match="split 'test' has 36 examples at most, and 100 are asked for"):
        read(locales=["de"], lengths=["long"], first_year=2001, last_year=2001, train=200, validation=20)


def test_an_unknown_locale_names_the_nearest():
    with pytest.raises(DataError, match=r"no locale 'en-US' in the package babel\. Did you mean 'en_US'"):
        read(locales=["en-US", "de"])


def test_years_in_the_wrong_order_are_refused():
    with pytest.raises(ValueError, match="1999 is before first_year"):
        DatesConfig(first_year=2000, last_year=1999)


def test_a_missing_package_names_the_extra_that_brings_it(monkeypatch):
    for name in ("babel", "babel.dates", "babel.localedata"):
        monkeypatch.setitem(sys.modules, name, None)
    with pytest.raises(DataError, match=r"dataset 'dates': the package 'babel' is not installed.*unrolled\[examples\]"):
        read()
