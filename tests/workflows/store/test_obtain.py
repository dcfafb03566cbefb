import importlib
from collections.abc import Callable
from pathlib import Path

import pytest

import unrolled
from unrolled.errors import DataError, IntegrityError
from unrolled_workflows.execute import Setting, execute
from unrolled_workflows.stages import Stage
from unrolled_workflows.store import Store, open_store
from unrolled_workflows.store.obtain import obtain, obtain_all

Ran = Callable[[], list[str]]
Manifests = Callable[[Setting], dict[str, str]]
Upstream = tuple[Stage, ...]


@pytest.fixture
def store(workspace: Path) -> Store:
    return open_store(".unrolled/store", workspace)


def test_each_upstream_runs_once_and_its_output_is_what_a_run_would_make(
    setting: Setting, upstream: Upstream, store: Store, ran: Ran, manifests: Manifests
) -> None:
    first = obtain_all(upstream, setting, store)
    second = obtain_all(upstream, setting, store)
    assert ran() == ["data", "embedding", "tokens"]
    assert manifests(first) == manifests(second)
    for stage in upstream:
        execute(stage, setting)
    assert manifests(setting) == manifests(first)


def test_training_reads_what_stands_in_the_store(setting: Setting, upstream: Upstream, store: Store) -> None:
    view = obtain_all(upstream, setting, store).workspace
    assert view.root == setting.workspace.root
    assert {view.output(stage.name).parents[1] for stage in upstream} == {view.root / ".unrolled" / "store"}
    assert view.output("train") == setting.workspace.output("train")


def test_what_the_workspace_has_already_is_copied(
    setting: Setting, upstream: Upstream, store: Store, ran: Ran, manifests: Manifests
) -> None:
    for stage in upstream:
        execute(stage, setting)
    first = manifests(setting)
    assert manifests(obtain_all(upstream, setting, store)) == first
    assert ran() == ["data", "embedding", "tokens"]
    (setting.workspace.output("tokens") / "schema.json").write_text("{}")
    assert manifests(obtain_all(upstream, setting, store)) == first


def test_an_output_of_the_workspace_that_changes_during_the_copy_is_built_instead(
    setting: Setting, upstream: Upstream, store: Store, ran: Ran, monkeypatch: pytest.MonkeyPatch
) -> None:
    def torn(source: Path, target: Path) -> None:
        raise IntegrityError("another output by now")

    execute(upstream[0], setting)
    monkeypatch.setattr(importlib.import_module("unrolled_workflows.store.obtain"), "copy_sealed", torn)
    assert obtain(upstream[0], setting, store)
    assert ran() == ["data", "data"]


def test_a_damaged_output_is_built_again(
    setting: Setting, upstream: Upstream, store: Store, ran: Ran, manifests: Manifests
) -> None:
    view = obtain_all(upstream, setting, store)
    first = manifests(view)
    (view.workspace.output("tokens") / "schema.json").write_text("{}")
    assert manifests(obtain_all(upstream, setting, store)) == first
    assert ran() == ["data", "embedding", "tokens", "tokens"]


def test_a_stage_that_fails_leaves_no_output_and_no_lease(
    workspace: Path, setting: Setting, upstream: Upstream, store: Store
) -> None:
    (workspace / "reviews.csv").write_text("text,label\nfine,good\n")
    for _ in range(2):
        with pytest.raises(DataError, match="would have no rows"):
            obtain(upstream[0], setting, store)
    assert list((workspace / ".unrolled" / "store" / ".leases").iterdir()) == []
    assert not (workspace / ".unrolled" / "store" / "data").exists()


def test_a_remote_store_serves_a_second_workspace(
    workspace: Path, setting: Setting, upstream: Upstream, ran: Ran, tmp_path: Path
) -> None:
    for place in (workspace, tmp_path / "another machine"):
        obtain(upstream[0], setting, open_store("memory://obtained/store", place))
    assert ran() == ["data"]


def test_a_run_after_a_search_copies_what_it_finds_in_the_store(
    setting: Setting, upstream: Upstream, store: Store, ran: Ran, manifests: Manifests
) -> None:
    first = manifests(obtain_all(upstream, setting, store))
    unrolled.run(setting.workspace.params)
    assert manifests(setting) == first
    assert ran() == ["data", "embedding", "evaluate", "report", "tokens", "train"]
    assert list((setting.workspace.root / ".unrolled" / "work").iterdir()) == []
