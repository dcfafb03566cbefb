from pathlib import Path

import pytest

from unrolled.errors import ConfigError
from unrolled_workflows.search.identity.pipeline import (
    is_search_current,
    require_search_current,
    search_pipeline,
    write_search_pipeline,
)


def test_the_stage_of_a_search_depends_on_all_that_no_trial_changes(finished) -> None:
    stage = search_pipeline(finished)["stages"]["search"]
    *params, lock = stage["params"]
    assert params[0] == "search"
    assert {"data", "tokenizer", "task", "seed", "threads", "train.epochs", "unroll"} <= set(params)
    assert not {"cell", "cell.name", "cell.hidden_size", "train", "train.batch_size", "embedding.dim"} & set(params)
    assert "cell" in lock["search/plugins.lock.yaml"]
    assert stage["deps"] == ["reviews.csv"]
    assert stage["outs"] == ["search/trials.csv", "search/best_params.yaml"]


def test_tracking_is_in_no_stages_key(searching: Path, prepare) -> None:
    assert "track" not in str(search_pipeline(prepare(searching, "track.wandb.mode=offline")))


def test_a_pipeline_is_written_once_and_refused_where_it_is_stale(searching: Path, prepare) -> None:
    search = prepare(searching)
    require_search_current(search)
    assert write_search_pipeline(search)
    assert not write_search_pipeline(search)
    assert is_search_current(search)
    (searching / "other.csv").write_bytes((searching / "reviews.csv").read_bytes())
    with pytest.raises(ConfigError, match=r"search/dvc\.yaml: does not say what params\.yaml asks for"):
        require_search_current(prepare(searching, "data.path=other.csv"))


def test_promoting_a_winner_leaves_the_searchs_pipeline_current(workspace_of: Path, prepare) -> None:
    search = prepare(workspace_of)
    write_search_pipeline(search)
    path = workspace_of / "params.yaml"
    path.write_text(path.read_text().replace("hidden_size: 5", "hidden_size: 7").replace("dim: 6\n", "dim: 4\n"))
    assert is_search_current(prepare(workspace_of))
