"""Runs of recipes: each in a folder of its own, kept, and gone on with where one was killed."""

from __future__ import annotations

import hashlib
import json
import os
import subprocess
import sys
import time
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from published import long_reviews
from published.recipes import Recipe
from unrolled.durable import make_directory, write_json, write_text
from unrolled.params import read_document
from unrolled.params.overrides import apply

DATA = Path(__file__).parents[3] / "shared" / "data"


@dataclass(frozen=True, slots=True)
class Run:
    """One recipe with one seed, or one fold.

    Args:
        recipe: what is run.
        value: of what varies between its runs.
        overrides: ``KEY=VALUE`` texts.
        folder: its own.
    """

    recipe: Recipe
    value: int
    overrides: tuple[str, ...]
    folder: Path

    @property
    def key(self) -> str:
        """Digest of all that the result depends on besides code."""
        parts = (self.recipe.path.read_text(encoding="utf-8"), self.value, self.overrides, self.recipe.without)
        return hashlib.sha256(json.dumps(parts).encode()).hexdigest()

    @property
    def result(self) -> dict[str, Any] | None:
        """What it came to: ``metrics``, ``code``, ``cpu_seconds``, ``wall_seconds``; None where it has not finished."""
        found = self._kept()
        return found if "metrics" in found else None

    def _kept(self) -> dict[str, Any]:
        path = self.folder / "result.json"
        found = json.loads(path.read_text(encoding="utf-8")) if path.is_file() else {}
        return found if self.recipe.path.is_file() and found.get("key") == self.key else {}

    def execute(self) -> int:
        """Run it to its end, or go on with it.

        Returns:
            Exit status of ``unrolled run``.
        """
        before, started = self._kept(), time.monotonic()
        code = sorted({*before.get("code", "").split("; "), _code()} - {""})
        self.lay_out()
        program = Path(sys.executable).with_name("unrolled")
        with (self.folder / "log.txt").open("ab") as log:
            child = subprocess.Popen([program, "run"], cwd=self.folder, stdout=log, stderr=log)
            _, status, used = os.wait4(child.pid, 0)
        child.returncode = os.waitstatus_to_exitcode(status)
        spent = {
            "key": self.key,
            "code": "; ".join(code),
            "cpu_seconds": before.get("cpu_seconds", 0) + used.ru_utime + used.ru_stime,
            "wall_seconds": before.get("wall_seconds", 0) + time.monotonic() - started,
        }
        metrics = self.folder / "outputs" / "evaluate" / "metrics.json"
        scored = {"metrics": json.loads(metrics.read_text(encoding="utf-8"))} if not child.returncode else {}
        write_json(self.folder / "result.json", {**spent, **scored})
        return child.returncode

    def lay_out(self) -> None:
        """Write params.yaml, and link the data files that it names beside it."""
        document = read_document(self.recipe.path)
        for section in (*self.recipe.without, "search"):
            document.values.pop(section, None)
        apply(document, (*self.overrides, f"{self.recipe.varies}={self.value}"))
        make_directory(self.folder)
        text = json.dumps(document.values, indent=1, ensure_ascii=False) + "\n"
        write_text(self.folder / "params.yaml", text)
        for path in sorted(path for path in DATA.rglob("*") if path.is_file()):
            link = self.folder / path.name
            if json.dumps(path.name) in text and not link.is_symlink():
                link.symlink_to(path)
        if json.dumps(long_reviews.NAME) in text:
            long_reviews.write_long_reviews(self.folder)


def _code() -> str:
    """Return the day and the commit that a run begins with, for what it comes to outlives the code."""
    asked = ["git", "-C", str(Path(__file__).parent), "describe", "--always", "--dirty"]
    commit = subprocess.run(asked, capture_output=True, text=True, check=False).stdout.strip()
    return f"{datetime.now(UTC).date()} {commit}".strip()


def runs(recipe: Recipe, work: Path, *, quick: bool) -> list[Run]:
    """Return the runs of a recipe.

    Args:
        recipe: to run.
        work: the folder of all runs.
        quick: one small run instead.
    """
    values, small = (recipe.values[:1], recipe.quick) if quick else (recipe.values, ())
    overrides = (*recipe.sets, *small)
    place = work / ("quick" if quick else "full") / recipe.name
    return [Run(recipe, value, overrides, place / f"{recipe.varies}-{value}") for value in values]
