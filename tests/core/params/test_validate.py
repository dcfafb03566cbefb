import json
from contextlib import suppress

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from unrolled.errors import ConfigError, PluginError, UnrolledError


def problems(read, text: str, *overrides: str) -> list[str]:
    with pytest.raises(UnrolledError) as caught:
        read(text, *overrides)
    return [str(problem) for problem in caught.value.problems]


def test_a_right_file_gives_a_frozen_experiment_with_defaults(read, good: str) -> None:
    experiment = read(good).experiment
    assert experiment.components["cell"].located.id == "unrolled/lstm"
    assert experiment.roles == {"input": "text", "target": "label"}
    assert experiment.train.epochs == 10
    assert experiment.section("cell")["hidden_size"] == 4


def test_three_different_mistakes_are_told_at_once_with_line_numbers_and_suggestions(read, good: str) -> None:
    text = good.replace("hidden_size", "hiden_size").replace("name: word", "name: wrod") + "train:\n  epochs: none\n"
    assert problems(read, text) == [
        "params.yaml:4:9: tokenizer.name: no tokenizer is called 'wrod'. Did you mean 'word'? See: unrolled plugins",
        (
            "params.yaml:10:3: cell.hiden_size: unknown key for cell 'lstm' (unrolled 0.1.0). "
            "Did you mean 'hidden_size'? See: unrolled show cell lstm"
        ),
        (
            'params.yaml:14:11: train.epochs: "none" should be a valid integer (unrolled 0.1.0). '
            "See: unrolled show section train"
        ),
    ]


def test_vectors_are_scored_where_a_section_says_on_what(read, good: str) -> None:
    assert read(good).experiment.vectors is None
    section = read(good, "vectors.analogies=[q.txt]", "vectors.similarity=[a.txt, b.txt]").experiment.vectors
    assert section.files == ("a.txt", "b.txt", "q.txt")


@pytest.mark.parametrize(
    ("override", "words"),
    [
        ("cel.name=lstm", "cel: unknown section (unrolled 0.1.0). Did you mean 'cell'?"),
        ("cell.name=null", "cell.name: is missing; it names the cell"),
        ("cell=lstm", "cell: holds 'lstm' where a section is needed"),
        ("cell.hidden_size=0", "cell.hidden_size: 0 should be greater than or equal to 1"),
        ("unroll.backend=fuzed", "Did you mean 'fused'?"),
        ("unroll.truncate=0", "unroll.truncate: 0 should be greater than or equal to 1"),
        ("train.non_finite=skip", "train.non_finite"),
        ("vectors={}", "vectors: names no file of word pairs (similarity) and none of analogies (analogies)"),
        (
            "vectors.similaritys=[a]",
            "vectors.similaritys: unknown key for section 'vectors' (unrolled 0.1.0). Did you mean",
        ),
        ("seed=-1", "seed: -1 should be greater than or equal to 0"),
        ("threads=many", 'threads: "many" should be a valid integer'),
        ("track.wanbd.mode=offline", "no tracker is called 'wanbd'. Did you mean 'wandb'?"),
        ("track.wandb.mode=of", "track.wandb.mode"),
    ],
)
def test_each_mistake_is_one_line_with_its_place(read, good: str, override: str, words: str) -> None:
    (line,) = problems(read, good, override)
    assert words in line
    assert line.startswith((override, "params.yaml"))


def test_a_field_left_over_from_another_component_names_the_command_that_drops_it(read, good: str) -> None:
    (line,) = problems(read, good + "", "cell.name=gru", "cell.forget_bias=1.0")
    assert "cell.forget_bias: is a field of 'lstm', not of cell 'gru'" in line
    assert line.endswith("See: unrolled set cell gru")


def test_a_missing_section_is_named(read) -> None:
    assert [line for line in problems(read, "seed: 1\n") if "the section is missing" in line] == [
        f"params.yaml: {name}: the section is missing (unrolled 0.1.0). See: unrolled plugins"
        for name in ("data", "cell", "task")
    ]


def test_every_tracker_that_is_wrong_is_told_at_once(read, good: str) -> None:
    assert len(problems(read, good, "track.wandbb={}", "track.wandb.mode=of")) == 2


def test_a_broken_plugin_that_is_asked_for_is_the_plugins_fault(read, good: str, tmp_path) -> None:
    (tmp_path / "mine.py").write_text("import nothing_of_that_name")
    with pytest.raises(PluginError, match=r"plugins: ./mine.py is broken: ModuleNotFoundError"):
        read(good + "plugins: [./mine.py]\n", "cell.name=zzzz", "cell.hidden_size=4")


WORDS = st.sampled_from(
    ["lstm", "x", "", "word", 0, -1, 1e12, True, None, [], {}, ["a"], {"name": "lstm"}, {"name": 3}]
)
KEYS = st.sampled_from(
    [
        "data",
        "cell",
        "cell.name",
        "cell.hidden_size",
        "tokenizer.x",
        "embedding",
        "train",
        "track",
        "track.wandb",
        "plugins",
        "plugins.x",
        "task.pooling",
        "unroll.dropout",
    ]
)


@pytest.mark.fault("F16")
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(changes=st.dictionaries(KEYS, WORDS, min_size=1, max_size=3))
def test_no_value_anywhere_gives_anything_but_an_experiment_or_an_error_of_ours(read, good: str, changes) -> None:
    with suppress(ConfigError, PluginError):
        assert read(good, *(f"{key}={json.dumps(value)}" for key, value in changes.items())).experiment
