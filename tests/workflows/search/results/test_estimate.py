import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from unrolled_workflows.search.record.events import Reported
from unrolled_workflows.search.record.ledger import Ledger
from unrolled_workflows.search.results.estimate import epochs, estimate, variants
from unrolled_workflows.stages import stage_named

pytestmark = pytest.mark.usefixtures("quick_disk")


@given(
    trials=st.integers(1, 25),
    batch=st.integers(1, 9),
    seeds=st.integers(1, 2),
    rungs=st.sampled_from([(9,), (1, 3, 9), (1, 2, 4, 8)]),
    reduction=st.integers(2, 4),
)
@settings(max_examples=20)
def test_a_search_trains_as_many_epochs_as_were_estimated(simulated, fresh, **changes) -> None:
    rules, path = simulated.Rules(simulated.with_plan(**changes)), fresh()
    simulated.run(rules, path)
    reached: dict[tuple[int, int], int] = {}
    for event in Ledger(path).read():
        if isinstance(event, Reported):
            reached[event.trial, event.repeat] = event.epochs
    assert sum(reached.values()) == epochs(rules.plan)


def test_a_dry_run_tells_the_space_the_size_the_cost_and_what_is_shared(finished, searching, prepare) -> None:
    search = prepare(searching)
    lines = estimate(search, 2).split("\n")
    assert "  cell[lstm].forget_bias: 0 to 2" in lines
    assert "size: without end; 6 trials, tpe" in lines
    assert "comparison: halving, after 1, 2 epochs; reproducible" in lines
    assert [line for line in lines if "at most" in line][:3] == [
        "  data: at most 1 for all trials",
        "  tokens: at most 1 for all trials",
        "  embedding: at most 2 for all trials",
    ]
    assert lines[-1].startswith("cost: at most 8 epochs; about ")
    assert not search.ledger.exists()


def test_each_seed_has_a_split_and_vectors_of_its_own(searching, prepare) -> None:
    search = prepare(searching, "search.seeds=3")
    assert [variants(stage_named(name), search) for name in ("data", "embedding")] == [3, 6]
