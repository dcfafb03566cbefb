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


@pytest.mark.parametrize(
    ("cell", "unroll", "refused"),
    [
        ("rhn", "backend: fused", ["15:12: unroll.backend: cell 'rhn' has no kernel of its own for these fields"]),
        ("gru\n  reset: before", "backend: fused", ["16:12: unroll.backend: cell 'gru' has no kernel of its own"]),
        ("mlp", "backend: engine", ["15:12: unroll.backend: cell 'mlp' has no step to unroll"]),
        (
            "bag-of-words",
            "backend: hoisted\n  truncate: 3",
            [
                "15:12: unroll.backend: cell 'bag-of-words' has no step to unroll",
                "16:13: unroll.truncate: cell 'bag-of-words' has no step, so no gradient",
            ],
        ),
        (
            "lstm",
            "backend: fused\n  recurrent_dropout: 0.2",
            ["16:22: unroll.recurrent_dropout: reaches into the state between two steps"],
        ),
        ("mlp", "recurrent_dropout: 0.2", ["15:22: unroll.recurrent_dropout: reaches into the state"]),
    ],
)
def test_what_the_declared_cell_cannot_do_is_refused_with_its_line(
    read, good: str, cell: str, unroll: str, refused: list[str]
) -> None:
    text = good.replace("name: lstm", f"name: {cell}") + f"unroll:\n  num_layers: 2\n  {unroll}\n"
    lines = refusal(read, text).split("\n")
    for line, words in zip(lines, refused, strict=True):
        assert line.startswith(f"params.yaml:{words}")
        assert "(unrolled 0.1.0)." in line


def test_the_engine_on_a_gpu_is_refused(read, good: str) -> None:
    assert refusal(read, good, "unroll.backend=engine", "train.device=cuda") == (
        "unroll.backend=engine: unroll.backend: the engine compiles for the CPU (unrolled 0.1.0). Did you mean 'auto'?"
    )


def test_what_parts_fit_is_said_together_with_what_is_wrong_in_one(read, good: str) -> None:
    overrides = ("cell.name=rhn", "unroll.backend=fused", "train.epochs=0", "tokenizer={txt: {name: word}}")
    words = ["train.epochs", "no kernel of its own", "field 'text' is text", "serves no field"]
    lines = refusal(read, good, *overrides).split("\n")
    assert [word in line for word, line in zip(words, lines, strict=True)] == [True] * 4


@pytest.mark.parametrize(
    ("cell", "overrides"),
    [
        ("lstm", ("unroll.backend=fused", "unroll.truncate=3")),
        ("lstm", ("unroll.recurrent_dropout=0.2",)),
        ("lstm", ("train.device=cuda",)),
        ("rhn", ("unroll.backend=engine", "unroll.truncate=3", "unroll.recurrent_dropout=0.2")),
        ("mlp", ("unroll.backend=fused",)),
    ],
)
def test_what_the_declared_cell_can_do_is_accepted(read, good: str, cell: str, overrides: tuple[str, ...]) -> None:
    assert read(good, f"cell={{name: {cell}}}", *overrides).experiment
