"""Statements that are written for rows, from stages made by hand."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from unrolled.runtime.unroll.cpp.loop import Loop, literal
from unrolled.runtime.unroll.cpp.rows import row_stage
from unrolled.runtime.unroll.cpp.segments import segments
from unrolled.runtime.unroll.lowering.pool import Pool
from unrolled.runtime.unroll.lowering.program import Buffer, Place, RowStage, Store


def placed(name, width, column=0):
    return Place(Buffer(name, "step", width), "step", column)


@pytest.fixture
def pool():
    return Pool()


def entered(pool, width, name="x"):
    return pool.make("input", width=width, detail=(name, 0))


@given(widths=st.lists(st.integers(1, 9), min_size=1, max_size=5))
def test_segments_cover_every_column_once_and_meet_where_parts_meet(widths):
    pool = Pool()
    parts = [entered(pool, width, f"x{k}") for k, width in enumerate(widths)]
    value = pool.make("tanh", pool.cat(parts), width=sum(widths))
    found = segments(value, {part: placed("x", part.width) for part in parts})
    assert [segment.length for segment in found] == widths
    assert [segment.first for segment in found] == [sum(widths[:k]) for k in range(len(widths))]


def test_a_value_that_is_read_has_one_segment(pool):
    joined = pool.cat([entered(pool, 3, "a"), entered(pool, 2, "b")])
    assert segments(joined, {joined: placed("x", 5)}) == [(0, 5)]


def test_columns_move_with_the_loop_and_a_single_column_is_read_before_it(pool):
    x = entered(pool, 9)
    loop = Loop(9, {x: placed("x", 9, 4)}, {})
    loop.column(pool.make("mul", x, pool.spread(pool.slice(x, 2, 1), 9), width=9), 0)
    assert loop.once == ["const V once0 = splat(x_step[6]);"]
    assert loop.lines == ["const V v0 = load<N>(x_step + 4 + j);", "const V v1 = v0 * once0;"]


def test_a_column_of_a_computed_value_is_computed_for_that_column_alone(pool):
    x = entered(pool, 9)
    loop = Loop(9, {x: placed("x", 9)}, {})
    loop.column(pool.spread(pool.slice(pool.make("tanh", x, width=9), 5, 1), 9), 0)
    assert loop.once == ["const V once0 = splat(x_step[5]);", "const V once1 = tanh_(once0);"]
    assert loop.lines == []


def test_a_loop_stores_over_the_columns_that_it_reads_in_the_same_turn(pool):
    x = entered(pool, 8)
    stage = RowStage((Store(pool.make("tanh", x, width=8), placed("x", 8)),), {x: placed("x", 8)})
    assert "store<N>(x_step + 0 + j, v1);" in "\n".join(row_stage(stage))


@pytest.mark.parametrize("other", ["shifted", "single"])
def test_a_loop_that_would_read_what_it_has_stored_is_refused(pool, other):
    x = entered(pool, 9)
    read = {"shifted": pool.slice(x, 1, 8), "single": pool.spread(pool.slice(x, 3, 1), 8)}[other]
    value = pool.make("add", pool.slice(x, 0, 8), read, width=8)
    with pytest.raises(NotImplementedError, match="after its place was taken"):
        row_stage(RowStage((Store(value, placed("x", 9)),), {x: placed("x", 9)}))


def test_reductions_come_before_what_waits_for_them(pool):
    x = entered(pool, 5)
    mean = pool.make("reduce", x, width=1, detail="sum")
    spread = pool.make("reduce", pool.make("mul", x, pool.spread(mean, 5), width=5), width=1, detail="amax")
    lines = row_stage(RowStage((Store(pool.spread(spread, 5), placed("y", 5)),), {x: placed("x", 5)}))
    found = [line for line in lines if line.startswith("const V reduced")]
    assert found == [
        "const V reduced0 = splat(sum_of(reduced0_lanes));",
        "const V reduced1 = splat(largest_of(reduced1_lanes));",
    ]


@given(number=st.floats())
def test_a_number_is_written_so_that_it_can_be_read_again(number):
    written = literal(number)
    names = {"NAN": float("nan"), "INFINITY": float("inf"), "-INFINITY": float("-inf")}
    read = names[written] if written in names else float(written.removeprefix("REAL(").removesuffix(")"))
    assert read == number or (read != read and number != number)  # noqa: PLR0124 - NaN alone differs from itself
