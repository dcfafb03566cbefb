from pathlib import Path

import pytest

from unrolled.errors import ConfigError, IntegrityError
from unrolled.params import read_document
from unrolled.ranges import Choice, Interval
from unrolled.space import Dimension, Space
from unrolled_workflows.search.results.promote import promote, read_winner

SPACE = Space(
    [
        Dimension("cell.name", Choice(["lstm", "gru"])),
        Dimension("cell.forget_bias", Interval(0.0, 2.0), "lstm"),
        Dimension("train.batch_size", Choice([8, 16])),
    ]
)
FILE = """\
# an experiment
plugins:
  - ./mine.py  # a plugin
cell:
  name: lstm  # the cell
  forget_bias: 1.0
  hidden_size: 5  # small
seed: "7"
"""


@pytest.fixture
def params(tmp_path: Path) -> Path:
    """Return a params.yaml with comments."""
    path = tmp_path / "params.yaml"
    path.write_text(FILE)
    return path


def test_the_winners_values_are_written_and_comments_stay(params: Path) -> None:
    promote(params, SPACE, {"cell": {"name": "lstm", "forget_bias": 0.25}, "train": {"batch_size": 16}})
    expected = FILE.replace("forget_bias: 1.0", "forget_bias: 0.25") + "train:\n  batch_size: 16\n"
    assert params.read_text() == expected


def test_a_field_that_only_a_loser_has_is_taken_out(params: Path) -> None:
    promote(params, SPACE, {"cell": {"name": "gru"}, "train": {"batch_size": 8}})
    assert read_document(params).values["cell"] == {"name": "gru", "hidden_size": 5}
    assert "# small" in params.read_text()


@pytest.mark.parametrize("text", [FILE, FILE.replace("  -", "-"), FILE.replace("\n  ", "\n    ")])
def test_the_indentation_stays_as_the_user_made_it(params: Path, text: str) -> None:
    params.write_text(text)
    promote(params, Space(SPACE.dimensions[1:2]), {"cell": {"forget_bias": 1.5}})
    assert params.read_text() == text.replace("forget_bias: 1.0", "forget_bias: 1.5")


def test_promoting_again_changes_nothing(params: Path) -> None:
    values = {"cell": {"name": "lstm", "forget_bias": 0.25}, "train": {"batch_size": 16}}
    promote(params, SPACE, values)
    once = params.read_text()
    promote(params, SPACE, values)
    assert params.read_text() == once


def test_where_no_search_has_finished_there_is_no_winner(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match=r"no search has finished here\. See: unrolled search"):
        read_winner(tmp_path, "key")


def test_the_promoted_file_is_that_of_the_winning_trial(finished, workspace_of: Path, prepare) -> None:
    values, _ = read_winner(workspace_of / "search", finished.key)
    promote(workspace_of / "params.yaml", finished.space, values)
    search = prepare(workspace_of)
    assert search.key == finished.key
    assert search.params.experiment.section("cell")["hidden_size"] == values["cell"]["hidden_size"]


def test_the_results_of_another_search_are_refused(workspace_of: Path) -> None:
    with pytest.raises(ConfigError, match="holds the results of another search"):
        read_winner(workspace_of / "search", "another key")


def test_damaged_results_are_said(tmp_path: Path) -> None:
    (tmp_path / "best_params.yaml").write_text("train: {}")
    (tmp_path / "metrics.json").write_text('{"best": ')
    with pytest.raises(IntegrityError, match=r"metrics\.json: is not what a search writes"):
        read_winner(tmp_path, "key")
