"""Runs every benchmark and rewrites RESULTS.md: `make bench`."""

from __future__ import annotations

import json
import platform
import subprocess
import sys
import time
from datetime import UTC, datetime
from importlib import metadata
from pathlib import Path

from sections import section
from table import markdown

HERE = Path(__file__).parent
PROGRAMS = (
    "main_job.py",
    "cells.py",
    "overhead.py",
    "text.py",
    "vectors.py",
    "vector_quality.py",
    "vectors_counted.py",
    "search.py",
    "search_scale.py",
    "agreement.py",
    "lags.py",
)
LIBRARIES = ("torch", "pytorch-lightning", "numpy", "numba", "optuna", "ray")


def machine() -> str:
    """Return processor, cores and versions in one line."""
    cpu = next((line.partition(":")[2].strip() for line in _cpuinfo() if line.startswith("model name")), "unknown")
    cores = sum(line.startswith("processor") for line in _cpuinfo())
    versions = ", ".join(f"{name} {metadata.version(name).partition('+')[0]}" for name in LIBRARIES)
    return f"{cpu}, {cores} cores, Python {platform.python_version()}, {versions}"


def _cpuinfo() -> list[str]:
    path = Path("/proc/cpuinfo")
    return path.read_text(encoding="utf-8").split("\n") if path.exists() else []


def main() -> None:
    """Run the programs one after another; the file is rewritten when all have ended."""
    started, parts = time.monotonic(), list[str]()
    for program in PROGRAMS:
        done = subprocess.run([sys.executable, HERE / program, "--json"], stdout=subprocess.PIPE, check=True, text=True)
        parts += [f"## {program.removesuffix('.py')}", markdown(json.loads(done.stdout))]
    minutes = (time.monotonic() - started) / 60
    measured = f"Measured on {datetime.now(UTC):%Y-%m-%d} with `make bench`, in {minutes:.0f} minutes"
    parts = ["# Results", f"{measured}: {machine()}. No GPU was measured.", *parts]
    results = HERE / "RESULTS.md"
    if kept := section(results.read_text(encoding="utf-8"), "tasks"):  # hours of work, written by tasks.py alone
        parts.append(kept)
    parts.append((HERE / "NOTES.md").read_text(encoding="utf-8").rstrip())
    results.write_text("\n\n".join(parts) + "\n", encoding="utf-8")
    print("\n\n".join(parts))


if __name__ == "__main__":
    main()
