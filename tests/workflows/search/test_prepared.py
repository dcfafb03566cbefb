import pickle
from pathlib import Path

import pytest

from unrolled.errors import ConfigError, ResourceError


@pytest.mark.parametrize(
    ("overrides", "expected"),
    [
        ((), 6),
        (("search.trials=null",), 32),
        (("search.trials=null", "search.space={train.batch_size: {choice: [8, 16]}}"), 2),
        (("search.trials=null", "search.sampler=grid", "search.space={train.batch_size: {low: 1, high: 99}}"), 99),
        (("search.sampler=grid", "search.space={train.batch_size: {low: 1, high: 99}}"), 6),
    ],
)
def test_as_many_trials_are_drawn_as_asked_for_and_no_more_than_there_are(searching, prepare, overrides, expected):
    assert prepare(searching, *overrides).trials == expected


@pytest.mark.parametrize(
    ("overrides", "words"),
    [
        (("search.sampler=grid",), "search.sampler: a grid needs choices, whole numbers or steps"),
        (("train.num_nodes=2",), "a trial of a search trains on one machine"),
    ],
)
def test_a_search_that_cannot_be_drawn_is_refused(searching: Path, prepare, overrides, words: str) -> None:
    with pytest.raises(ConfigError, match=words):
        prepare(searching, *overrides)


def test_without_a_search_section_there_is_none(workspace: Path, prepare) -> None:
    with pytest.raises(ConfigError, match=r"params\.yaml: search: the section is missing"):
        prepare(workspace)


def test_a_store_that_cannot_be_written_is_refused_and_nothing_is_left(searching: Path, prepare) -> None:
    before = sorted(searching.rglob("*"))
    with pytest.raises(ResourceError, match="cannot be written"):
        prepare(searching, "search.store=reviews.csv/store")
    assert sorted(searching.rglob("*")) == before


def test_what_a_worker_must_know_can_be_sent_to_another_process(finished) -> None:
    assert pickle.loads(pickle.dumps(finished.job)) == finished.job


def test_git_ignores_the_searchs_own_files(searching: Path, prepare) -> None:
    prepare(searching)
    assert (searching / ".unrolled" / ".gitignore").read_text() == "*\n"
