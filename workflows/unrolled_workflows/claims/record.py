"""What the laboratory found, for the report and for people: ``claims.json`` and ``claims.md``."""

from __future__ import annotations

import json
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import torch

from unrolled.durable import write_json, write_text
from unrolled.errors import IntegrityError, Problem
from unrolled_workflows.claims.laboratory import Laboratory
from unrolled_workflows.claims.verdict import Claim, Figure, Figures, Verdict


@dataclass(frozen=True, slots=True)
class Finding:
    """A claim that was put to the test.

    Args:
        claim: the sentence, and how it was measured.
        figures: that were measured.
        verdict: that follows from them.
    """

    claim: Claim
    figures: Figures
    verdict: Verdict

    def __str__(self) -> str:
        """Return the lines for a terminal: verdict, claim, reason, and one line a figure."""
        width = max(map(len, self.figures))
        lines = [f"{self.claim.id}  {self.verdict.outcome:<7}  {self.claim.sentence}", f"     {self.verdict.reason}"]
        lines += [f"     {name:<{width}}  {figure}" for name, figure in self.figures.items()]
        return "\n".join(lines)


def examine(claim: Claim, lab: Laboratory) -> Finding:
    """Do a claim's experiments and judge it by their figures.

    Args:
        claim: to be tested.
        lab: gives cells, device and seeds.
    """
    figures = claim.measure(lab)
    return Finding(claim, figures, claim.judge(figures))


def write_finding(directory: Path, finding: Finding, lab: Laboratory) -> None:
    """Write a finding beside those of other claims and devices that stand there; a newer one replaces an older one.

    Args:
        directory: of both files.
        finding: to be kept.
        lab: that it comes from.

    Raises:
        IntegrityError: what stands there is not what this function wrote.
        ResourceError: the disk is full or refuses.
    """
    rows = {(row["id"], row["device"]): row for row in read_findings(directory)}
    rows[finding.claim.id, lab.device] = _row(finding, lab)
    ordered = [rows[key] for key in sorted(rows)]
    write_json(directory / "claims.json", ordered)
    write_text(directory / "claims.md", _page(ordered))


def read_findings(directory: Path) -> list[dict[str, Any]]:
    """Return the findings that stand in a directory, as plain values; none where there is no file.

    Args:
        directory: of ``claims.json``.

    Raises:
        IntegrityError: what stands there is not what ``write_finding`` wrote.
    """
    path = directory / "claims.json"
    try:
        rows = json.loads(path.read_text(encoding="utf-8")) if path.exists() else []
        _page(rows)
    except (OSError, ValueError, LookupError, TypeError, AttributeError) as error:
        raise IntegrityError(Problem("is no list of findings; remove it", where=str(path))) from error
    return rows


def _row(finding: Finding, lab: Laboratory) -> dict[str, Any]:
    claim, verdict = finding.claim, finding.verdict
    return {
        "id": claim.id,
        "device": lab.device,
        "claim": claim.sentence,
        "method": claim.method,
        "verdict": verdict.outcome,
        "reason": verdict.reason,
        "figures": [_plain(name, figure) for name, figure in finding.figures.items()],
        "seeds": list(lab.seeds),
        "machine": f"{lab.machine}, torch {torch.__version__.partition('+')[0]}",
    }


def _plain(name: str, figure: Figure) -> dict[str, Any]:
    """Return a figure as plain values; one that is not finite is null, which JSON can hold."""
    bounds = None if figure.interval is None else [*map(_finite, figure.interval)]
    return {"name": name, "value": _finite(figure.value), "unit": figure.unit, "interval": bounds, "text": str(figure)}


def _finite(value: float) -> float | None:
    return value if math.isfinite(value) else None


def _page(rows: Sequence[Mapping[str, Any]]) -> str:
    parts = ["# Claims", "Square brackets hold 95 % confidence intervals of the mean over seeds."]
    for row in rows:
        parts.append(f"## {row['id']} {row['verdict']} ({row['device']})")
        parts.append(f"{row['claim']}\n\n{row['reason'][:1].upper()}{row['reason'][1:]}.")
        parts.append("| figure | value |\n|---|---|")
        parts[-1] += "".join(f"\n| {figure['name']} | {figure['text']} |" for figure in row["figures"])
        parts.append(f"Measured: {row['method']} Seeds: {', '.join(map(str, row['seeds']))}. {row['machine']}.")
    return "\n\n".join(parts) + "\n"
