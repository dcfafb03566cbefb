"""Rows of columns: made once, cut, joined, spread and raised to powers."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from unrolled.runtime.unroll.lowering.expressions import walk
from unrolled.runtime.unroll.lowering.pool import Pool
from unrolled.runtime.unroll.lowering.powers import power
from unrolled.runtime.unroll.lowering.shapes import Cut, broadcast, columns, joined, part
from unrolled.runtime.unroll.trace import ROWS

OPERATIONS = {"mul": np.multiply, "div": np.divide, "sqrt": np.sqrt, "log": np.log, "exp": np.exp}


def evaluated(value, inputs):
    """Return the columns of an expression, given those of its inputs."""
    found = {}
    for one in walk(value):
        of = [found[argument] for argument in one.arguments]
        match one.op:
            case "input":
                found[one] = inputs[one]
            case "number":
                found[one] = np.full(one.width, one.number)
            case "slice":
                found[one] = of[0][one.first : one.first + one.width]
            case "cat":
                found[one] = np.concatenate(of)
            case "spread":
                found[one] = np.full(one.width, of[0][0])
            case _:
                found[one] = OPERATIONS[one.op](*of)
    return found[value]


def made(pool, shape, name="a"):
    """Return an input of a shape, and its columns: counted from 1."""
    value = pool.make("input", width=math.prod(shape), detail=(name, 0))
    return value, np.arange(1.0, value.width + 1).reshape(shape)


SHAPES = st.lists(st.integers(1, 4), min_size=1, max_size=3).map(tuple)


def test_equal_expressions_are_one():
    pool = Pool()
    value, _ = made(pool, (3,))
    assert pool.make("exp", value, width=3) is pool.make("exp", value, width=3)
    assert pool.number(1, 3) is pool.slice(pool.number(1, 5), 0, 3)


@given(shape=SHAPES, data=st.data())
def test_a_cut_leaves_what_a_slice_of_the_array_leaves(shape, data):
    axis = data.draw(st.integers(0, len(shape) - 1))
    first = data.draw(st.integers(0, shape[axis] - 1))
    cut = Cut(axis, first, data.draw(st.integers(1, shape[axis] - first)))
    value, array = made(pool := Pool(), shape)
    expected = array.take(range(cut.first, cut.first + cut.size), axis)
    assert evaluated(part(pool, value, shape, cut), {value: array.ravel()}).tolist() == expected.ravel().tolist()
    assert cut.of(shape) == expected.shape


@given(shape=SHAPES, data=st.data())
def test_what_a_cut_divides_is_joined_to_the_whole(shape, data):
    axis = data.draw(st.integers(0, len(shape) - 1))
    first = data.draw(st.integers(0, shape[axis]))
    value, array = made(pool := Pool(), shape)
    cuts = Cut(axis, 0, first), Cut(axis, first, shape[axis] - first)
    parts = [part(pool, value, shape, cut) for cut in cuts]
    whole = joined(pool, parts, [cut.of(shape) for cut in cuts], axis)
    assert evaluated(whole, {value: array.ravel()}).tolist() == array.ravel().tolist()


@given(shape=SHAPES, data=st.data())
def test_a_row_is_broadcast_as_an_array_is(shape, data):
    wanted = tuple(data.draw(st.integers(1, 3)) if size == 1 else size for size in shape)
    value, array = made(pool := Pool(), shape)
    try:
        found = broadcast(pool, value, shape, wanted)
    except NotImplementedError as error:
        assert "broadcasting" in str(error)  # noqa: PT017 - repetition in the middle is the one refusal
        return
    assert evaluated(found, {value: array.ravel()}).tolist() == np.broadcast_to(array, wanted).ravel().tolist()


@pytest.mark.parametrize(("shape", "wanted"), [((4,), (3, 4)), ((3, 1), (3, 4)), ((1, 3, 1), (2, 3, 2)), ((1,), (5,))])
def test_repetition_outside_and_inside_is_known(shape, wanted):
    value, array = made(pool := Pool(), shape)
    found = evaluated(broadcast(pool, value, shape, wanted), {value: array.ravel()})
    assert found.tolist() == np.broadcast_to(array, wanted).ravel().tolist()


@given(exponent=st.integers(-40, 40) | st.sampled_from([0.5, -0.5, 1.5, -2.25]), base=st.floats(0.5, 2))
def test_a_power_is_that_of_the_number(exponent, base):
    value, _ = made(pool := Pool(), (1,))
    found = evaluated(power(pool, value, exponent), {value: np.array([base])})
    assert found == pytest.approx(base**exponent, rel=1e-12)


@given(exponent=st.integers(-9, 9))
def test_a_whole_power_of_a_negative_number_has_its_sign(exponent):
    value, _ = made(pool := Pool(), (1,))
    assert evaluated(power(pool, value, exponent), {value: np.array([-1.5])}) == pytest.approx((-1.5) ** exponent)


def test_rows_that_are_not_the_first_dimension_are_refused():
    assert columns((ROWS, 3)) == (3,)
    with pytest.raises(NotImplementedError, match=r"shape \(3, rows\), whose rows"):
        columns((3, ROWS))
