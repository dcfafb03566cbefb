import logging
import os
from pathlib import Path

import pytest

from unrolled.errors import IntegrityError, ResourceError
from unrolled_workflows.search.record import ledger as ledgers
from unrolled_workflows.search.record.events import Closed, Ended, Planned
from unrolled_workflows.search.record.ledger import Ledger

EVENTS = [Planned(0, {"cell.name": "lstm", "train.learning_rate": 0.1}), Ended(0, "complete"), Closed("enough")]


@pytest.fixture
def ledger(tmp_path: Path) -> Ledger:
    """Return a ledger with three events."""
    made = Ledger(tmp_path / "deep" / "ledger.jsonl")
    for event in EVENTS:
        made.note(event)
    made.commit()
    return made


def test_events_come_back_in_their_order(ledger: Ledger) -> None:
    assert ledger.read() == ledger.recover() == EVENTS


def test_events_are_appended_to_those_of_an_earlier_process(ledger: Ledger) -> None:
    again = Ledger(ledger.path)
    again.note(Ended(1, "failed"))
    again.commit()
    assert again.read() == [*EVENTS, Ended(1, "failed")]


def test_nothing_is_written_before_the_commit_and_many_events_wait_for_the_disk_once(
    ledger: Ledger, monkeypatch: pytest.MonkeyPatch
) -> None:
    waits = []
    monkeypatch.setattr(os, "fsync", waits.append)
    before = ledger.path.read_bytes()
    for number in range(100):
        ledger.note(Ended(number, "pruned"))
    assert (ledger.path.read_bytes(), waits) == (before, [])
    ledger.commit()
    ledger.commit()
    assert (len(ledger.read()), len(waits)) == (103, 1)


def test_a_torn_last_line_is_cut_off_and_said(ledger: Ledger, caplog: pytest.LogCaptureFixture) -> None:
    with ledger.path.open("ab") as stream:
        stream.write(b"44 13c7dc9a {")
    with caplog.at_level(logging.WARNING, "unrolled"):
        assert ledger.recover() == EVENTS
        assert ledger.recover() == EVENTS
    assert [record.getMessage().partition(": ")[2] for record in caplog.records] == [
        "the last line was torn by a kill (13 bytes); dropped"
    ]


def test_a_line_that_is_being_written_is_left_to_its_writer(ledger: Ledger) -> None:
    with ledger.path.open("ab") as stream:
        stream.write(b"44 13c7dc9a {")
    before = ledger.path.read_bytes()
    assert ledger.read() == EVENTS
    assert ledger.path.read_bytes() == before


@pytest.mark.parametrize("line", ["", "{}", "3 00000000 {} ", "2 99999999 {}", "2 a505df1b {}", "4 d202ef8d \x00"])
def test_a_line_that_is_not_what_its_checksum_says_is_named(ledger: Ledger, line: str) -> None:
    lines = ledger.path.read_text().splitlines()
    ledger.path.write_text("\n".join([lines[0], line, *lines[1:], ""]))
    with pytest.raises(IntegrityError, match=r"ledger\.jsonl:2: is damaged: .*; nothing after it can be trusted"):
        ledger.recover()


def test_a_value_that_was_changed_without_its_checksum_is_damage(ledger: Ledger) -> None:
    ledger.path.write_text(ledger.path.read_text().replace(":0.1}", ":0.2}"))
    with pytest.raises(IntegrityError, match=r"ledger\.jsonl:1: is damaged: its length or checksum is not that of its"):
        ledger.read()


def test_a_search_that_has_not_begun_has_no_events(tmp_path: Path) -> None:
    assert Ledger(tmp_path / "ledger.jsonl").recover() == []


def test_a_ledger_that_the_disk_refused_is_written_no_more(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    ledger = Ledger(tmp_path / "ledger.jsonl")

    def refuse(path: Path, data: bytes) -> None:
        raise ResourceError("full")

    ledger.note(Planned(0, {}))
    with monkeypatch.context() as patch:
        patch.setattr(ledgers, "append", refuse)
        with pytest.raises(ResourceError):
            ledger.commit()
    ledger.note(Ended(0, "failed"))
    ledger.commit()
    assert not ledger.path.exists()
