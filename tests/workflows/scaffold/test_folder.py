from __future__ import annotations

from pathlib import Path

import pytest

from unrolled.errors import ConfigError
from unrolled.params import read_params
from unrolled_workflows.gallery import entry_named
from unrolled_workflows.pipeline import is_current
from unrolled_workflows.scaffold.folder import write_folder


@pytest.fixture
def files():
    return entry_named("digits").files


def test_a_folder_holds_the_files_and_a_pipeline_that_fits_them(tmp_path, files):
    target = tmp_path / "made"
    write_folder(target, files)
    assert {path.name for path in target.iterdir()} == {*files, ".dvc", ".gitignore", "dvc.yaml"}
    assert is_current(target / "dvc.yaml", read_params(target / "params.yaml"))
    assert sorted(path.name for path in tmp_path.iterdir()) == ["made"]


@pytest.mark.parametrize("git", [True, False])
def test_dvc_is_told_where_there_is_no_git_around_it(tmp_path, files, git):
    if git:
        (tmp_path / ".git").mkdir()
    write_folder(tmp_path / "deep" / "made", files)
    assert ("no_scm = true" in (tmp_path / "deep" / "made" / ".dvc" / "config").read_text()) != git


def test_an_empty_folder_is_filled_and_stays_the_one_that_one_stands_in(tmp_path, files, monkeypatch):
    (tmp_path / "made").mkdir()
    monkeypatch.chdir(tmp_path / "made")
    write_folder(Path(), files)
    assert {path.name for path in Path().iterdir()} == {*files, ".dvc", ".gitignore", "dvc.yaml"}


@pytest.mark.parametrize("held", ["folder", "file", "link"])
def test_what_is_there_already_is_left_alone(tmp_path, files, held):
    target = tmp_path / "made"
    if held == "folder":
        target.mkdir()
        (target / "mine.txt").write_text("mine")
    elif held == "file":
        target.write_text("mine")
    else:
        target.symlink_to(tmp_path / "elsewhere")
    with pytest.raises(ConfigError, match="is there already"):
        write_folder(target, files)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["made"]


def test_wrong_params_leave_nothing_behind(tmp_path, files):
    with pytest.raises(ConfigError, match="no cell is called 'lstn'"):
        write_folder(tmp_path / "made", {**files, "params.yaml": files["params.yaml"].replace(b"lstm", b"lstn")})
    assert list(tmp_path.iterdir()) == []


def test_a_disk_that_fills_leaves_nothing_behind(tmp_path, files, monkeypatch):
    def full(path, content):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("unrolled_workflows.scaffold.folder.write_bytes", full)
    with pytest.raises(OSError, match="No space left"):
        write_folder(tmp_path / "made", files)
    assert list(tmp_path.iterdir()) == []
