from unicodedata import is_normalized

import pytest

from unrolled import DataError
from unrolled_data.locales import LocaleNamesConfig, locale_names_dataset
from unrolled_data.splits import fold


def read(seed=1, **section):
    return locale_names_dataset.build(LocaleNamesConfig.parse(section)).read(seed=seed)


def pairs(**section):
    return {example["source"]: example["target"] for examples in read(**section).values() for example in examples}


@pytest.mark.parametrize(
    ("language", "country", "tongue"),
    [("fr", "Allemagne", "allemand"), ("de", "Deutschland", "Deutsch"), ("hi", "जर्मनी", "जर्मन")],
)
def test_countries_and_languages_are_named_in_the_other_language(language, country, tongue):
    names = pairs(language=language)
    assert (names["Germany"], names["German"]) == (country, tongue)


def test_names_are_those_that_are_asked_for():
    assert "Indian Rupee" not in pairs(names=["countries"])
    assert pairs(names=["currencies"])["Indian Rupee"] == "roupie indienne"


def test_devanagari_is_in_the_normal_form_nfc():
    names = pairs(language="hi")
    assert len(names) > 900
    assert all(is_normalized("NFC", text) for pair in names.items() for text in pair)


def test_what_is_no_place_is_no_country():
    assert not {"Pseudo-Accents", "Pseudo-Bidi", "Unknown Region"} & pairs(names=["countries"]).keys()


def test_an_english_name_is_in_one_split_alone():
    keys = [{fold(example["source"]) for example in examples} for examples in read().values()]
    assert len(set.union(*keys)) == sum(map(len, keys))


def test_an_unknown_language_names_the_nearest():
    with pytest.raises(DataError, match=r"no locale 'hi_INN' in the package babel\. Did you mean 'hi_IN"):
        read(language="hi_INN")
