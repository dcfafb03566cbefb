from collections.abc import Callable

import pytest

from unrolled.errors import UnrolledError
from unrolled.params import Params
from unrolled.ranges import Choice, Interval

Read = Callable[..., Params]


@pytest.fixture
def vary(read: Read, good: str) -> Callable[[str], Params]:
    """Read a params.yaml whose search varies what the lines say."""

    def call(lines: str) -> Params:
        space = "".join(f"    {line}\n" for line in lines.split("\n"))
        return read(f"{good}search:\n  space:\n{space}")

    return call


def problems(vary: Callable[[str], Params], lines: str) -> list[str]:
    with pytest.raises(UnrolledError) as caught:
        vary(lines)
    return [str(problem) for problem in caught.value.problems]


def test_ranges_are_those_that_the_fields_declare(vary) -> None:
    (rate, dim) = vary("train.learning_rate: tune\nembedding.dim: tune").experiment.space.dimensions
    assert rate.domain == Interval(1e-4, 1e-1, log=True)
    assert dim.domain == Interval(32, 512, log=True, whole=True)


def test_a_component_is_chosen_before_what_it_brings(vary) -> None:
    lines = "cell.hidden_size: {low: 3, high: 8}\ncell.name: {choice: {lstm: {forget_bias: {low: 0, high: 2}}, gru: }}"
    dimensions = vary(lines).experiment.space.dimensions
    assert [each.name for each in dimensions] == ["cell.name", "cell[lstm].forget_bias", "cell.hidden_size"]
    assert dimensions[0].domain == Choice(["lstm", "gru"])


def test_components_can_be_a_list_and_may_be_named_with_their_distribution(vary) -> None:
    (dimension,) = vary("cell.name: {choice: [unrolled/lstm, gru]}").experiment.space.dimensions
    assert dimension.domain.options == ["unrolled/lstm", "gru"]


def test_a_field_of_several_components_has_the_range_that_each_of_them_declares(vary) -> None:
    dimensions = vary("cell.name: {choice: [lstm, gru]}\ncell.hidden_size: tune").experiment.space.dimensions
    assert [each.name for each in dimensions] == ["cell.name", "cell[lstm].hidden_size", "cell[gru].hidden_size"]


def test_values_that_may_be_null_or_true_are_chosen(vary) -> None:
    dimensions = vary("unroll.truncate: {choice: [null, 3]}\nunroll.bidirectional: {choice: [true, false]}")
    assert [each.domain.options for each in dimensions.experiment.space.dimensions] == [[None, 3], [True, False]]


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("train.learning_rat: tune", "Did you mean 'learning_rate'? See: unrolled show section train"),
        (
            "trian.learning_rate: tune",
            "Did you mean 'train.learning_rate'? See: docs/search.md",
        ),
        ("seed: {choice: [1, 2]}", "there is no such value to vary; search.seeds trains each"),
        ("search.trials: {choice: [1, 2]}", "there is no such value to vary"),
        ("data.text: {choice: [a]}", "'text' is no field of dataset 'movie-reviews'"),
        ("train: tune", "there is no such value to vary"),
        ("train.optimizer: tune", "has no range of its own; write {choice: [adam, adamw, sgd]}"),
        ("train.batch_size: {choice: []}", "choice is an empty range"),
        ("cell.hidden_size: {low: 8, high: 3}", "8 to 3 is an empty range"),
        ("cell.hidden_size: {low: 0, high: 8}", "0 should be greater than or equal to 1 for cell 'lstm'"),
        ("unroll.dropout: {low: 0, high: 1}", "1.0 should be less than 1 for section 'unroll'"),
        ("cell.hidden_size: {low: 3.5, high: 8}", "the field takes whole numbers"),
        ("embedding.dim: {choice: [4, x]}", '"x" should be a valid integer'),
        ("cell.name: 3", "write {choice: [one, another]} to choose between components"),
        ("cell.name: {choice: []}", "write {choice: [one, another]}"),
        ("cell.name: {choice: {lstm: 3}}", "what comes with 'lstm' is no mapping of its fields"),
        ("cell.name: {choice: [lstm, grus]}", "no cell is called 'grus' (unrolled 0.1.0). Did you mean 'gru'?"),
        ("cell.name: {choice: {lstm: {hidden: tune}}}", "'hidden' is no field of cell 'lstm'"),
        ("cell.name: {choice: {lstm: {forget_bias: {low: 5, high: 1}}}}", "5 to 1 is an empty range"),
    ],
)
def test_each_mistake_is_one_line_with_its_place(vary, line: str, words: str) -> None:
    path = line.partition(": ")[0]
    (problem,) = problems(vary, line)
    assert problem.startswith(f"params.yaml:15:{len(path) + 7}: search.space.{path}: ")
    assert words in problem


def test_a_field_that_only_one_of_the_components_has_must_vary_with_them(read: Read, good: str) -> None:
    text = good.replace("hidden_size: 4", "forget_bias: 1.0") + "search: {space: {cell.name: {choice: [lstm, gru]}}}\n"
    with pytest.raises(UnrolledError, match="'forget_bias' stands in the section, and cell 'gru' has no such field"):
        read(text)


def test_mistakes_in_several_entries_are_told_at_once(vary) -> None:
    found = problems(vary, "train.learning_rat: tune\nembedding.dim: {choice: []}\ncell.name: {choice: [grus]}")
    assert sorted(problem.split(":")[1] for problem in found) == ["15", "16", "17"]


def test_without_a_search_nothing_varies(read: Read, good: str) -> None:
    assert read(good).experiment.space is None


@pytest.mark.parametrize("plain", ["tune", "{low: 3, high: 8}"])
def test_a_field_that_varies_twice_is_refused(vary, plain: str) -> None:
    brought = "cell.name: {choice: {lstm: {hidden_size: {low: 3, high: 8}}, gru: }}"
    (problem,) = problems(vary, f"{brought}\ncell.hidden_size: {plain}")
    assert "search.space.cell.hidden_size: stands under search.space.cell.name as well" in problem


def test_a_component_that_stands_twice_in_a_choice_is_refused(vary) -> None:
    (problem,) = problems(vary, "cell.name: {choice: [lstm, lstm]}")
    assert "the same component stands twice in the choice" in problem
