import hashlib
import json
import shutil
from pathlib import Path

import pytest

import unrolled
from unrolled.errors import BusyError, DataError, DivergedError, IntegrityError, PluginError
from unrolled.params import read_params
from unrolled_workflows.execute import execute
from unrolled_workflows.run import prepare
from unrolled_workflows.stages import STAGES, stage_named, stages_of
from unrolled_workflows.workspace import Workspace


def digests(workspace: Path) -> dict[str, str]:
    outputs = workspace / "outputs"
    files = sorted(path for path in outputs.rglob("*") if path.is_file())
    return {path.relative_to(outputs).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest() for path in files}


def test_a_run_ends_in_scores_above_the_majority_class_and_a_report(workspace: Path) -> None:
    run = unrolled.run(workspace / "params.yaml", {"train.epochs": 8})
    assert run.metrics["test"]["accuracy"] > run.metrics["majority_class"]["test"]
    assert run.report.is_file()
    assert len(run.predictions("test")) == 16


def test_two_runs_give_the_same_bytes(workspace: Path, tmp_path: Path) -> None:
    other = tmp_path / "elsewhere" / "deeper"
    shutil.copytree(workspace, other)
    for place in (workspace, other):
        unrolled.run(place / "params.yaml")
    assert digests(workspace) == digests(other)


def test_a_second_run_does_nothing_and_a_change_reruns_only_what_it_reaches(workspace: Path) -> None:
    unrolled.run(workspace / "params.yaml")
    times = {
        stage.name: (workspace / "outputs" / stage.name).stat().st_mtime_ns for stage in STAGES if not stage.optional
    }

    def changed() -> set[str]:
        return {name for name in times if (workspace / "outputs" / name).stat().st_mtime_ns != times[name]}

    unrolled.run(workspace / "params.yaml")
    assert changed() == set()
    unrolled.run(workspace / "params.yaml", ["train.learning_rate=0.01"])
    assert changed() == {"train", "evaluate", "report"}


def test_no_work_in_progress_stays_behind(workspace: Path) -> None:
    unrolled.run(workspace / "params.yaml")
    assert list((workspace / ".unrolled" / "work").iterdir()) == []


def test_a_record_of_each_stage_says_how_it_ended(workspace: Path) -> None:
    unrolled.run(workspace / "params.yaml")
    records = [json.loads(path.read_text()) for path in (workspace / ".unrolled" / "runs").glob("*/run.json")]
    assert sorted((record["stage"], record["outcome"]) for record in records) == sorted(
        (stage.name, "done") for stage in STAGES if not stage.optional
    )


def test_no_output_names_the_place_it_was_made_in(workspace: Path) -> None:
    unrolled.run(workspace / "params.yaml")
    for path in (workspace / "outputs").rglob("*"):
        if path.is_file() and path.suffix != ".arrow":
            assert str(workspace) not in path.read_text(encoding="utf-8", errors="ignore"), path


def test_a_loaded_run_predicts_with_the_cell_it_was_trained_with(workspace: Path) -> None:
    unrolled.run(workspace / "params.yaml", ["cell.name=gru"])
    run = unrolled.load_run(workspace)
    assert run.experiment.components["cell"].located.component.name == "gru"
    assert "GRU(" in str(run.task())


def test_gradient_flow_is_saved_with_the_run(workspace: Path) -> None:
    unrolled.run(workspace / "params.yaml", ["train.probe_every=10", "unroll.bidirectional=true"])
    rows = unrolled.load_run(workspace).gradient_flow()
    measured = [(step, direction) for step in (0, 10) for direction in ("forward", "backward")]
    assert [(row["step"], row["direction"]) for row in rows] == measured
    assert all(norm > 0 for row in rows for norm in row["norm_by_lag"])


def test_a_run_of_a_cell_without_a_step_has_no_gradient_flow(workspace: Path) -> None:
    unrolled.run(workspace / "params.yaml", {"cell": {"name": "bag-of-words"}})
    assert unrolled.load_run(workspace).gradient_flow() == []


def test_a_damaged_output_is_not_believed(workspace: Path) -> None:
    unrolled.run(workspace / "params.yaml")
    model = workspace / "outputs" / "train" / "model.safetensors"
    data = bytearray(model.read_bytes())
    data[-1] ^= 1
    model.write_bytes(data)
    with pytest.raises(IntegrityError, match=r"model\.safetensors: damaged"):
        unrolled.load_run(workspace).task()
    unrolled.run(workspace / "params.yaml")
    assert unrolled.load_run(workspace).task()


def test_an_empty_split_is_a_data_error_and_leaves_no_output(workspace: Path) -> None:
    (workspace / "reviews.csv").write_text("text,label\nfine,good\n")
    with pytest.raises(DataError, match="would have no rows"):
        unrolled.run(workspace / "params.yaml")
    assert not (workspace / "outputs").exists()


def test_a_missing_file_is_a_data_error(workspace: Path) -> None:
    (workspace / "reviews.csv").unlink()
    with pytest.raises(DataError, match=r"reviews\.csv"):
        unrolled.run(workspace / "params.yaml")


@pytest.mark.fault("F15")
def test_a_workspace_that_another_process_works_in_is_busy(workspace: Path) -> None:
    from unrolled.durable import lock

    with lock(workspace / ".unrolled" / "busy"), pytest.raises(BusyError):
        unrolled.run(workspace / "params.yaml")
    assert not (workspace / "outputs").exists()


