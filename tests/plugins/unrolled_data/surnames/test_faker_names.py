import sys
from collections import defaultdict

import pytest

from unrolled import DataError
from unrolled_data.splits import fold
from unrolled_data.surnames import SurnamesConfig, surnames_dataset


def read(seed=1, **section):
    return surnames_dataset.build(SurnamesConfig.parse(section)).read(seed=seed)


@pytest.fixture(scope="module")
def splits():
    return read()


def test_names_are_labelled_with_the_language_of_their_locale(splits):
    examples = [example for own in splits.values() for example in own]
    assert {"name": "Müller", "language": "de"} in examples
    assert {"name": "Smith", "language": "en"} in examples
    assert len({example["language"] for example in examples}) == 18


def test_a_name_of_two_languages_stands_in_one_split_with_both(splits):
    homes, languages = defaultdict(set), defaultdict(set)
    for split, examples in splits.items():
        for example in examples:
            homes[fold(example["name"])].add(split)
            languages[fold(example["name"])].add(example["language"])
    assert max(map(len, languages.values())) > 1
    assert max(map(len, homes.values())) == 1


def test_all_locales_are_those_that_have_names_of_their_own():
    languages = {example["language"] for example in read(locales=None)["train"]}
    assert len(languages) > 50
    assert "Doe" not in {example["name"] for example in read(locales=["es_ES", "pl_PL"])["train"]}


def test_an_unknown_locale_names_the_nearest():
    with pytest.raises(DataError, match=r"Faker has no surnames of 'de_DX'\. Did you mean 'de_"):
        read(locales=["de_DX", "fr_FR"])


def test_a_missing_package_names_the_extra_that_brings_it(monkeypatch):
    monkeypatch.setitem(sys.modules, "faker.providers.person", None)
    with pytest.raises(DataError, match=r"the package 'Faker' is not installed.*unrolled\[examples\]"):
        read()
