"""From a traced recurrence to the programs of its forward and its backward step.

Shapes: R rows of a step.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import prod

from torch import fx

from unrolled.runtime.unroll.lowering import shapes
from unrolled.runtime.unroll.lowering.aten import lower_nodes
from unrolled.runtime.unroll.lowering.backward import Backward, Gradients, lower_backward
from unrolled.runtime.unroll.lowering.expressions import Expression
from unrolled.runtime.unroll.lowering.gathered import Gathered, Matrix
from unrolled.runtime.unroll.lowering.keeping import Ends, keep
from unrolled.runtime.unroll.lowering.pool import Pool
from unrolled.runtime.unroll.lowering.program import Buffer, Place, Program, Store
from unrolled.runtime.unroll.lowering.schedule import schedule
from unrolled.runtime.unroll.lowering.values import Lowered, Values
from unrolled.runtime.unroll.trace import MATRIX, ROWS, Recurrence, shape_of


@dataclass(frozen=True, slots=True)
class LoweredStep:
    """The programs of a step, and what surrounds them.

    Args:
        forward: of one step.
        backward: of one step, with what it leaves to be gathered; reads what forward kept.
        y: where the output stands.
    """

    forward: Program
    backward: Backward
    y: Place


@dataclass(frozen=True, slots=True)
class _Inputs:
    """What the placeholders of a recurrence are; the shared ones as rows."""

    rows: list[Expression]
    shared: list[Expression]
    mask: list[Expression]
    state: list[Expression]
    cotangents: list[Expression]

    def places(self) -> dict[Expression, Place]:
        """Return where the inputs of both programs stand."""
        places = {value: Place(Buffer(f"rows{k}", "step", value.width), "step") for k, value in enumerate(self.rows)}
        for k, value in enumerate(self.shared):
            places[value] = Place(Buffer(f"shared{k}", "shared", value.width), "shared")
        places |= {value: Place(Buffer("mask", "sequence", value.width), "sequence") for value in self.mask}
        return places | {value: Place(_state(k, value), "before") for k, value in enumerate(self.state)}


def lower(step: Recurrence, owned: Sequence[bool]) -> LoweredStep:
    """Lower a recurrence.

    Args:
        step: traced, with its gradients.
        owned: which of its rows may be written over.

    Raises:
        NotImplementedError: an operation or a shape is not known; the message names it.
    """
    pool = Pool()
    inputs = _inputs(pool, step)
    values = Values(pool, _placeholders(step, inputs))
    lower_nodes(step.graph, values)
    y, *after = (_row(values, node) for node in step.outputs)
    gradients = Gradients(
        inputs.cotangents,
        [_row(values, node) for node in step.d_rows],
        [_row(values, node) for node in step.d_state],
        [_gathered(values, node) for node in step.d_shared],
    )
    given = inputs.places()
    stores = [Store(value, Place(_state(k, value), "after")) for k, value in enumerate(after)]
    if y not in after:
        stores.append(Store(y, Place(Buffer("y", "step", y.width), "step")))
    standing = {store.value: store.place for store in stores if store.value.op != "number"}
    is_owned = [value for value, is_owned in zip(inputs.rows, owned, strict=True) if is_owned]
    kept = keep(Ends([*after, y], gradients.wanted(), is_owned, given, standing))
    forward = schedule([*stores, *kept.stores], given, kept.targets.get, "forward")
    backward = lower_backward(gradients, {**kept.places, **standing, **given})
    return LoweredStep(forward, backward, next(store.place for store in stores if store.value is y))


def _state(index: int, value: Expression) -> Buffer:
    return Buffer(f"state{index}", "state", value.width)


def _inputs(pool: Pool, step: Recurrence) -> _Inputs:
    def made(role: str, nodes: Sequence[fx.Node]) -> list[Expression]:
        widths = [prod(shapes.columns(shape_of(node))) for node in nodes]
        return [pool.make("input", width=width, detail=(role, k)) for k, width in enumerate(widths)]

    return _Inputs(
        made("rows", step.rows),
        made("shared", step.shared),
        made("mask", step.mask),
        made("state", step.state),
        made("cotangent", step.cotangents),
    )


def _placeholders(step: Recurrence, inputs: _Inputs) -> Mapping[fx.Node, Lowered]:
    """Return what each placeholder stands for; a shared matrix is more than its row."""
    nodes = (*step.rows, *step.mask, *step.state, *step.cotangents)
    vectors = (*inputs.rows, *inputs.mask, *inputs.state, *inputs.cotangents)
    known: dict[fx.Node, Lowered] = dict(zip(nodes, vectors, strict=True))
    for k, node in enumerate(step.shared):
        known[node] = Matrix(k) if len(shape_of(node)) == MATRIX else inputs.shared[k]
    return known


def _row(values: Values, node: fx.Node) -> Expression:
    """Return a result of the step, which every row has."""
    if shape_of(node)[:1] != (ROWS,):
        raise NotImplementedError("a result of the step that has no row for each sequence")
    return values.pool.numbers(values.vector(node))


def _gathered(values: Values, node: fx.Node) -> Gathered:
    """Return the gradient of a shared value."""
    value = values[node]
    if isinstance(value, Expression) and value.op == "number":
        return Gathered()
    if not isinstance(value, Gathered):
        raise NotImplementedError("a weight whose gradient is no sum over rows")
    return value
