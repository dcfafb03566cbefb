"""`unrolled new`: for every task and dataset an experiment that is right, or a refusal that says what would be."""

from __future__ import annotations

import json
import re
from itertools import product

import pytest
import yaml

import unrolled
from unrolled.contracts import SPLITS
from unrolled.errors import ConfigError
from unrolled.host import Host
from unrolled.params import read_params
from unrolled_workflows.scaffold.compose import composed
from unrolled_workflows.scaffold.folder import write_folder
from unrolled_workflows.scaffold.sample import sample
from unrolled_workflows.stages import STAGES

HOST = Host.discover()
TASKS, DATASETS = ([one.component for one in HOST.of_kind(kind)] for kind in ("task", "dataset"))
PAIRS = [pytest.param(task, data, id=f"{task.name}-{data.name}") for task, data in product(TASKS, DATASETS)]
STEP = re.compile(r"^# Step (\d+), (\w+): ", re.MULTILINE)
NEEDED = re.compile(r"See: unrolled show dataset|needs one .* field as its")


def written(folder, task, data, *values):
    write_folder(folder, composed(folder.name, task, data, values, HOST))
    return read_params(folder / "params.yaml").experiment


def attempt(folder, task, data):
    try:
        return written(folder, task, data)
    except ConfigError as error:
        return error


@pytest.mark.parametrize(("task", "data"), PAIRS)
def test_every_pair_is_written_or_refused_with_what_it_needs(task, data, tmp_path):
    found = attempt(tmp_path / "made", task.name, data.name)
    if isinstance(found, ConfigError):
        assert data.name != "files"
        assert [problem for problem in found.problems if not NEEDED.search(str(problem))] == []
        assert list(tmp_path.iterdir()) == []
    else:
        assert {*task.roles} - {*task.optional} <= {*found.roles} <= {*task.roles}


def test_a_pair_that_does_not_fit_is_refused_with_the_tasks_that_would(tmp_path):
    with pytest.raises(ConfigError, match=r"task 'tagging' needs one labels .* which would do for .*classification"):
        written(tmp_path / "made", "tagging", "digits")


@pytest.mark.parametrize(("task", "data", "near"), [("taging", "files", "tagging"), ("tagging", "filed", "files")])
def test_an_unknown_name_is_refused_with_the_nearest(tmp_path, task, data, near):
    with pytest.raises(ConfigError, match=f"Did you mean '{near}'"):
        written(tmp_path / "made", task, data)


def test_values_stand_in_the_file(tmp_path):
    experiment = written(tmp_path / "made", "tagging", "copy", "data.blanks=7", "cell.name=gru", "train.epochs=3")
    assert (experiment.train.epochs, experiment.train.batch_size) == (3, 16)
    assert experiment.section("data")["blanks"] == 7
    assert experiment.components["cell"].located.component.name == "gru"


def test_seed_threads_and_sections_that_are_no_step_stand_in_the_file_too(tmp_path):
    experiment = written(tmp_path / "made", "classification", "digits", "seed=7", "threads=2", "track={wandb: {}}")
    assert (experiment.seed, experiment.threads) == (7, 2)
    assert "wandb" in str(experiment.section("track"))


@pytest.mark.parametrize(
    ("data", "values", "steps"), [("files", (), 6), ("co2", (), 52), ("co2", ("data.horizon=9",), 9)]
)
def test_as_many_steps_are_forecast_as_the_targets_have(tmp_path, data, values, steps):
    assert written(tmp_path / "made", "forecasting", data, *values).section("task")["horizon"] == steps


def test_names_are_spelled(tmp_path):
    experiment = written(tmp_path / "made", "seq2seq", "locale-names")
    assert {each["name"] for each in experiment.section("tokenizer").values()} == {"unrolled/character"}


def test_a_misspelt_section_is_refused_with_the_nearest(tmp_path):
    with pytest.raises(ConfigError, match="Did you mean 'train'"):
        written(tmp_path / "made", "classification", "digits", "trian.epochs=3")
    assert list(tmp_path.iterdir()) == []


def test_a_field_alone_is_that_of_the_component_that_is_there(tmp_path):
    experiment = written(tmp_path / "made", "classification", "files", "cell.hidden_size=7", "embedding.dim=5")
    cell = experiment.components["cell"]
    assert (cell.located.component.name, cell.config.hidden_size) == ("lstm", 7)
    assert experiment.section("embedding")["dim"] == 5


def test_a_section_of_null_is_left_out(tmp_path):
    experiment = written(tmp_path / "made", "seq2seq", "dates", "scorer=null")
    assert "scorer" not in experiment.components


@pytest.mark.parametrize("word", ["True", "NULL", "on"])
def test_a_word_that_yaml_would_take_for_something_else_is_quoted(tmp_path, word):
    fields = f"data.fields={{text: {{kind: text, column: '{word}'}}, label: {{kind: label}}}}"
    experiment = written(tmp_path / "made", "classification", "files", "data.path=mine.csv", fields)
    assert experiment.section("data")["fields"]["text"]["column"] == word


