"""The recurrence and its gradients in one graph.

Shapes: R rows of a step.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import cast

import torch
from torch import Tensor, fx
from torch._subclasses.fake_tensor import FakeTensorMode
from torch.fx.experimental.proxy_tensor import make_fx
from torch.fx.traceback import preserve_node_meta
from torch.utils._pytree import tree_leaves

from unrolled.runtime.unroll.trace.decompositions import ENGINE
from unrolled.runtime.unroll.trace.hoist import HoistedStep
from unrolled.runtime.unroll.trace.nodes import outputs_of, placeholders_of, value_of
from unrolled.runtime.unroll.trace.refusal import RefusalError, line_of
from unrolled.runtime.unroll.trace.step import with_constants

Vjp = tuple[list[Tensor], Callable[[list[Tensor]], tuple[list[Tensor], list[Tensor]]]]


@dataclass(frozen=True, slots=True)
class Recurrence:
    """The graph of one step of a recurrence forward and backward, by the roles of its nodes.

    Args:
        graph: of all of them.
        rows: placeholders, a row a sequence and step.
        shared: placeholders without rows.
        mask: placeholder of a row a sequence, or none.
        state: placeholders.
        cotangents: placeholders: of y, then of each part of the new state.
        outputs: y, then each part of the new state.
        d_rows: gradients of ``rows``.
        d_shared: gradients of ``shared``.
        d_state: gradients of ``state``.
    """

    graph: fx.Graph
    rows: list[fx.Node]
    shared: list[fx.Node]
    mask: list[fx.Node]
    state: list[fx.Node]
    cotangents: list[fx.Node]
    outputs: list[fx.Node]
    d_rows: list[fx.Node]
    d_shared: list[fx.Node]
    d_state: list[fx.Node]


def differentiate(step: HoistedStep) -> Recurrence:
    """Trace the recurrence of a hoisted step together with its vector-Jacobian product.

    Args:
        step: whose operations are taken apart as far as the engine needs it.

    Raises:
        RefusalError: torch has no gradient for an operation of the step.
    """
    outputs = outputs_of(step.recurrence)
    with FakeTensorMode(allow_non_fake_inputs=True), preserve_node_meta():
        fakes = [_fresh(node) for node in placeholders_of(step.recurrence)]
        first_state = len(fakes) - (len(outputs) - 1)
        first_mask = first_state - step.masked
        cotangents = [_fresh(node) for node in outputs]
        groups = fakes[:first_mask], fakes[first_mask:first_state], fakes[first_state:], cotangents
        try:
            traced = make_fx(torch.func.functionalize(_joint(step.recurrence)), decomposition_table=ENGINE)(*groups)
        except RuntimeError as error:
            if "derivative for" in str(error):
                raise _without_gradient(step.recurrence, error) from error
            raise
    graph = with_constants(traced)
    graph.eliminate_dead_code()
    return _by_role(graph, step, [len(group) for group in groups])


def _joint(recurrence: fx.Graph) -> Callable[..., list[Tensor]]:
    """Return the function from inputs and cotangents to outputs and gradients."""
    constants = {str(node.target): node.meta["constant"] for node in recurrence.nodes if node.op == "get_attr"}
    # Operation by operation, so that each hands its line on to what it is taken apart into.
    steps = fx.Interpreter(fx.GraphModule(constants, recurrence))

    def joint(
        differentiable: list[Tensor], mask: list[Tensor], state: list[Tensor], cotangents: list[Tensor]
    ) -> list[Tensor]:
        def run(differentiable: list[Tensor], state: list[Tensor]) -> list[Tensor]:
            return list(steps.run(*differentiable, *mask, *state))

        out, pull_back = cast("Vjp", torch.func.vjp(run, differentiable, state))
        return tree_leaves((out, *pull_back(cotangents)))

    return joint


def _without_gradient(recurrence: fx.Graph, error: RuntimeError) -> RefusalError:
    """Return the refusal of an operation that torch names in an error as ``aten::name``."""
    name = str(error).partition("aten::")[2].partition(" ")[0]
    lines = [line_of(node) for node in recurrence.nodes if str(node.target).startswith(f"aten.{name}.")]
    return RefusalError(f"an operation without a gradient: {error}", lines[0] if lines else "")


def _fresh(node: fx.Node) -> Tensor:
    """Return a fake tensor of the shape and the strides that the engine will lay out."""
    value = value_of(node)
    return torch.empty(value.shape, dtype=value.dtype, device=value.device)


def _by_role(graph: fx.Graph, step: HoistedStep, sizes: list[int]) -> Recurrence:
    placeholders = iter(placeholders_of(graph))
    differentiable, mask, state, cotangents = ([next(placeholders) for _ in range(size)] for size in sizes)
    found = iter(outputs_of(graph))
    outputs, gradients, d_state = ([next(found) for _ in range(size)] for size in (sizes[3], sizes[0], sizes[2]))
    return Recurrence(
        graph,
        differentiable[: step.rows],
        differentiable[step.rows :],
        mask,
        state,
        cotangents,
        outputs,
        gradients[: step.rows],
        gradients[step.rows :],
        d_state,
    )
