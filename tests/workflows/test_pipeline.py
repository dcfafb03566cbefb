import re
from pathlib import Path

import pytest
from ruamel.yaml import YAML

from unrolled.errors import ConfigError
from unrolled.params import Params, read_document, read_params
from unrolled_workflows.pipeline import is_current, pipeline, require_current, write_pipeline
from unrolled_workflows.stages import STAGES, Stage
from unrolled_workflows.workspace import Workspace


@pytest.fixture
def params(workspace: Path) -> Params:
    return read_params(workspace / "params.yaml")


def test_a_stage_depends_on_its_sections_its_slots_and_its_code(params: Params) -> None:
    train = pipeline(params)["stages"]["train"]
    *sections, lock = train["params"]
    assert sections == ["tokenizer", "embedding", "cell", "unroll", "task", "train", "seed", "threads"]
    assert lock["plugins.lock.yaml"][:5] == ["tokenizer", "embedding", "cell", "task", "callbacks"]
    assert train["deps"] == ["outputs/tokens", "outputs/embedding"]


def test_vectors_depend_on_the_device_of_training_where_it_is_written_down_and_not_on_the_rest(workspace: Path) -> None:
    def of_training(values: str) -> list[str]:
        params = workspace / "params.yaml"
        params.write_text(params.read_text() + values)
        return [name for name in pipeline(read_params(params))["stages"]["embedding"]["params"] if "train" in name]

    assert of_training("") == []
    assert of_training("  device: cpu\n") == ["train.device"]


def test_tracking_is_in_no_stages_key(params: Params) -> None:
    assert "track" not in str(pipeline(params))


def test_a_file_that_the_dataset_reads_is_a_dependency_of_the_data_stage(params: Params) -> None:
    stages = pipeline(params)["stages"]
    assert stages["data"]["deps"] == ["reviews.csv"]
    assert "reviews.csv" not in stages["tokens"]["deps"]


def test_another_cell_needs_no_other_pipeline(workspace: Path, params: Params) -> None:
    assert pipeline(params) == pipeline(read_params(workspace / "params.yaml", ["cell.name=gru", "train.epochs=1"]))


def test_a_written_pipeline_is_current_and_not_written_again(workspace: Path, params: Params) -> None:
    place = Workspace(workspace)
    assert write_pipeline(place, params)
    assert is_current(place.pipeline, params)
    assert not write_pipeline(place, params)


def test_stages_of_the_users_own_stay(workspace: Path, params: Params) -> None:
    place = Workspace(workspace)
    place.pipeline.write_text("stages:\n  mine: # of my own\n    cmd: echo\n  train:\n    cmd: stale\n")
    write_pipeline(place, params)
    text = place.pipeline.read_text()
    assert "mine: # of my own" in text
    assert YAML(typ="safe").load(text)["stages"]["train"]["cmd"] == "unrolled stage train"
    assert is_current(place.pipeline, params)


def test_figures_of_the_users_own_stay_and_are_no_reason_to_refuse(workspace: Path, params: Params) -> None:
    place = Workspace(workspace)
    place.pipeline.write_text("metrics:\n- mine.json\n")
    write_pipeline(place, params)
    assert read_document(place.pipeline).values["metrics"] == ["mine.json", "outputs/evaluate/metrics.json"]
    assert is_current(place.pipeline, params)


def test_a_stale_pipeline_is_refused_with_the_command_that_mends_it(workspace: Path, params: Params) -> None:
    place = Workspace(workspace)
    write_pipeline(place, params)
    place.pipeline.write_text(place.pipeline.read_text().replace("- reviews.csv\n", "- other.csv\n"))
    with pytest.raises(ConfigError, match="See: unrolled dvc"):
        require_current(place, params)


def test_the_projects_own_pipeline_is_what_its_params_ask_for() -> None:
    root = Path(__file__).parents[2]
    assert is_current(root / "dvc.yaml", read_params(root / "params.yaml"))


IMPORT = re.compile(r"^from unrolled_workflows\.([\w.]+) import", re.MULTILINE)
TABLES = {"stages", "stages.context"}  # the table of stages, and the type of what a stage is given


@pytest.mark.parametrize("stage", STAGES, ids=lambda stage: stage.name)
def test_every_module_of_workflows_that_a_stage_imports_is_part_of_its_key(stage: Stage) -> None:
    workflows = stage.code[0].parents[1]
    covered = {file for path in stage.code for file in ([path] if path.is_file() else path.rglob("*.py"))}
    names = {name for path in covered for name in IMPORT.findall(path.read_text())} - TABLES
    imported = {workflows / f"{name.replace('.', '/')}.py" for name in names}
    assert {path for path in imported if path.is_file()} - covered == set()
