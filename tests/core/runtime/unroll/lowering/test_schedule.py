"""The order of stages, and what may stand where another value stood."""

from __future__ import annotations

import pytest

from unrolled.runtime.unroll.lowering.pool import Pool
from unrolled.runtime.unroll.lowering.program import Buffer, Place, ProductStage, Store
from unrolled.runtime.unroll.lowering.schedule import place_of, schedule
from unrolled.runtime.unroll.lowering.storage import in_place, kept


@pytest.fixture
def pool():
    return Pool()


def entered(pool, name, width=4):
    """Return an input and where it stands."""
    return pool.make("input", width=width, detail=(name, 0)), Place(Buffer(name, "step", width), "step")


def multiplied(pool, source, *start):
    return pool.make("product", source, *start, width=4, detail=(0, False))


def stored(value, name="out"):
    return Store(value, Place(Buffer(name, "step", value.width), "step"))


def kinds(program):
    return ["product" if isinstance(stage, ProductStage) else "rows" for stage in program.stages]


def test_a_product_waits_for_its_rows_and_what_is_made_of_it_waits_for_the_product(pool):
    h, place = entered(pool, "h")
    gate = pool.make("sigmoid", h, width=4)
    result = pool.make("tanh", multiplied(pool, pool.make("mul", gate, h, width=4)), width=4)
    program = schedule([stored(result)], {h: place}, lambda _: None, "forward")
    assert kinds(program) == ["rows", "product", "rows"]
    assert [buffer.name for buffer in program.scratch] == ["forward_scratch0", "forward_scratch1"]


def test_a_product_reads_columns_where_they_stand(pool):
    h, place = entered(pool, "h", 6)
    program = schedule([stored(multiplied(pool, pool.slice(h, 2, 4)))], {h: place}, lambda _: None, "forward")
    assert program.stages[0].source == place.at(2)
    assert place_of(pool.slice(h, 2, 4), {h: place}) == place.at(2)


def test_a_product_takes_the_place_of_the_scratch_that_it_alone_reads(pool):
    h, place = entered(pool, "h")
    first = multiplied(pool, h)
    second = pool.make("product", h, first, width=4, detail=(1, False))
    program = schedule([stored(pool.make("tanh", second, width=4))], {h: place}, lambda _: None, "forward")
    one, two = (stage for stage in program.stages if isinstance(stage, ProductStage))
    assert two.start == two.target == one.target


def test_a_product_leaves_a_value_that_something_else_reads(pool):
    h, place = entered(pool, "h")
    first = multiplied(pool, h)
    second = pool.make("product", h, first, width=4, detail=(1, False))
    both = pool.make("mul", pool.make("tanh", second, width=4), first, width=4)
    program = schedule([stored(both)], {h: place}, lambda _: None, "forward")
    one, two = (stage for stage in program.stages if isinstance(stage, ProductStage))
    assert two.start == one.target
    assert two.target != one.target


def test_an_activation_takes_the_columns_that_it_alone_is_made_of(pool):
    h, _ = entered(pool, "h")
    product = multiplied(pool, h)
    left, right = pool.slice(product, 0, 2), pool.slice(product, 2, 2)
    forward = [pool.make("tanh", left, width=2), pool.make("add", right, pool.make("sin", right, width=2), width=2)]
    assert in_place(forward, [], []) == {forward[0]: (product, 0)}


def test_rows_that_are_not_owned_are_left_alone(pool):
    x, _ = entered(pool, "rows")
    activation = pool.make("exp", x, width=4)
    assert in_place([activation], [], []) == {}
    assert in_place([activation], [], [x]) == {activation: (x, 0)}


def test_backward_is_left_products_and_reductions_that_no_cotangent_reaches(pool):
    h, _ = entered(pool, "h")
    d, _ = entered(pool, "cotangent")
    product = multiplied(pool, h)
    mean = pool.make("reduce", product, width=1, detail="sum")
    wanted = [pool.make("mul", d, pool.make("tanh", product, width=4), width=4), multiplied(pool, d), mean]
    assert set(kept(wanted, [h, d])) == {product, mean}