def test_a_plugin_in_a_single_file_is_found_trained_and_loaded(workspace: Path) -> None:
    (workspace / "mine.py").write_text(
        '''
from unrolled import Config, cell, hookimpl

class MineConfig(Config):
    """A leaky average of a projection."""
    hidden_size: int = 4

@cell("mine", MineConfig)
def mine(config, /, *, input_size):
    import torch

    class Mine(torch.nn.Module):
        def __init__(self):
            super().__init__()
            self.project = torch.nn.Linear(input_size, config.hidden_size)
            self.output_size = config.hidden_size

        def initial_state(self, batch_size):
            return (self.project.weight.new_zeros(batch_size, self.output_size),)

        def step(self, x_BI, state):
            h_BH = 0.5 * state[0] + torch.tanh(self.project(x_BI))
            return h_BH, (h_BH,)

    return Mine()

@hookimpl
def components():
    return [mine]
'''
    )
    params = workspace / "params.yaml"
    params.write_text(params.read_text().replace("name: lstm", "name: mine") + "plugins: [./mine.py]\n")
    run = unrolled.run(params)
    assert run.experiment.components["cell"].located.id == "./mine.py/mine"
    assert run.task()


def test_a_run_with_data_and_plugins_from_the_command_line_is_loaded_with_them(workspace: Path) -> None:
    (workspace / "other.csv").write_text((workspace / "reviews.csv").read_text().replace("text,label", "words,label"))
    fields = {"words": {"column": "words", "kind": "text"}, "label": {"column": "label", "kind": "label"}}
    data = {"name": "files", "path": "other.csv", "fields": fields}
    run = unrolled.run(workspace / "params.yaml", {"data": data})
    assert unrolled.load_run(workspace).experiment.fields == run.experiment.fields


def test_a_model_is_not_scored_on_the_tokens_of_another(workspace: Path) -> None:
    unrolled.run(workspace / "params.yaml")
    setting = prepare(read_params(workspace / "params.yaml", ["seed=2"]), Workspace(workspace))
    for name in ("data", "tokens"):
        execute(stage_named(name), setting)
    with pytest.raises(IntegrityError, match="was made from another outputs/tokens"):
        execute(stage_named("evaluate"), setting)
    with pytest.raises(IntegrityError, match="was made from another"):
        unrolled.load_run(workspace)


def test_new_code_that_gives_the_same_bytes_reruns_nothing_that_follows(workspace: Path) -> None:
    unrolled.run(workspace / "params.yaml")
    setting = prepare(read_params(workspace / "params.yaml"), Workspace(workspace))
    setting.lock["host"]["tokens"] = "edited"
    stages = stages_of(setting.params.experiment)
    assert [stage.name for stage in stages if execute(stage, setting)] == ["tokens"]


BROKEN = '''
from unrolled import Config, Inputs, dataset, hookimpl

class Mine(Config):
    """Mine."""

@dataset("mine", Mine)
def mine(config, /):
    class Data:
        fields = {"text": "text", "label": "label"}
        inputs = Inputs()
        def read(self, *, seed):
            raise KeyError("column")
    return Data()

@hookimpl
def components():
    return [mine]
'''


def test_an_error_inside_a_plugin_is_the_plugins_and_names_it(workspace: Path) -> None:
    (workspace / "mine.py").write_text(BROKEN)
    with pytest.raises(PluginError, match=r"plugin \./mine\.py file: raised KeyError: 'column' in .*mine.py:13 "):
        unrolled.run(workspace / "params.yaml", {"plugins": ["./mine.py"], "data": {"name": "mine"}})


def test_no_password_of_a_url_reaches_a_message_or_a_record(workspace: Path) -> None:
    fields = {"text": {"column": "text", "kind": "text"}, "label": {"column": "label", "kind": "label"}}
    data = {"name": "files", "path": "http://user:hunter2@127.0.0.1:9/x.csv", "fields": fields}
    with pytest.raises(DataError) as caught:
        unrolled.run(workspace / "params.yaml", {"data": data})
    assert "hunter2" not in str(caught.value)
    for path in (workspace / ".unrolled").rglob("*"):
        assert not path.is_file() or b"hunter2" not in path.read_bytes(), path


def test_no_password_of_a_url_reaches_an_output(workspace: Path) -> None:
    """The data comes from memory, through a URL with a password in it."""
    import fsspec

    with fsspec.open("memory://user:hunter2@host/reviews.csv", "wb") as stream:
        stream.write((workspace / "reviews.csv").read_bytes())
    fields = {"text": {"column": "text", "kind": "text"}, "label": {"column": "label", "kind": "label"}}
    data = {"name": "files", "path": "memory://user:hunter2@host/reviews.csv", "fields": fields}
    unrolled.run(workspace / "params.yaml", {"data": data})
    for folder in ("outputs", ".unrolled"):
        for path in (workspace / folder).rglob("*"):
            assert not path.is_file() or b"hunter2" not in path.read_bytes(), path


def test_a_score_that_is_not_finite_is_a_divergence() -> None:
    from unrolled_workflows.stages import evaluate

    with pytest.raises(DivergedError, match="the perplexity of split 'test' is not finite"):
        evaluate._finite({"loss": 900.0, "perplexity": float("inf")}, "test")


def test_a_search_section_is_no_obstacle_to_opening_a_run(workspace: Path) -> None:
    run = unrolled.run(workspace / "params.yaml", {"train.epochs": 1})
    with (workspace / "params.yaml").open("a") as stream:
        stream.write("search: {space: {cell.name: {choice: [lstm, gru]}}}\n")
    assert unrolled.load_run(workspace).metrics == run.metrics
