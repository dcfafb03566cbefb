import json
import math

import pytest

from unrolled.errors import IntegrityError
from unrolled_workflows.claims.record import Finding, examine, write_finding
from unrolled_workflows.claims.verdict import Claim, Figure, Verdict


def finding(name="V01", value=1.0, outcome="HOLDS"):
    figures = {"a figure": Figure(value, "ms", (0.5, 1.5))}
    claim = Claim(name, "A sentence.", "A method.", lambda _: figures, lambda _: Verdict(outcome, "a reason"))
    return Finding(claim, figures, claim.judge(figures))


def test_a_claim_is_judged_by_what_was_measured(lab):
    claim = Claim("V01", "s", "m", lambda _: {"x": Figure(2.0)}, lambda figures: Verdict("HOLDS", str(figures["x"])))
    assert examine(claim, lab).verdict.reason == "2.000"


def test_a_finding_reads_as_verdict_claim_reason_and_figures():
    assert str(finding()).split("\n") == [
        "V01  HOLDS    A sentence.",
        "     a reason",
        "     a figure  1.000 ms [0.500, 1.500]",
    ]


def test_both_files_hold_claim_verdict_and_figures(lab, tmp_path):
    write_finding(tmp_path, finding(), lab)
    (row,) = json.loads((tmp_path / "claims.json").read_text())
    assert (row["id"], row["device"], row["verdict"], row["seeds"]) == ("V01", "cpu", "HOLDS", [0, 1, 2])
    assert row["figures"][0] | {"text": ""} == {
        "name": "a figure",
        "value": 1.0,
        "unit": "ms",
        "interval": [0.5, 1.5],
        "text": "",
    }
    page = (tmp_path / "claims.md").read_text()
    assert "## V01 HOLDS (cpu)" in page
    assert "| a figure | 1.000 ms [0.500, 1.500] |" in page


def test_a_newer_finding_replaces_that_of_its_claim_and_keeps_the_others(lab, tmp_path):
    for each in (finding("V02"), finding("V01"), finding("V02", 3.0, "FAILS")):
        write_finding(tmp_path, each, lab)
    rows = json.loads((tmp_path / "claims.json").read_text())
    assert [(row["id"], row["verdict"]) for row in rows] == [("V01", "HOLDS"), ("V02", "FAILS")]


def test_a_figure_that_is_not_finite_is_null(lab, tmp_path):
    write_finding(tmp_path, finding(value=math.inf), lab)
    (row,) = json.loads((tmp_path / "claims.json").read_text())
    assert (row["figures"][0]["value"], row["figures"][0]["text"]) == (None, "not finite ms [0.500, 1.500]")


@pytest.mark.parametrize("text", ["{", "{}x", '[{"id": 1}]', "3"])
def test_a_damaged_file_is_named_and_left_as_it_is(lab, tmp_path, text):
    (tmp_path / "claims.json").write_text(text)
    with pytest.raises(IntegrityError, match=r"claims\.json: is no list of findings"):
        write_finding(tmp_path, finding(), lab)
    assert (tmp_path / "claims.json").read_text() == text
