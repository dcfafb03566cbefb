"""An einsum that is a plain product of two factors is traced as one; any other keeps torch's own meaning."""

from __future__ import annotations

from itertools import permutations

import pytest
import torch

from unrolled.runtime.unroll.trace import PRODUCTS, trace_step
from unrolled.runtime.unroll.trace.einsum import PlainEinsum

SIZES = {"b": 5, "i": 3, "o": 4}
FACTORS = [("".join(rows), "".join(weight)) for rows in permutations("bi") for weight in permutations("oi")]
PLAIN = [f"{one},{other}->{result}" for one, other in FACTORS for result in ("bo", "ob")]
PLAIN += [f"{other},{one}->{result}" for one, other in FACTORS for result in ("bo", "ob")]
PLAIN += ["bi,i->b", "i,bi->b", "ib,i->b", "i,io->o", "bi , oi -> bo"]
OTHERS = [
    "bi,bi->bi",
    "bi,bi->b",
    "bi,bo->bio",
    "bi,oi->b",
    "bi,oi->",
    "bi,oi",
    "...i,oi->...o",
    "bi,oi->bio",
    "i,i->",
    "ii,io->o",
    "bb,oi->o",
]


def factors(equation):
    torch.manual_seed(0)
    terms = equation.replace(" ", "").partition("->")[0].split(",")
    return [torch.randn([SIZES.get(letter, 2) for letter in term.replace("...", "b")]) for term in terms]


def calls(function):
    """Return the names of the torch functions that a function calls."""
    seen = []

    class Seen(torch.overrides.TorchFunctionMode):
        def __torch_function__(self, func, _types, args=(), kwargs=None):
            seen.append(func.__name__)
            return func(*args, **(kwargs or {}))

    with Seen(), PlainEinsum():
        function()
    return seen


@pytest.mark.parametrize("equation", PLAIN)
def test_a_plain_product_is_called_as_one_and_gives_the_same(equation):
    tensors = factors(equation)
    assert "einsum" not in calls(lambda: torch.einsum(equation, *tensors))
    with PlainEinsum():
        found = torch.einsum(equation, *tensors)
    torch.testing.assert_close(found, torch.einsum(equation, *tensors))


@pytest.mark.parametrize("equation", OTHERS)
def test_any_other_equation_is_left_to_torch(equation):
    assert "einsum" in calls(lambda: torch.einsum(equation, *factors(equation)))


def test_a_single_column_that_einsum_repeats_is_left_to_torch():
    one_B1, weight_OI = torch.ones(5, 1), torch.ones(4, 3)
    with PlainEinsum():
        assert torch.equal(torch.einsum("bi,oi->bo", one_B1, weight_OI), torch.full((5, 4), 3.0))


def test_factors_may_come_as_a_list():
    tensors = factors("bi,oi->bo")
    assert "einsum" not in calls(lambda: torch.einsum("bi,oi->bo", tensors))


@pytest.mark.parametrize("equation", ["bi,oi->bx", "b,oi->bo", "bi,xi,oi->bo"])
def test_what_einsum_refuses_is_refused_in_its_own_words(equation):
    with PlainEinsum(), pytest.raises(RuntimeError, match=r"einsum\(\)"):
        torch.einsum(equation, *factors("bi,oi->bo"))


class Step(torch.nn.Module):
    """h' = W (x + h)."""

    def __init__(self):
        super().__init__()
        self.weight_HH = torch.nn.Parameter(torch.zeros(4, 4))

    def step(self, x_BI, state):
        h_BH = torch.einsum("bi,oi->bo", x_BI + state[0], self.weight_HH)
        return h_BH, (h_BH,)


def test_in_a_step_it_is_a_product_of_the_authors_line():
    graph = trace_step(Step(), torch.zeros(2, 4), (torch.zeros(2, 4),)).graph
    (node,) = (node for node in graph.nodes if node.target in PRODUCTS)
    assert node.meta["stack_trace"] == f"{__file__}:{Step.step.__code__.co_firstlineno + 1}"
    assert not [node for node in graph.nodes if "bmm" in str(node.target)]
