"""The whole C++ source of a compiled cell: its time loops and the products before and after them.

Shapes: T steps, B sequences, N rows of all steps.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from importlib import resources
from itertools import chain

from unrolled.runtime.unroll.cpp.loop import pointer
from unrolled.runtime.unroll.cpp.matrices import gather, packed, prepare, product
from unrolled.runtime.unroll.cpp.rows import row_stage
from unrolled.runtime.unroll.lowering import Buffer, LoweredStep, Place, ProductStage, Program, RowStage

_HEADERS = ("vector.h", "elementary.h", "gemm.h", "gather.h")
_ROW = {"step": "now", "before": "before", "after": "after", "sequence": "0"}
_LOOPS = {
    "forward": """
extern "C" void forward(void* const* a, long T, long B, const int64_t* sizes, long first, long last) {{
{arguments}
  long now = 0;
  for (long t = 0; t < T; now += sizes[t], t++) {{
    const long end = last < sizes[t] ? last : sizes[t];
    if (first >= end) break;
    [[maybe_unused]] const long before = t ? B + now - sizes[t - 1] : 0, after = B + now;
{stages}
  }}
}}
""",
    "backward": """
extern "C" void backward(void* const* a, long T, long B, const int64_t* sizes, long first, long last, long cut) {{
{arguments}
  long now = 0;
  for (long t = 0; t < T; t++) now += sizes[t];
  for (long t = T - 1; t >= 0; t--) {{
    now -= sizes[t];
    const long end = last < sizes[t] ? last : sizes[t];
    if (first >= end) continue;
    [[maybe_unused]] const long before = t ? B + now - sizes[t - 1] : 0, after = B + now;
{stages}
{swaps}
  }}
{ends}
}}
""",
}


def source_of(step: LoweredStep, arguments: Sequence[Buffer], products: Sequence[tuple[int, int]], real: str) -> str:
    """Return a source that needs nothing but a compiler.

    Args:
        step: the programs.
        arguments: all buffers of the programs, in the order in which they are handed over.
        products: columns of the left side and of the result, of each product before the loop.
        real: ``float`` or ``double``.

    Raises:
        NotImplementedError: the programs hold what cannot be written.
    """
    number = {buffer.name: k for k, buffer in enumerate(arguments)}
    carried = [buffer for buffer in arguments if buffer.name.startswith("d_state")]
    parts = [
        f"#define REAL {real}",
        *_kernels(),
        prepare(step.forward, number),
        prepare(step.backward.program, number),
        _loop(step.forward, number, []),
        _loop(step.backward.program, number, carried),
        gather(step.backward, number),
        *(product(k, *sizes) for k, sizes in enumerate(products)),
    ]
    return "\n".join(parts)


def _kernels() -> list[str]:
    """Return the lines of all headers, which then need not include one another."""
    folder = resources.files("unrolled.runtime.unroll.cpp") / "kernels"
    lines = chain.from_iterable((folder / name).read_text(encoding="utf-8").splitlines() for name in _HEADERS)
    return [line for line in lines if line != "#pragma once" and not line.startswith('#include "')]


def _loop(program: Program, number: Mapping[str, int], carried: Sequence[Buffer]) -> str:
    """Write the loop over time of a program; what it carries from step to step changes places with what is next."""
    stages = list(chain.from_iterable(_stage(program, stage) for stage in program.stages))
    text = "\n".join(stages)
    named = [name for name in number if name in text or name.startswith(("d_state", "d_next"))]
    swaps, ends = list[str](), list[str]()
    for buffer in carried:
        other = buffer.name.replace("d_state", "d_next")
        clear = f"std::memset({other} + first * {buffer.width}, 0, (end - first) * {buffer.width} * sizeof(REAL));"
        swaps.append(f"    if (cut && t && t % cut == 0) {clear}")
        swaps.append(f"    {{ REAL* const next = {other}; {other} = {buffer.name}; {buffer.name} = next; }}")
        home = f"((REAL*)a[{number[buffer.name]}]) + first * {buffer.width}"
        size = f"(last - first) * {buffer.width} * sizeof(REAL)"
        ends.append(f"  std::memmove({home}, {buffer.name} + first * {buffer.width}, {size});")
    arguments = "\n".join(f"  REAL* {name} = (REAL*)a[{number[name]}];" for name in named)
    return _LOOPS[program.name].format(arguments=arguments, stages=text, swaps="\n".join(swaps), ends="\n".join(ends))


def _stage(program: Program, stage: RowStage | ProductStage) -> Iterable[str]:
    if isinstance(stage, ProductStage):
        yield f"    {_multiply(program, stage)}"
        return
    lines = row_stage(stage)
    text = "\n".join(lines)
    places = {pointer(place): place for place in (*stage.given.values(), *(store.place for store in stage.stores))}
    yield "    for (long b = first; b < end; b++) {"
    for name, place in places.items():
        if name in text:
            yield f"      REAL* const {name} = {_row(place, 'b')};"
    yield from (f"      {line}" for line in lines)
    yield "    }"


def _row(place: Place, sequence: str) -> str:
    """Return the pointer to the row of a sequence in the buffer of a place."""
    if place.row == "shared":
        return place.buffer.name
    return f"{place.buffer.name} + ({_ROW[place.row]} + {sequence}) * {place.buffer.width}"


def _multiply(program: Program, stage: ProductStage) -> str:
    source, target = (f"{_row(place, 'first')} + {place.column}" for place in (stage.source, stage.target))
    start = "Nothing{}"
    if stage.start is not None:
        start = f"Matrix{{{_row(stage.start, 'first')} + {stage.start.column}, {stage.start.buffer.width}}}"
    return (
        f"multiply<{stage.width}, {stage.inner}>(end - first, {source}, {stage.source.buffer.width},"
        f" {packed(program, stage)}, {start}, {target}, {stage.target.buffer.width});"
    )
