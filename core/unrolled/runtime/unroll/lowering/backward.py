"""The backward step: gradients of rows and state step by step, and what those of shared values are gathered from.

Shapes: N rows of all steps.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from unrolled.runtime.unroll.lowering.expressions import Expression
from unrolled.runtime.unroll.lowering.gathered import Gathered
from unrolled.runtime.unroll.lowering.program import Buffer, Place, Program, Store
from unrolled.runtime.unroll.lowering.schedule import place_of, schedule


@dataclass(frozen=True, slots=True)
class OuterProduct:
    """A part of a shared matrix's gradient: the sum over all rows of left times right.

    Args:
        shared: index of the matrix.
        left: whose columns are rows of the product.
        left_width: columns of left.
        right: whose columns are columns of the product.
        right_width: columns of right.
        transposed: whether the gradient is the product turned around.
    """

    shared: int
    left: Place
    left_width: int
    right: Place
    right_width: int
    transposed: bool


@dataclass(frozen=True, slots=True)
class Gradients:
    """What a backward step computes.

    Args:
        cotangents: inputs: of y, then of each part of the new state.
        rows: gradients of rows.
        state: gradients of each part of the state.
        shared: gradients of shared values.
    """

    cotangents: Sequence[Expression]
    rows: Sequence[Expression]
    state: Sequence[Expression]
    shared: Sequence[Gathered]

    def wanted(self) -> list[Expression]:
        """Return all values that each row has to have."""
        outers = [outer for one in self.shared for outer in one.outers]
        sides = [side for outer in outers for side in (outer.left, outer.right)]
        return [*self.rows, *self.state, *sides, *(one.vector for one in self.shared if one.vector is not None)]


@dataclass(frozen=True, slots=True)
class Backward:
    """The backward step.

    Args:
        program: of one step.
        outers: gradients of shared matrices, after the last step.
        sums: index of a shared row to the buffer whose rows add up to its gradient.
    """

    program: Program
    outers: list[OuterProduct]
    sums: dict[int, Buffer]


def lower_backward(gradients: Gradients, found: Mapping[Expression, Place]) -> Backward:
    """Put the backward step in order.

    Args:
        gradients: to be computed.
        found: where backward finds inputs and what forward has kept.
    """
    given = {**found, **_cotangents(gradients.cotangents)}
    stores = [Store(value, _place(f"d_rows{k}", "step", value)) for k, value in enumerate(gradients.rows)]
    stores += [Store(value, _place(f"d_next{k}", "sequence", value)) for k, value in enumerate(gradients.state)]
    outers = _outers(gradients.shared, stores, given)
    sums: dict[int, Buffer] = {}
    for k, one in enumerate(gradients.shared):
        if one.vector is not None:
            place = _place(f"sum{k}", "sequence", one.vector)
            sums[k] = place.buffer
            stores.append(Store(one.vector, place, adds=True))
    direct = {store.value: store.place for store in stores if store.value.op == "product" and not store.adds}
    return Backward(schedule(stores, given, direct.get, "backward"), outers, sums)


def _place(name: str, rows: Literal["step", "sequence"], value: Expression) -> Place:
    return Place(Buffer(name, rows, value.width), rows)


def _cotangents(cotangents: Sequence[Expression]) -> dict[Expression, Place]:
    """Return where the gradients from outside and from the step behind stand."""
    d_y, *d_state = cotangents
    after = {value: _place(f"d_state{k}", "sequence", value) for k, value in enumerate(d_state)}
    return {d_y: _place("d_y", "step", d_y), **after}


def _outers(shared: Sequence[Gathered], stores: list[Store], given: Mapping[Expression, Place]) -> list[OuterProduct]:
    """Return the outer products; sides that stand nowhere for all steps are stored for them."""
    outers: list[OuterProduct] = []
    lasting = {value: place for value, place in given.items() if place.row not in {"sequence", "shared"}}
    lasting |= {store.value: store.place for store in stores if store.place.row == "step"}

    def stand(value: Expression) -> Place:
        place = place_of(value, lasting)
        if place is None:
            place = _place(f"stream{len(stores)}", "step", value)
            stores.append(Store(value, place))
            lasting[value] = place
        return place

    for k, one in enumerate(shared):
        for outer in one.outers:
            left, right = stand(outer.left), stand(outer.right)
            outers.append(OuterProduct(k, left, outer.left.width, right, outer.right.width, outer.transposed))
    return outers
