from pathlib import Path

import pytest

from unrolled.errors import ConfigError
from unrolled.params import read_params
from unrolled_workflows.search.identity.code import search_lock, variants

LANGUAGE_MODEL = """\
data: {{name: python-docs}}
tokenizer: {{name: character}}
embedding: {{name: learned, dim: 4}}
cell: {cell}
task: {{name: language-model, carry: 5}}
search:
  trials: 2
  space:
    {space}
"""


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


@pytest.fixture
def spoken(tmp_path: Path):
    """Return the parameters of a language model's search over a space."""

    def read(space: str, cell: str = "{name: lstm, hidden_size: 4}"):
        path = tmp_path / "params.yaml"
        path.write_text(LANGUAGE_MODEL.format(space=space, cell=cell), encoding="utf-8")
        return read_params(path)

    return read


@pytest.mark.parametrize("options", ["[true, false]", "[false, true]"])
def test_a_search_begins_with_the_first_values_that_fit_together(spoken, options) -> None:
    (first,) = variants(spoken(f"unroll.bidirectional: {{choice: {options}}}"))
    assert not first.experiment.unroll.bidirectional


def test_values_that_fit_nothing_together_are_left_to_their_trials(spoken) -> None:
    (first,) = variants(spoken("{cell.chrono: {choice: [50, null]}, cell.forget_bias: {low: 2.0, high: 3.0}}"))
    assert first.experiment.section("cell")["chrono"] is None


def test_a_component_that_never_fits_is_refused_at_its_place_in_the_space(spoken) -> None:
    with pytest.raises(ConfigError) as caught:
        list(variants(spoken("cell.name: {choice: {lstm: , attention: }}", cell="{name: lstm}")))
    (problem,) = caught.value.problems
    assert problem.what.startswith(
        "search.space.cell.name: 'attention' never fits the rest of params.yaml: task.carry:"
    )
    assert ":9:" in problem.where


def test_a_space_of_which_nothing_fits_is_refused(spoken) -> None:
    with pytest.raises(
        ConfigError, match=r"search\.space: nothing fits the rest of params\.yaml: unroll\.bidirectional:"
    ):
        list(variants(spoken("unroll.bidirectional: {choice: [true]}")))
