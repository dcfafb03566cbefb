"""A ledger cut or changed anywhere: what was torn is dropped and said, what is damaged is named, nothing is guessed."""

from __future__ import annotations

import importlib.util
import logging
import os
from collections.abc import Callable
from pathlib import Path

import pytest

from unrolled.errors import IntegrityError
from unrolled_workflows.search.record.ledger import Ledger
from unrolled_workflows.search.session import Session

SPEC = importlib.util.spec_from_file_location(
    "simulated", Path(__file__).parents[1] / "workflows" / "search" / "simulated.py"
)
simulated = importlib.util.module_from_spec(SPEC)
SPEC.loader.exec_module(simulated)
RULES = simulated.Rules(simulated.with_plan(trials=6, batch=3, rungs=(1, 3)), failing=10)

pytestmark = pytest.mark.fault("F14")


@pytest.fixture(autouse=True)
def quick_disk(monkeypatch: pytest.MonkeyPatch) -> None:
    """Wait for no disk: each case is a file as a kill left it."""
    monkeypatch.setattr(os, "fsync", lambda handle: None)


@pytest.fixture(scope="module")
def ledgers(tmp_path_factory: pytest.TempPathFactory) -> list[bytes]:
    """Return the ledgers of a search after each of its legs; each ends with the lines that one leg caused."""
    path = tmp_path_factory.mktemp("whole") / "ledger.jsonl"
    session, found = RULES.session(path), []
    while not session.finished:
        session.put(RULES.outcome(session.take()))
        session.commit()
        found.append(path.read_bytes())
    return [*found, path.read_bytes()]


def last_lines(data: bytes) -> range:
    """Return the places of the bytes of the last three lines."""
    return range(sum(len(line) + 1 for line in data.splitlines()[:-3]), len(data))


def finished_trials(session: Session) -> int:
    return sum(trial.state is not None for trial in session.state.trials)


def test_a_ledger_cut_at_any_byte_of_its_last_lines_loses_no_finished_trial(
    ledgers: list[bytes], tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    path = tmp_path / "ledger.jsonl"
    path.write_bytes(ledgers[-1])
    whole = simulated.table(RULES.session(path))
    for data in (ledgers[4], ledgers[-1]):
        for end in last_lines(data):
            caplog.clear()
            path.write_bytes(data[:end])
            with caplog.at_level(logging.WARNING, "unrolled"):
                session = RULES.session(path)
            assert len(caplog.records) == (data[end - 1 : end] != b"\n")
            assert finished_trials(session) >= data[: data.rfind(b"\n", 0, end) + 1].count(b'"event":"ended"')
            assert simulated.table(simulated.run(RULES, path)) == whole


def test_a_bit_changed_anywhere_in_the_last_lines_is_named_or_torn_and_never_silent(
    ledgers: list[bytes], tmp_path: Path, caplog: pytest.LogCaptureFixture, record_property: Callable[[str, str], None]
) -> None:
    path, cases = tmp_path / "ledger.jsonl", 0
    for data in ledgers[5:7]:
        events = len(data.splitlines())
        for place in last_lines(data):
            for bit in range(8):
                changed = bytearray(data)
                changed[place] ^= 1 << bit
                path.write_bytes(changed)
                caplog.clear()
                line = data[:place].count(b"\n") + 1
                if place == len(data) - 1:  # the end of the last line: the line is torn
                    with caplog.at_level(logging.WARNING, "unrolled"):
                        assert len(Ledger(path).recover()) == events - 1
                    assert len(caplog.records) == 1
                else:
                    with pytest.raises(IntegrityError, match=rf"ledger\.jsonl:{line}: is damaged") as caught:
                        Ledger(path).recover()
                    assert caught.value.exit_code == 5
                cases += 1
    record_property("figure", f"{cases} of {cases} changed bits seen")
    assert cases >= 5000
