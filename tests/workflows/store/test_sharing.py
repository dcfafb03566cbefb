import logging
from collections.abc import Callable
from pathlib import Path

import pytest

from unrolled.params import Experiment, read_params
from unrolled_workflows.store import open_store
from unrolled_workflows.store.sharing import shared_output

KEY = "0123456789abcdef" * 4
SEARCH = "search:\n  space:\n    train.learning_rate: tune\n  store: {store}\n"


@pytest.fixture
def experiment(workspace: Path) -> Callable[[str], Experiment]:
    """Read the small experiment with a search whose store stands at a place."""

    def call(store: str) -> Experiment:
        params = workspace / "params.yaml"
        params.write_text(params.read_text() + SEARCH.format(store=store))
        return read_params(params).experiment

    return call


@pytest.mark.parametrize("store", [".unrolled/store", "../elsewhere", "memory://sharing/store"])
def test_a_pipeline_finds_what_a_search_left_where_its_section_says(
    workspace: Path, experiment: Callable[[str], Experiment], build: Callable[..., None], store: str
) -> None:
    build(open_store(store, workspace), KEY)
    found = shared_output(experiment(store), workspace, "tokens", KEY)
    assert found
    assert (found / "sub" / "a.txt").read_text() == "alpha"


def test_without_a_section_the_store_of_the_workspace_counts(workspace: Path, build: Callable[..., None]) -> None:
    build(open_store(".unrolled/store", workspace), KEY)
    assert shared_output(read_params(workspace / "params.yaml").experiment, workspace, "tokens", KEY)


def test_a_store_that_is_not_there_is_not_made(workspace: Path, experiment: Callable[[str], Experiment]) -> None:
    assert shared_output(experiment("store"), workspace, "tokens", KEY) is None
    assert not (workspace / "store").exists()


def test_a_store_that_does_not_answer_is_said_and_the_stage_runs(
    workspace: Path, experiment: Callable[[str], Experiment], caplog: pytest.LogCaptureFixture
) -> None:
    (workspace / ".unrolled").mkdir()
    (workspace / ".unrolled" / "store").write_text("a file in the place of the copies")
    with caplog.at_level(logging.WARNING, logger="unrolled"):
        assert shared_output(experiment("memory://sharing/store"), workspace, "tokens", KEY) is None
    assert "stage tokens runs without the store" in caplog.text
