from pathlib import Path

import pytest

from unrolled_workflows.search.identity.code import search_lock, variants


@pytest.fixture
def keys(searching: Path, prepare):
    """Return the key of the search with some values changed."""
    return lambda *overrides: prepare(searching, *overrides).key


@pytest.mark.parametrize(
    "override",
    ["search.store=elsewhere", "search.max_losses=3", "search.resources.cpus=2", "track.wandb.mode=offline"],
)
def test_what_no_result_depends_on_is_not_in_the_key(keys, override: str) -> None:
    assert keys(override) == keys()


@pytest.mark.parametrize("override", ["train.batch_size=99", "embedding.dim=5", "cell.hidden_size=9"])
def test_the_value_that_params_yaml_has_for_what_varies_is_not_in_the_key(keys, override: str) -> None:
    assert keys(override) == keys()


@pytest.mark.parametrize(
    "override",
    ["search.trials=7", "search.batch=2", "search.sampler=random", "train.epochs=3", "seed=2", "unroll.dropout=0.1"],
)
def test_what_the_results_depend_on_is_in_the_key(keys, override: str) -> None:
    assert keys(override) != keys()


def test_an_entry_stands_in_the_lock_for_each_component_that_may_be_chosen(finished) -> None:
    lock = search_lock(finished.params)
    assert {name: entry["component"] for name, entry in lock["cell"].items()} == {
        "lstm": "unrolled/lstm",
        "gru": "unrolled/gru",
    }
    assert set(lock["host"]) == {"data", "tokens", "embedding", "train", "search"}
    assert lock["environment"]["optuna"]
    assert set(lock["environment"]["unroll"]) == {"cell.name=lstm", "cell.name=gru"}


def test_every_component_that_may_be_chosen_comes_in_a_variant(finished) -> None:
    cells = {params.experiment.section("cell")["name"] for params in variants(finished.params)}
    assert cells == {"unrolled/lstm", "unrolled/gru"}


def test_another_content_of_the_data_gives_another_key(searching: Path, prepare) -> None:
    before = prepare(searching).key
    reviews = searching / "reviews.csv"
    reviews.write_text(reviews.read_text().replace("good", "bad"))
    reviews.write_text(reviews.read_text() + "one more,bad\n")
    assert prepare(searching).key != before
