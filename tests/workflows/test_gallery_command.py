"""`unrolled gallery` and `unrolled new` as their user types them."""

from __future__ import annotations

from unrolled_workflows.gallery import entries


def test_the_gallery_lists_every_entry_with_its_task_and_its_last_figures(cli):
    status, output, _ = cli("gallery")
    lines = {line.split()[0]: line for line in output.splitlines()}
    assert status == 0
    assert [*lines] == [entry.name for entry in entries()]
    for entry in entries():
        assert f" {entry.task} " in lines[entry.name]
        assert entry.summary in lines[entry.name]
        figures = entry.figures
        told = "not measured" if figures is None else f"test {figures.metric} {figures.value:.4g} in "
        assert told in lines[entry.name]


def test_an_entry_of_the_gallery_runs_by_dvc_repro_alone(cli, command, workspace):
    status, output, _ = cli("gallery", "digits", "copy")
    assert (status, output) == (0, "copy: written. Next: cd copy && dvc repro && unrolled result\n")
    params = workspace / "copy" / "params.yaml"
    params.write_text(params.read_text().replace("epochs: 25", "epochs: 1"))
    command("dvc", "--cd", str(workspace / "copy"), "repro")
    assert "</html>" in (workspace / "copy" / "outputs" / "report" / "index.html").read_text()


def test_an_unknown_entry_is_refused_with_the_nearest(cli, workspace):
    before = sorted(workspace.iterdir())
    status, _, errors = cli("gallery", "digit")
    assert status == 2
    assert "the gallery has no entry 'digit'. Did you mean 'digits'? See: unrolled gallery" in errors
    assert sorted(workspace.iterdir()) == before


def test_a_folder_that_holds_something_is_refused(cli, workspace):
    (workspace / "mine").mkdir()
    (workspace / "mine" / "file.txt").write_text("mine")
    for words in (("gallery", "digits", "mine"), ("new", "mine", "--task", "tagging", "--data", "files")):
        status, _, errors = cli(*words)
        assert status == 2
        assert "mine: is there already, and not empty" in errors
    assert [path.name for path in (workspace / "mine").iterdir()] == ["file.txt"]


def test_new_writes_an_experiment_that_is_right(cli, workspace, monkeypatch):
    status, output, _ = cli("new", "mine", "--task", "classification", "--data", "files")
    assert (status, output) == (0, "mine: written. Next: cd mine && dvc repro && unrolled result\n")
    monkeypatch.chdir(workspace / "mine")
    assert cli("check")[0] == 0
    assert cli("dvc", "--check")[0] == 0


def test_new_refuses_a_pair_that_does_not_fit(cli, workspace):
    status, _, errors = cli("new", "deep/mine", "--task", "tagging", "--data", "digits")
    assert status == 2
    assert "needs one labels field as its target" in errors
    assert "which would do for" in errors
    assert not (workspace / "deep").exists()
