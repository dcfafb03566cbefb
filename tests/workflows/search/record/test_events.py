import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from unrolled_workflows.search.record.events import (
    Broken,
    Closed,
    Ended,
    Event,
    Opened,
    Planned,
    Reported,
    from_plain,
    to_plain,
)

NUMBERS = st.floats(allow_nan=False, allow_infinity=False)
PLAIN = st.none() | st.booleans() | st.integers() | NUMBERS | st.text()
OBJECTIVES = st.lists(st.tuples(st.text(), st.sampled_from(["maximize", "minimize"]))).map(tuple)
EVENTS = st.one_of(
    *map(st.from_type, (Opened, Broken, Closed, Ended)),
    st.builds(Planned, values=st.dictionaries(st.text(), PLAIN)),
    st.builds(Reported, values=st.lists(NUMBERS).map(tuple), objectives=OBJECTIVES, seconds=NUMBERS, shared=NUMBERS),
)


@given(EVENTS)
def test_an_event_comes_back_from_json_as_it_was(event: Event) -> None:
    assert from_plain(json.loads(json.dumps(to_plain(event)))) == event


@pytest.mark.parametrize(
    "plain",
    [
        {},
        {"event": "exploded"},
        {"event": "closed"},
        {"event": "closed", "why": "done", "more": 1},
        {"event": "ended", "trial": 1, "why": "done"},
    ],
)
def test_what_is_no_event_is_refused(plain: dict[str, object]) -> None:
    with pytest.raises(ValueError, match="is no event of a search"):
        from_plain(plain)
