from importlib import metadata
from pathlib import Path

import pytest
from click.testing import CliRunner

from unrolled.errors import ConfigError
from unrolled_workflows.commands.launch import RENDERERS, launch
from unrolled_workflows.launch.fit import TARGETS

ROOT = Path(__file__).parents[3]
GOLDEN = Path(__file__).parent / "golden"
EXAMPLES = {
    "this-machine": "local",
    "one-node-slurm": "slurm",
    "small-slurm": "slurm",
    "kube-gpu": "kuberay",
    "aws-ray": "ray-up",
    "own-hosts": "ray-up",
}


def launched(*words: str | Path) -> str:
    return CliRunner().invoke(launch, [str(word) for word in words], catch_exceptions=False).stdout


def test_every_launcher_has_its_renderer() -> None:
    assert tuple(RENDERERS) == TARGETS


def test_every_example_is_rendered_here() -> None:
    assert {path.stem for path in (ROOT / "workflows" / "cluster").iterdir()} == set(EXAMPLES)


@pytest.mark.parametrize("name", EXAMPLES)
def test_an_example_is_rendered_as_it_was_read_by_people_and_checked(name: str, tmp_path, monkeypatch) -> None:
    """The files under golden/ were read, and run or checked, as docs/launch.md says; a change is looked at again."""
    monkeypatch.chdir(tmp_path)
    printed = launched(EXAMPLES[name], "--spec", ROOT / "workflows" / "cluster" / f"{name}.yaml")
    written = {path.name: path.read_text() for path in tmp_path.rglob("*") if path.is_file()} | {"printed": printed}
    golden = {path.name: path.read_text() for path in (GOLDEN / name).iterdir()}
    assert {file: text.replace(metadata.version("ray"), "RAY.VERSION") for file, text in written.items()} == golden


def test_files_stand_where_they_are_asked_for(tmp_path) -> None:
    spec = ROOT / "workflows" / "cluster" / "one-node-slurm.yaml"
    printed = launched("slurm", "--spec", spec, "--out", tmp_path / "here")
    assert printed == f"sbatch --chdir=/shared/reviews {tmp_path}/here/slurm.sh\n"
    assert [path.name for path in (tmp_path / "here").iterdir()] == ["slurm.sh"]


def test_what_is_refused_writes_nothing(tmp_path, monkeypatch) -> None:
    monkeypatch.chdir(tmp_path)
    with pytest.raises(ConfigError):
        launched("slurm", "--spec", ROOT / "workflows" / "cluster" / "kube-gpu.yaml")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.fault("F35")
@pytest.mark.parametrize("name", EXAMPLES)
def test_no_token_is_read_into_a_file(name: str, tmp_path, monkeypatch) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    for variable in ("RAY_AUTH_TOKEN", "WANDB_API_KEY"):
        monkeypatch.setenv(variable, "canary-of-a-secret")
    token = tmp_path / "home" / ".ray" / "auth_token"
    token.parent.mkdir(parents=True)
    token.write_text("canary-of-a-secret")
    printed = launched(EXAMPLES[name], "--spec", ROOT / "workflows" / "cluster" / f"{name}.yaml")
    written = [path.read_text() for path in tmp_path.rglob("*") if path.is_file() and path != token]
    assert not [text for text in [printed, *written] if "canary" in text]
