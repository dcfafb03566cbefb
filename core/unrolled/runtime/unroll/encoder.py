"""Layers and directions of a cell, unrolled over a padded batch.

Shapes: B batch, T time, I input, H hidden of all directions together.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import cast

import torch
from torch import Tensor, nn

from unrolled.contracts import Cell, Encoded, State
from unrolled.errors import ConfigError, Problem
from unrolled.runtime.unroll.cell_contract import check_cell
from unrolled.runtime.unroll.packing import Packing
from unrolled.runtime.unroll.reverse import reverse_sequences
from unrolled.runtime.unroll.unroller import Unroller
from unrolled.sections import UnrollConfig

Watcher = Callable[[Cell, Tensor, State, Tensor], tuple[Tensor, State]]


def build_encoder(
    make_cell: Callable[[int], Cell], input_size: int, unroll: UnrollConfig, identity: str | None = None
) -> UnrolledEncoder:
    """Build an encoder out of as many cells as it has layers and directions.

    Args:
        make_cell: builds a fresh cell for an input width.
        input_size: width of the encoder's input, I.
        unroll: the section of params.yaml.
        identity: of the cells' code and fields, by which what is compiled from them is found again.

    Returns:
        The encoder, a ``torch.nn.Module``.

    Raises:
        ConfigError: the section asks for what the cell cannot do.
        PluginError: what ``make_cell`` builds is no cell.
    """
    layers: list[list[Cell]] = []
    for _ in range(unroll.num_layers):
        layers.append([check_cell(make_cell(input_size), input_size) for _ in range(1 + unroll.bidirectional)])
        input_size = sum(cell.output_size for cell in layers[-1])
    return UnrolledEncoder(layers, unroll, identity)


class UnrolledEncoder(nn.Module):
    """A cell unrolled over time; implements ``contracts.Encoder``.

    Args:
        layers: the cells of each layer, the forward direction first.
        unroll: the section of params.yaml.
        identity: of the cells' code and fields; None where they come from no component.
    """

    def __init__(self, layers: list[list[Cell]], unroll: UnrollConfig, identity: str | None = None) -> None:
        super().__init__()
        self.unroll = unroll
        self.output_size = sum(cell.output_size for cell in layers[-1])
        self.layers = nn.ModuleList(nn.ModuleList(cast("list[nn.Module]", layer)) for layer in layers)
        self.dropout = nn.Dropout(unroll.dropout)
        self.watcher: Watcher | None = None
        """Runs each cell in place of the backend, to see what a backend hides."""
        self.unroller = Unroller(next(iter(next(iter(self._cells())))), unroll, identity)

    @property
    def carries_state(self) -> bool:
        """Whether the encoder can go on from the state behind a piece of a sequence."""
        return not self.unroll.bidirectional and all(hasattr(cell, "step") for layer in self._cells() for cell in layer)

    def forward(self, x_BTI: Tensor, lengths_B: Tensor, state: tuple[State, ...] | None = None) -> Encoded:
        """Encode a batch.

        Args:
            x_BTI: inputs, padded behind.
            lengths_B: int64 lengths on the CPU, each at least 1.
            state: of the piece before; None for the cells' initial states.

        Returns:
            y_BTH, last_BH and the state, as ``contracts.Encoded`` has them.

        Raises:
            ConfigError: a state is given to an encoder that cannot go on from one.
        """
        before = iter(self._fresh_state(len(lengths_B)) if state is None else self._given_state(state))
        packing = Packing(lengths_B, x_BTI.shape[1], x_BTI.device)
        after: list[State] = []
        outputs: list[Tensor] = []
        y_BTH = x_BTI
        for layer in self._cells():
            x_BTI, outputs = self.dropout(y_BTH), []
            for direction, cell in enumerate(layer):
                run = self._run_backwards if direction else self._run
                y_BTH, cell_state = run(cell, x_BTI, next(before), packing)
                outputs.append(y_BTH)
                after.append(cell_state)
            y_BTH = outputs[0] if len(outputs) == 1 else torch.cat(outputs, 2)
        return Encoded(y_BTH, _last_steps(outputs, lengths_B), tuple(after))

    def _cells(self) -> Iterable[Iterable[Cell]]:
        """Return the cells by layer and direction."""
        return cast("Iterable[Iterable[Cell]]", self.layers)

    def _fresh_state(self, batch_size: int) -> tuple[State, ...]:
        """Return the cells' initial states."""
        return tuple(cell.initial_state(batch_size) for layer in self._cells() for cell in layer)

    def _given_state(self, state: tuple[State, ...]) -> tuple[State, ...]:
        """Return the state of the piece before, where one can be gone on from."""
        if self.unroll.bidirectional:
            what = "a bidirectional encoder cannot go on from a state: its second direction starts at the end"
            raise ConfigError(
                Problem(what, where="unroll.bidirectional", command="unrolled run unroll.bidirectional=false")
            )
        if not all(hasattr(cell, "step") for layer in self._cells() for cell in layer):
            what = "a cell without a step cannot go on from a state: it needs the whole sequence"
            raise ConfigError(Problem(what, where="cell.name"))
        if len(state) != len(self.layers):
            raise ConfigError(f"the state has {len(state)} cell states, the encoder {len(self.layers)} layers")
        return state

    def _run(self, cell: Cell, x_BTI: Tensor, state: State, packing: Packing) -> tuple[Tensor, State]:
        """Unroll one cell from the start to the end."""
        if self.watcher is not None:
            return self.watcher(cell, x_BTI, state, packing.lengths_B)
        return self.unroller.run(cell, x_BTI, state, packing, training=self.training)

    def _run_backwards(self, cell: Cell, x_BTI: Tensor, state: State, packing: Packing) -> tuple[Tensor, State]:
        """Unroll one cell from each sequence's own end to its start."""
        y_BTH, state = self._run(cell, reverse_sequences(x_BTI, packing.lengths_B), state, packing)
        return reverse_sequences(y_BTH, packing.lengths_B), state


def time_loops(module: nn.Module) -> list[str]:
    """Return what the encoders inside a module have run so far, as ``Unroller.time_loops`` says it.

    Args:
        module: a task, say.
    """
    encoders = (part for part in module.modules() if isinstance(part, UnrolledEncoder))
    return sorted({how for encoder in encoders for how in encoder.unroller.time_loops})


def _last_steps(outputs: list[Tensor], lengths_B: Tensor) -> Tensor:
    """Return what each direction gave once it had seen all: at the last valid step, and at step 0."""
    forward_BTH, *backward = outputs
    rows_B = torch.arange(len(lengths_B), device=forward_BTH.device)
    last_BH = forward_BTH[rows_B, (lengths_B - 1).to(forward_BTH.device)]
    return torch.cat([last_BH, *(y_BTH[:, 0] for y_BTH in backward)], 1)
