from __future__ import annotations

import pytest

from unrolled.errors import ConfigError, PluginError

ROLLS = "name: files\n  path: x.jsonl\n  fields: {roll: {kind: frames}}"
PAIRS = "name: files\n  path: x.csv\n  fields: {source: {kind: text}, target: {kind: text}}"
CAPTIONS = "name: files\n  path: x.jsonl\n  fields: {picture: {kind: frames}, target: {kind: text}}"
FORWARD = "unroll.bidirectional: {doing}, and a bidirectional encoder has already seen it"
UNSEEN = "task.coverage_penalty: a coverage penalty counts where attention looked, and there is no scorer"

REFUSING = '''
from unrolled import Config, ConfigError, Problem, hookimpl, task

class ShyConfig(Config):
    """A task that refuses."""

    def refuses(self, around):
        {does}

@task("shy", ShyConfig, roles={{"input": ("text",)}}, refuses=ShyConfig.refuses{more})
def shy(config, /, *, encoder, inputs, schema):
    raise NotImplementedError

@hookimpl
def components():
    return [shy]
'''


def without_tokens(text: str) -> str:
    return text.replace("tokenizer:\n  name: word\n", "").replace("embedding:\n  name: learned\n  dim: 8\n", "")


@pytest.fixture
def shy(tmp_path):
    """Write a plugin file with a task that refuses; return the overrides that have params.yaml use it."""

    def write(does: str, more: str = "") -> tuple[str, ...]:
        (tmp_path / "shy.py").write_text(REFUSING.format(does=does, more=more), encoding="utf-8")
        return "plugins=[./shy.py]", "task={name: shy}"

    return write


def test_a_language_model_of_both_directions_is_refused_when_the_configuration_is_read(read, good):
    said = FORWARD.format(doing="a language model predicts the next token")
    with pytest.raises(ConfigError) as caught:
        read(good + "unroll:\n  num_layers: 2\n  bidirectional: true\n", "task.name=language-model")
    (problem,) = caught.value.problems
    assert (problem.what, problem.where.rpartition("/")[2]) == (said, "params.yaml:15:18")
    assert problem.owner.startswith("unrolled ")
    assert read(good, "task.name=language-model")


def test_music_of_both_directions_is_refused_when_the_configuration_is_read(read, good):
    text = without_tokens(good.replace("name: movie-reviews", ROLLS))
    with pytest.raises(ConfigError, match=FORWARD.format(doing="music predicts the next step")):
        read(text, "task.name=music", "unroll.bidirectional=true")
    assert read(text, "task.name=music")


def test_a_state_is_not_carried_by_a_cell_without_a_step(read, good):
    task = "task={name: language-model, carry: 5}"
    with pytest.raises(ConfigError, match=r"task\.carry: carries a state .* Did you mean 'null'.* set cell lstm"):
        read(good, task, "cell={name: attention}")
    assert read(good, task)


@pytest.mark.parametrize(("task", "data"), [("seq2seq", PAIRS), ("captioning", CAPTIONS)])
def test_a_coverage_penalty_needs_a_scorer(read, good, task, data):
    text, penalised = good.replace("name: movie-reviews", data), f"task={{name: {task}, coverage_penalty: 0.1}}"
    with pytest.raises(ConfigError, match=UNSEEN):
        read(text, penalised)
    assert read(text, penalised, "scorer={name: dot}")


def test_what_a_task_refuses_is_told_beside_what_else_is_wrong(read, good):
    with pytest.raises(ConfigError) as caught:
        read(good, "task={name: language-model, carry: 5}", "cell={name: attention}", "scorer={name: dot}")
    assert [problem.what.partition(":")[0] for problem in caught.value.problems] == ["scorer", "task.carry"]


@pytest.mark.parametrize(
    ("written", "doing"),
    [
        (("raise KeyError('gone')",), "asking what does not fit task 'shy' raised KeyError: 'gone'"),
        (("return None",), "asking what does not fit task 'shy' raised TypeError: 'NoneType'"),
        (("return ['bad']",), "asking what does not fit task 'shy' raised TypeError: 'bad' is no Problem"),
        (("return ()", ", parts=lambda config: {}['gone']"), "reading the parts of task 'shy' raised KeyError: 'gone'"),
    ],
)
def test_a_task_that_cannot_say_what_it_takes_is_told_by_name(read, good, shy, written, doing):
    with pytest.raises(PluginError) as caught:
        read(good, *shy(*written))
    assert doing in str(caught.value)
    assert "shy.py" in str(caught.value)


@pytest.mark.parametrize(
    ("does", "told"),
    [
        ("return [Problem('is short', where='cell.hidden_size')]", r":10:16: cell\.hidden_size: is short"),
        ("return [Problem('is short')]", ": is short"),
        ("raise ConfigError(Problem('is short', where='cell'))", r":9:3: cell: is short"),
    ],
)
def test_a_strangers_task_refuses_in_its_own_name(read, good, shy, does, told):
    with pytest.raises(ConfigError, match=rf"params\.yaml{told} \(.*shy\.py.*\)"):
        read(good, *shy(does))
