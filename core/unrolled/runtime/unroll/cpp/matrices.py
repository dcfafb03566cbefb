"""Matrices in C++: packed before a time loop, gathered after it, and the products that are hoisted out of it.

Shapes: N rows of all steps, B sequences.
"""

from __future__ import annotations

from collections.abc import Mapping

from unrolled.runtime.unroll.lowering import Backward, Place, ProductStage, Program

PANEL = 64
"""Columns that a packed matrix has room for beside its own: no panel is wider."""
_PRODUCT = """
extern "C" void product{k}(const REAL* x, const REAL* packed, const REAL* bias, REAL* y, long first, long last) {{
  x += first * {inner}, y += first * {width};
  if (bias) multiply_blocks<{width}, {inner}>(last - first, x, packed, Row{{bias}}, y);
  else multiply_blocks<{width}, {inner}>(last - first, x, packed, Nothing{{}}, y);
}}
extern "C" void product{k}_input(const REAL* d, const REAL* packed, REAL* dx, long first, long last) {{
  d += first * {width}, dx += first * {inner};
  multiply_blocks<{inner}, {width}>(last - first, d, packed, Nothing{{}}, dx);
}}
extern "C" void product{k}_weight(const REAL* x, const REAL* d, long N, REAL* dw, REAL* db, long share, long shares) {{
  constexpr long panels = panels_of({width});
  multiply_transposed<{inner}, {width}>(N, Gather{{x, {inner}, nullptr}}, Gather{{d, {width}, nullptr}}, dw, db,
    panels * share / shares, panels * (share + 1) / shares);
}}"""


def matrices_of(program: Program) -> dict[str, ProductStage]:
    """Return the packed matrices that a program multiplies with, by name.

    Args:
        program: forward or backward.
    """
    stages = (stage for stage in program.stages if isinstance(stage, ProductStage))
    return {packed(program, stage): stage for stage in stages}


def packed(program: Program, stage: ProductStage) -> str:
    """Return the name of the packed matrix of a product.

    Args:
        program: that it belongs to.
        stage: the product.
    """
    index, transposed = stage.matrix
    return f"{program.name}_packed{index}{'t' if transposed else ''}"


def prepare(program: Program, number: Mapping[str, int]) -> str:
    """Return the function that packs the matrices of a program.

    Args:
        program: forward or backward.
        number: of each buffer among the arguments.
    """
    lines = [f'extern "C" void prepare_{program.name}(void* const* a, const int64_t* strides) {{']
    for name, stage in matrices_of(program).items():
        index, transposed = stage.matrix
        strides = [f"strides[{2 * index + axis}]" for axis in ((1, 0) if transposed else (0, 1))]
        target, matrix = (f"(REAL*)a[{number[buffer]}]" for buffer in (name, f"shared{index}"))
        lines.append(f"  pack({target}, {matrix}, {stage.inner}, {stage.width}, {', '.join(strides)});")
    return "\n".join([*lines, "}"])


def gather(backward: Backward, number: Mapping[str, int]) -> str:
    """Return the function that adds up gradients over all rows; each thread takes its share of panels.

    Args:
        backward: that leaves them.
        number: of each buffer among the arguments.
    """
    arguments = "void* const* a, long N, long B, const int64_t* row_before, REAL* const* out, long share, long shares"
    lines = [f'extern "C" void gather({arguments}) {{']
    for k, outer in enumerate(backward.outers):
        sides = ", ".join(_side(place, number) for place in (outer.left, outer.right))
        panels = f"panels_of({outer.right_width})"
        lines.append(
            f"  multiply_transposed<{outer.left_width}, {outer.right_width}>(N, {sides}, out[{k}], nullptr,"
            f" {panels} * share / shares, {panels} * (share + 1) / shares);"
        )
    for k, buffer in enumerate(backward.sums.values(), len(backward.outers)):
        lines.append(f"  if (share == 0) sum_rows<{buffer.width}>(B, (REAL*)a[{number[buffer.name]}], out[{k}]);")
    return "\n".join([*lines, "}"])


def _side(place: Place, number: Mapping[str, int]) -> str:
    first = f"(REAL*)a[{number[place.buffer.name]}] + {place.column}"
    if place.row == "after":
        first += f" + B * {place.buffer.width}"
    order = "row_before" if place.row == "before" else "nullptr"
    return f"Gather{{{first}, {place.buffer.width}, {order}}}"


def product(index: int, inner: int, width: int) -> str:
    """Return a product of all rows with a matrix, and its two gradients.

    Args:
        index: of the product.
        inner: columns of the rows.
        width: columns of the result.
    """
    return _PRODUCT.format(k=index, inner=inner, width=width)
