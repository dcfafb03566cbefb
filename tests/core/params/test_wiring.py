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
    (line,) = refusal(read, text).split("\n")
    assert "needs one label field as its target; the data has text (text), which would do for" in line
    assert "language-model" in line.partition("would do for")[2]


def test_a_task_is_not_said_to_do_for_data_that_have_one_field_for_two_of_its_roles(read, good: str) -> None:
    text = good.replace("name: movie-reviews", "name: files\n  path: x.jsonl\n  fields: {wave: {kind: frames}}")
    fitting = refusal(read, text).partition("would do for")[2]
    assert "music" in fitting
    assert "forecasting" not in fitting


def test_a_task_is_not_said_to_do_in_its_own_refusal(read, good: str) -> None:
    fields = "fields: {letters: {kind: tokens}, label: {kind: labels}}"
    text = good.replace("name: movie-reviews", f"name: files\n  path: x.csv\n  {fields}")
    told = refusal(read, text, "task.name=tagging")
    assert "task 'tagging' needs one" in told
    assert "tagging" not in told.partition("would do for")[2].partition("(")[0]


def test_a_field_of_a_roles_name_fills_that_role_and_no_other(read, good: str, task_file) -> None:
    fields = "fields: {source: {kind: text}, target: {kind: text}}"
    text = good.replace("name: movie-reviews", f"name: files\n  path: x.csv\n  {fields}")
    experiment = read(text, *task_file(roles={"input": ("text",), "target": ("text",)})).experiment
    assert experiment.roles == {"input": "source", "target": "target"}


@pytest.mark.parametrize(("letters", "kind", "filled"), [("letters", "text", True), ("other", "text", False)])
def test_an_optional_role_is_filled_by_the_field_of_its_name_alone(
    read, good: str, task_file, letters: str, kind: str, *, filled: bool
) -> None:
    fields = f"fields: {{input: {{kind: text}}, {letters}: {{kind: {kind}}}, target: {{kind: label}}}}"
    text = good.replace("name: movie-reviews", f"name: files\n  path: x.csv\n  {fields}")
    roles = {"input": ("text",), "target": ("label",), "letters": ("text",)}
    experiment = read(text, *task_file(roles=roles, optional=("letters",))).experiment
    assert experiment.roles.get("letters") == ("letters" if filled else None)


def test_a_decoder_for_a_task_without_is_refused(read, good: str) -> None:
    cells = "cell: {encoder: {name: lstm}, decoder: {name: gru}}"
    text = good.replace("cell:\n  name: lstm\n  hidden_size: 4\n", f"{cells}\n")
    assert "params.yaml:8:31: cell.decoder: task 'classification' has no decoder as it is" in refusal(read, text)


def test_a_cell_for_each_part_has_a_slot_of_its_own(read, good: str, task_file) -> None:
    words = task_file(roles={"input": ("text",), "target": ("label",)}, parts=("decoder",))
    experiment = read(good, "cell={encoder: {name: bag-of-words}, decoder: {name: gru}}", *words).experiment
    assert [experiment.cell(part).located.id for part in ("encoder", "decoder")] == [
        "unrolled/bag-of-words",
        "unrolled/gru",
    ]
    assert experiment.section("cell").keys() == {"encoder", "decoder"}


def test_one_cell_is_that_of_encoder_and_decoder(read, good: str, task_file) -> None:
    words = task_file(roles={"input": ("text",), "target": ("label",)}, parts=("decoder",))
    experiment = read(good, *words).experiment
    assert experiment.cell("decoder") is experiment.cell("encoder")


def test_a_decoder_that_knows_no_step_is_refused(read, good: str, task_file) -> None:
    words = task_file(roles={"input": ("text",), "target": ("label",)}, parts=("decoder",))
    told = refusal(read, good.replace("name: lstm\n  hidden_size: 4", "name: bag-of-words"), *words)
    assert "cell: a decoder takes one step at a time, and cell 'bag-of-words' has no step; write cell.enc" in told


def test_a_cell_beside_encoder_and_decoder_is_refused_with_the_nearest(read, good: str, task_file) -> None:
    words = task_file(roles={"input": ("text",), "target": ("label",)}, parts=("decoder",))
    told = refusal(read, good, "cell={encoder: {name: gru}, decodr: {name: gru}}", *words)
    assert "cell.decodr: stands beside encoder and decoder, which are sections of their own" in told
    assert "Did you mean 'decoder'?" in told
    assert "cell.decoder.name: is missing" in told


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
