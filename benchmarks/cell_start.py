"""How long a cell takes to be ready: traced, emitted and compiled once; found again ever after."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from statistics import median

from cell_sides import make_cell
from interleaved import seconds_of
from table import Row

CELLS = ("lstm", "gru", "layer-norm-lstm", "rhn", "slstm")
COLD_GOAL, WARM_GOAL = 1.0, 0.005


def start_rows() -> Iterator[Row]:
    """Yield the seconds of a cold and of a warm start, with a cache of their own."""
    for name in CELLS:
        with tempfile.TemporaryDirectory() as cache:
            first, cold = _child(name, cache, "cold")
            (warm,) = _child(name, cache, "warm")
        yield Row(f"first trace of a process, {name}, seconds", "-", first, None)
        yield Row(f"emit and compile {name}, cold, seconds", "-", cold, COLD_GOAL, lower=True)
        yield Row(f"{name} found again, warm, seconds", "-", warm, WARM_GOAL, lower=True)


def _child(name: str, cache: str, start: str) -> list[float]:
    command = [sys.executable, str(Path(__file__)), name, start]
    environment = {**os.environ, "XDG_CACHE_HOME": cache}
    done = subprocess.run(command, stdout=subprocess.PIPE, check=True, text=True, env=environment)
    return [float(number) for number in done.stdout.split()]


def _measure(name: str, start: str) -> list[float]:
    """Return seconds: of the first trace and of what follows, or of finding the compiled cell."""
    from unrolled.runtime.unroll.engine import compile_cell, find_compiled, keep_compiled, kept_at
    from unrolled.runtime.unroll.engine.plan import plan_cell

    cell = make_cell(name, 128, {"hidden_size": 128})
    state = cell.initial_state(1)
    x_NI = state[0].new_zeros(1, 128)
    path = kept_at(cell, x_NI, state, masked=False, identity=name)
    if start == "warm":
        return [median(seconds_of(lambda: find_compiled(path)) for _ in range(5))]
    first = seconds_of(lambda: plan_cell(cell, x_NI, state, masked=False))
    cold = seconds_of(lambda: keep_compiled(compile_cell(cell, x_NI, state, masked=False), path))
    return [first, cold]


if __name__ == "__main__":
    print(*_measure(sys.argv[1], sys.argv[2]))