@pytest.mark.parametrize("value", ["train=5", "unroll=5", "cell=5", "data=5"])
def test_a_value_where_a_section_is_needed_is_refused(tmp_path, value):
    with pytest.raises(ConfigError, match="holds 5 where a section is needed"):
        written(tmp_path, "classification", "digits", value)


def test_files_of_ones_own_come_without_a_sample(tmp_path):
    fields = "data.fields={text: {kind: text}, label: {kind: label}}"
    written(tmp_path / "made", "classification", "files", "data.path=mine.csv", fields)
    assert not (tmp_path / "made" / "sample.jsonl").exists()


@pytest.mark.system("V19")
def test_the_ten_steps_are_numbered_and_each_stands_where_it_is_decided(tmp_path):
    written(tmp_path / "made", "classification", "files")
    text = (tmp_path / "made" / "params.yaml").read_text()
    steps = STEP.findall(text)
    assert steps == [
        ("1", "task"), ("2", "data"), ("3", "architecture"), ("4", "dataloader"), ("5", "model"), ("6", "loss"),
        ("7", "optimiser"), ("8", "train"), ("9", "test"), ("10", "use"),
    ]  # fmt: skip
    blocks = dict(zip((name for _, name in steps), re.split(r"^# Step .*$", text, flags=re.MULTILINE)[1:], strict=True))
    own = {"task": "task", "data": "data", "architecture": "cell", "dataloader": "tokenizer", "model": "embedding"}
    for name, section in own.items():
        assert f"\n{section}:\n" in blocks[name]
    assert "optimizer: adam" in blocks["optimiser"]
    assert "learning_rate: " in blocks["optimiser"]
    assert "batch_size: " in text
    assert "epochs: " in text
    assert {"outputs/report/index.html", "evaluate"} <= {*re.findall(r"[\w/.]+", text)}
    pipeline = yaml.safe_load((tmp_path / "made" / "dvc.yaml").read_text())
    assert [*pipeline["stages"]] == ["lock", *(stage.name for stage in STAGES if not stage.optional)]
    readme = (tmp_path / "made" / "README.md").read_text()
    assert all(f"\n{number}. {name}: " in readme for number, name in steps)


def test_what_is_left_unsaid_is_a_comment_with_its_meaning(tmp_path):
    written(tmp_path / "made", "classification", "files")
    assert "\n  # pooling: max  # what becomes of the outputs over time" in (tmp_path / "made/params.yaml").read_text()


def test_a_sample_holds_a_value_of_each_kind(tmp_path):
    kinds = {"input": "tokens", "a": "text", "b": "label", "c": "labels", "d": "number", "e": "frames"}
    first = json.loads(sample(kinds).split(b"\n")[0])
    assert first == {
        "input": ["the", "cat", "sees", "the", "moon"], "a": "moon the sees cat the", "b": "like",
        "c": ["DET", "NOUN", "VERB", "DET", "NOUN"], "d": 5, "e": first["e"],
    }  # fmt: skip
    assert len(first["e"]) == 2 * len("the cat sees the moon")


def test_a_series_goes_on_where_its_past_ends():
    first = json.loads(sample({"input": "frames", "target": "frames"}).split(b"\n")[0])
    assert (len(first["input"]), len(first["target"])) == (24, 6)
    assert first["target"][0] == pytest.approx(first["input"][-6], abs=1e-3)  # a period of six


@pytest.mark.parametrize(
    "task", [pytest.param(one.name, marks=[] if one.name == "tagging" else pytest.mark.slow) for one in TASKS]
)
def test_a_folder_with_a_sample_runs_to_a_report(task, tmp_path):
    written(tmp_path / "made", task, "files", "train.epochs=2")
    run = unrolled.run(tmp_path / "made" / "params.yaml")
    assert {*run.metrics} >= {*SPLITS[1:]}
    assert "</html>" in run.report.read_text()


def test_a_cell_without_a_step_can_forecast_directly_and_not_with_a_decoder(tmp_path):
    assert written(tmp_path / "direct", "forecasting", "temperatures", "cell.name=attention")
    with pytest.raises(ConfigError, match="a decoder takes one step at a time, and cell 'attention' has no step"):
        written(tmp_path / "later", "forecasting", "temperatures", "cell.name=attention", "task.decoding=recursive")


def test_a_decoder_that_nothing_would_build_is_refused(tmp_path):
    cells = "cell={encoder: {name: gru}, decoder: {name: gru}}"
    with pytest.raises(ConfigError, match=r"cell\.decoder: task 'forecasting' has no decoder as it is configured"):
        written(tmp_path / "direct", "forecasting", "temperatures", cells)


def test_a_scorer_belongs_to_the_model_and_no_required_field_is_shown_as_null(tmp_path):
    text = composed("made", "seq2seq", "dates", (), HOST)["params.yaml"].decode()
    steps = STEP.split(text)
    assert "scorer:" in steps[steps.index("model") + 1]
    assert "null  # where" not in text
