import pytest

from unrolled.errors import ConfigError


def refusal(read, text: str, *overrides: str) -> str:
    with pytest.raises(ConfigError) as caught:
        read(text, *overrides)
    return str(caught.value)


def test_one_component_serves_every_text_field(read, good: str) -> None:
    experiment = read(good).experiment
    assert experiment.slot("tokenizer", "text") == "tokenizer"


def test_a_component_of_a_fields_own_has_a_slot_of_its_own(read, good: str) -> None:
    text = good.replace("tokenizer:\n  name: word", "tokenizer:\n  text:\n    name: word")
    experiment = read(text).experiment
    assert experiment.slot("tokenizer", "text") == "tokenizer.text"
    assert experiment.section("tokenizer").keys() == {"text"}


def test_text_without_a_tokenizer_is_refused(read, good: str) -> None:
    text = good.replace("tokenizer:\n  name: word\n", "").replace("embedding:\n  name: learned\n  dim: 8\n", "")
    assert "field 'text' is text and needs a tokenizer" in refusal(read, text)
    assert "field 'text' is text and needs an embedding" in refusal(read, text)


def test_a_tokenizer_for_no_field_is_refused_with_the_nearest(read, good: str) -> None:
    text = good.replace("tokenizer:\n  name: word", "tokenizer:\n  txt:\n    name: word")
    assert "tokenizer.txt: serves no field" in refusal(read, text)
    assert "Did you mean 'text'?" in refusal(read, text)


def test_a_task_that_the_data_does_not_fit_is_refused_when_the_configuration_is_read(read, good: str) -> None:
    text = good.replace(
        "name: movie-reviews", "name: files\n  path: x.csv\n  fields: {text: {column: text, kind: text}}"
    )
    assert "needs one label field as its target; the data has text (text)" in refusal(read, text)


def test_one_embedding_over_two_vocabularies_is_refused(read, good: str) -> None:
    text = good.replace(
        "name: movie-reviews",
        "name: files\n  path: x.csv\n  fields: {source: {kind: text}, target: {kind: text}, label: {kind: label}}",
    ).replace("tokenizer:\n  name: word", "tokenizer:\n  source: {name: word}\n  target: {name: word}")
    assert "source and target have a tokenizer each" in refusal(read, text)
