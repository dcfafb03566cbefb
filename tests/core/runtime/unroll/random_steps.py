"""Steps made at random from what authors write: products, gates, norms, chunks, several states.

Shapes: B batch, I input, H hidden, W width of a value.
"""

from __future__ import annotations

from dataclasses import dataclass

import torch
from hypothesis import strategies as st
from torch import nn
from torch.nn.functional import layer_norm, linear, softplus

# All of them bounded or of slope at most one, so that a state stays bounded over time.
SQUASH = {
    "tanh": torch.tanh,
    "sigmoid": torch.sigmoid,
    "sine": torch.sin,
    "soft sign": lambda a: a / (1 + a.abs()),
    "clamp": lambda a: a.clamp(-1, 1),
    "erf": torch.erf,
    "gauss": lambda a: torch.exp(-a * a),
    "log": lambda a: torch.log1p(a.abs().clamp(max=2.0)),
    "root": lambda a: torch.rsqrt(a.square() + 1) * a,
    "softplus": lambda a: torch.tanh(softplus(a)),
    "where": lambda a: torch.where(a > 0, a.clamp(max=1), 0.1 * a.clamp(min=-5)),
    "norm": lambda a: layer_norm(a, a.shape[1:]) * 0.3,
    "softmax": lambda a: torch.softmax(a, 1),
    "centred": lambda a: torch.tanh(a - a.mean(1, keepdim=True)),
    "largest": lambda a: torch.tanh(a - a.amax(1, keepdim=True)),
}
SHAPE = ("together", "chunks", "stacked", "norm of the product", "reset", "peephole", "bias in the loop", "wide y")


@dataclass(frozen=True)
class Recipe:
    """What a random step is made of.

    Args:
        shape: how products of input and state come together.
        squashes: functions of the gates and of the candidate.
        states: how many parts the state has.
        keeps: whether a convex gate mixes old and new state.
    """

    shape: str
    squashes: tuple[str, str, str]
    states: int
    keeps: bool


recipes = st.builds(
    Recipe,
    shape=st.sampled_from(SHAPE),
    squashes=st.tuples(*[st.sampled_from(list(SQUASH))] * 3),
    states=st.integers(1, 3),
    keeps=st.booleans(),
)


class RandomCell(nn.Module):
    """A cell made by a recipe.

    Args:
        recipe: of its step.
        input_size: I.
        hidden_size: H.
    """

    def __init__(self, recipe: Recipe, input_size: int, hidden_size: int) -> None:
        super().__init__()
        self.recipe = recipe
        self.hidden_size = hidden_size
        self.output_size = hidden_size * (2 if recipe.shape == "wide y" else 1)
        gates = 3 * hidden_size
        self.of_x = nn.Linear(input_size, gates)
        self.of_h = nn.Linear(hidden_size, gates, bias=recipe.shape == "bias in the loop")
        self.of_both = nn.Linear(input_size + hidden_size, gates)
        self.of_reset = nn.Linear(hidden_size, hidden_size, bias=False)
        self.diagonal = nn.Parameter(torch.rand(hidden_size) - 0.5)
        self.scale = nn.Parameter(torch.tensor(0.5))

    def initial_state(self, batch_size):
        return tuple(self.diagonal.new_zeros(batch_size, self.hidden_size) for _ in range(self.recipe.states))

    def step(self, x_BI, state):
        gate, other, squash = (SQUASH[name] for name in self.recipe.squashes)
        a_BH, b_BH, c_BH = self._sums(x_BI, state[0])
        if self.recipe.shape == "peephole":
            a_BH = a_BH + self.diagonal * state[-1]
        if self.recipe.shape == "reset":
            c_BH = c_BH + self.of_reset(torch.sigmoid(b_BH) * state[0])
        new_BH = squash(c_BH) * (gate(a_BH) if self.recipe.shape != "chunks" else self.scale)
        if self.recipe.keeps:
            keep_BH = torch.sigmoid(b_BH)
            new_BH = keep_BH * state[0] + (1 - keep_BH) * new_BH
        rest = tuple(torch.tanh(0.5 * part + other(b_BH) * new_BH) for part in state[1:])
        y_BH = torch.cat([new_BH, rest[0] if rest else -new_BH], 1) if self.recipe.shape == "wide y" else new_BH
        return y_BH, (new_BH, *rest)

    def _sums(self, x_BI, h_BH):
        if self.recipe.shape == "stacked":
            return self.of_both(torch.cat([h_BH, x_BI], 1)).chunk(3, 1)
        if self.recipe.shape == "norm of the product":
            sums_BG = self.of_x(x_BI) + layer_norm(self.of_h(h_BH), (3 * self.hidden_size,))
            return sums_BG.view(-1, 3, self.hidden_size).unbind(1)
        if self.recipe.shape == "chunks":
            parts = zip(self.of_x(x_BI).chunk(3, 1), linear(h_BH, self.of_h.weight).chunk(3, 1), strict=True)
            return [one + other for one, other in parts]
        return (self.of_h(h_BH) + self.of_x(x_BI)).split(self.hidden_size, 1)
