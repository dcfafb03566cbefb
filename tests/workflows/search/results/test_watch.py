import io

import pytest

from unrolled_workflows.search.results import watch
from unrolled_workflows.search.results.watch import Watch

pytestmark = pytest.mark.usefixtures("quick_disk")


class Terminal(io.StringIO):
    """A stream that says that it is a terminal."""

    def isatty(self) -> bool:
        return True


@pytest.fixture
def halfway(simulated, fresh):
    """Return a session that is in the middle of its search, with a leg that runs."""
    rules = simulated.Rules(failing=20)
    session = rules.session(fresh())
    while len(session.state.ended) < 12:
        session.put(rules.outcome(session.take()))
    session.take()
    return session


def test_a_line_says_how_far_the_search_is(halfway) -> None:
    line = Watch(halfway.state, halfway.plan, io.StringIO()).line()
    assert line.startswith(f"search: {len(halfway.state.ended)}/22 trials ended, ")
    assert "1 running, best loss " in line


def test_the_time_left_is_told_once_a_trial_has_ended_under_this_driver(simulated, fresh) -> None:
    rules = simulated.Rules()
    session = rules.session(fresh())
    shown = Watch(session.state, session.plan, io.StringIO())
    assert "left" not in shown.line()
    while len(session.state.ended) < 3:
        session.put(rules.outcome(session.take()))
        assert not session.finished
    assert " left" in shown.line()


def test_a_line_is_written_now_and_then(halfway, monkeypatch: pytest.MonkeyPatch) -> None:
    stream = io.StringIO()
    with Watch(halfway.state, halfway.plan, stream) as shown:
        shown()
        assert stream.getvalue() == ""
        monkeypatch.setattr(watch, "_LINE_EVERY", 0.0)
        shown()
    assert stream.getvalue().count("\n") == 1


def test_a_terminal_shows_a_table_with_the_reasons_of_failures(halfway, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "200")
    monkeypatch.setenv("TERM", "xterm")
    stream = Terminal()
    with Watch(halfway.state, halfway.plan, stream):
        pass
    assert "failed (diverged)" in stream.getvalue()
    assert f"search: {len(halfway.state.ended)}/22 trials ended" in stream.getvalue()
