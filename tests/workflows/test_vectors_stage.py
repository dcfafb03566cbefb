"""What learned vectors are worth, as a stage of the pipeline."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from ruamel.yaml import YAML

from unrolled.errors import ConfigError, DataError
from unrolled.params import read_params
from unrolled.vectors import WordVectors, write_vectors
from unrolled_workflows.execute import execute
from unrolled_workflows.pipeline import is_current, pipeline, write_pipeline
from unrolled_workflows.run import prepare
from unrolled_workflows.stages import stages_of
from unrolled_workflows.workspace import Workspace

Cli = Callable[..., tuple[int, str, str]]
WORDS = ["film", "song", "plot", "cast"]
SECTION = "vectors:\n  similarity: [pairs.txt]\n  analogies: [questions.txt]\n"


@pytest.fixture
def scored(workspace: Path) -> Path:
    """Return a workspace with given vectors, and with files that they are scored on."""
    vectors_VE = np.array([[1, 0], [1, 0.1], [0, 1], [0.1, 1]], np.float32)
    write_vectors(workspace / "given.txt", WordVectors(WORDS, vectors_VE), "text")
    given = "name: pretrained\n  path: given.txt\n  dim: 2\n  out_of_vocabulary: zero"
    params = workspace / "params.yaml"
    params.write_text(params.read_text().replace("name: skip-gram\n  dim: 6", given) + SECTION)
    (workspace / "pairs.txt").write_text("film\tsong\t9\nfilm\tplot\t1\nsong\tcast\t2\nfilm\tnobody\t5\n")
    (workspace / "questions.txt").write_text(": one\nfilm song plot cast\n: two\nfilm song plot nobody\n")
    return workspace


def ran(workspace: Path, *overrides: str) -> list[str]:
    """Run the stages before training, and return those that had anything to do."""
    setting = prepare(read_params(workspace / "params.yaml", overrides), Workspace(workspace))
    stages = stages_of(setting.params.experiment)
    before = [stage.name for stage in stages].index("train")
    return [stage.name for stage in stages[:before] if execute(stage, setting)]


def metrics(workspace: Path) -> dict[str, Any]:
    return json.loads((workspace / "outputs" / "vectors" / "metrics.json").read_text())


def test_the_vectors_of_the_embedding_stage_are_scored_on_every_file(scored: Path) -> None:
    assert ran(scored) == ["data", "tokens", "embedding", "vectors"]
    assert metrics(scored) == {
        "embedding": {
            "similarity": {"pairs.txt": {"spearman": pytest.approx(1), "covered": 3, "total": 4}},
            "analogies": {"questions.txt": {"accuracy": 1.0, "right": 1, "covered": 1, "total": 2}},
        }
    }


def test_an_embedding_of_a_fields_own_is_scored_under_its_slot(scored: Path) -> None:
    ran(scored, "embedding={text: {name: pretrained, path: given.txt, dim: 2}}")
    assert list(metrics(scored)) == ["embedding.text"]


def test_the_same_vectors_and_files_give_the_same_bytes_in_another_folder(scored: Path, tmp_path: Path) -> None:
    other = Path(shutil.copytree(scored, tmp_path / "other"))
    outputs: list[dict[str, bytes]] = []
    for place in (scored, other):
        ran(place)
        outputs.append({path.name: path.read_bytes() for path in (place / "outputs" / "vectors").iterdir()})
    assert outputs[0] == outputs[1]


def test_a_changed_file_or_method_scores_the_vectors_again_and_learns_none(scored: Path) -> None:
    ran(scored)
    assert ran(scored) == []
    (scored / "pairs.txt").write_text("film song 9\nfilm plot 1\n")
    assert ran(scored) == ["vectors"]
    assert ran(scored, "vectors.method=3cosmul") == ["vectors"]


def test_vectors_that_only_the_task_learns_cannot_be_scored_before_it(scored: Path) -> None:
    with pytest.raises(ConfigError, match="no embedding of this experiment learns vectors before the task"):
        ran(scored, "embedding={name: learned, dim: 4}")


@pytest.mark.parametrize(
    ("file", "content", "said"),
    [
        ("pairs.txt", "film song 9\nfilm song\n", r"pairs\.txt:2: holds no two words and a score"),
        ("questions.txt", "film song plot\n", r"questions\.txt:1: holds 3 words where a question has 4"),
        ("pairs.txt", None, r"pairs\.txt: there is no such file\. See: unrolled check"),
    ],
    ids=["pairs", "questions", "missing"],
)
def test_a_bad_file_of_scores_is_named_with_its_line(scored: Path, file: str, content: str | None, said: str) -> None:
    (scored / file).unlink()
    if content is not None:
        (scored / file).write_text(content)
    with pytest.raises(DataError, match=said):
        ran(scored)
    assert not (scored / "outputs" / "vectors").exists()


def test_a_whole_run_shows_the_scores_in_its_report(cli: Cli, scored: Path) -> None:
    assert cli("run", "train.epochs=1")[0] == 0
    page = (scored / "outputs" / "report" / "index.html").read_text()
    assert "Vectors learned before the task" in page
    assert "questions.txt" in page


def test_the_files_are_dependencies_of_the_stage_and_its_scores_are_metrics(scored: Path) -> None:
    wanted = pipeline(read_params(scored / "params.yaml"))
    stages = wanted["stages"]
    assert list(stages) == ["lock", "data", "tokens", "embedding", "vectors", "train", "evaluate", "report"]
    assert stages["vectors"]["deps"] == ["outputs/tokens", "outputs/embedding", "pairs.txt", "questions.txt"]
    assert stages["vectors"]["params"][:2] == ["tokenizer", "vectors"]
    assert "outputs/vectors" in stages["report"]["deps"]
    assert "outputs/vectors" not in stages["train"]["deps"]
    assert wanted["metrics"] == ["outputs/vectors/metrics.json", "outputs/evaluate/metrics.json"]


def test_without_the_section_nothing_of_it_is_in_the_pipeline_or_in_the_lock(scored: Path, cli: Cli) -> None:
    write_pipeline(Workspace(scored), read_params(scored / "params.yaml"))
    (scored / "params.yaml").write_text((scored / "params.yaml").read_text().replace(SECTION, ""))
    assert not is_current(scored / "dvc.yaml", read_params(scored / "params.yaml"))
    assert cli("dvc")[0] == 0
    assert "vectors" not in YAML(typ="safe").load((scored / "dvc.yaml").read_text())["stages"]
    assert "outputs/vectors" not in (scored / "dvc.yaml").read_text()
    assert cli("lock")[0] == 0
    assert "vectors" not in YAML(typ="safe").load((scored / "plugins.lock.yaml").read_text())["host"]


def test_a_stage_that_no_section_asks_for_is_refused(cli: Cli) -> None:
    code, _, errors = cli("stage", "vectors")
    assert code == 2
    assert errors == (
        "error: params.yaml: has no section 'vectors', which asks for stage 'vectors'. "
        "See: unrolled show section vectors\n"
    )


def test_a_stage_of_the_users_own_may_bear_the_name(workspace: Path) -> None:
    (workspace / "dvc.yaml").write_text("stages:\n  vectors:\n    cmd: echo\n")
    write_pipeline(Workspace(workspace), read_params(workspace / "params.yaml"))
    assert "cmd: echo" in (workspace / "dvc.yaml").read_text()
