"""What claims are measured with: cells by name, a device, seeds, and a clock.

Shapes: B batch, T time, I input.
"""

from __future__ import annotations

import platform
from collections.abc import Callable, Generator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from statistics import median
from time import perf_counter
from typing import Any

import torch
from torch import Tensor

from unrolled.errors import Problem, ResourceError
from unrolled.host import Host, Located
from unrolled.lock import cell_identity
from unrolled.params import Selected
from unrolled.runtime.seeding import derive
from unrolled.runtime.unroll import UnrolledEncoder, build_encoder
from unrolled.sections import UnrollConfig


@contextmanager
def drawing(seed: int, purpose: str) -> Generator[None]:
    """Let torch's global generators start from a seed of this purpose, and go on as if nothing had been drawn.

    Args:
        seed: of the repetition.
        purpose: what is drawn.
    """
    with torch.random.fork_rng():
        torch.manual_seed(derive(seed, purpose))
        yield


@dataclass(frozen=True, slots=True)
class Laboratory:
    """A host, a device and the seeds of the repetitions.

    Args:
        host: with the cells that claims name.
        device: cpu or cuda.
        seeds: one for each repetition of an experiment, at least 2.
    """

    host: Host
    device: str = "cpu"
    seeds: tuple[int, ...] = (0, 1, 2, 3, 4)

    def __post_init__(self) -> None:
        """See that the device is there.

        Raises:
            ResourceError: a GPU is asked for, and torch sees none.
        """
        if self.device == "cuda" and not torch.cuda.is_available():
            what = "cuda is asked for, but torch sees no GPU on this machine"
            raise ResourceError(Problem(what, where="--device", command="unrolled claims --device cpu"))

    @property
    def machine(self) -> str:
        """What was measured on, in a few words."""
        if self.device == "cuda":
            return torch.cuda.get_device_name()
        threads = torch.get_num_threads()
        capability = torch.backends.cpu.get_cpu_capability()
        return f"{platform.machine()} with {capability}, {threads} thread{'s' if threads > 1 else ''}"

    def encoder(
        self, cell: str, input_size: int, seed: int = 0, *, unroll: UnrollConfig | None = None, **fields: Any
    ) -> UnrolledEncoder:
        """Build an encoder of one cell, with weights that depend on the seed alone.

        Args:
            cell: its name.
            input_size: width of the input, I.
            seed: of the weights.
            unroll: how it is unrolled; None for the defaults.
            **fields: of the cell; the others have their defaults.

        Raises:
            ConfigError: no such cell is installed, or the section asks for what it cannot do.
        """
        located = self.find(cell)
        selected = Selected(located, located.component.config(**fields))
        with drawing(seed, "weights"):
            encoder = build_encoder(
                lambda width: selected.build(input_size=width),
                input_size,
                unroll or UnrollConfig(),
                cell_identity(selected),
            )
        return encoder.to(self.device)

    def find(self, cell: str) -> Located:
        """Return a cell of ours, whatever others of its name are installed.

        Args:
            cell: its name.

        Raises:
            ConfigError: it is not installed.
        """
        return self.host.find("cell", f"unrolled/{cell}")

    def noise(self, *shape: int, seed: int = 0) -> Tensor:
        """Return independent normal values with a mean of 0 and a variance of 1.

        Args:
            *shape: such as (B, T, I).
            seed: of the values.
        """
        generator = torch.Generator().manual_seed(derive(seed, "noise"))
        return torch.randn(*shape, generator=generator).to(self.device)

    def median_seconds(self, works: Mapping[str, Callable[[], object]], rounds: int) -> dict[str, float]:
        """Time pieces of work in turn, so that a slow moment of the machine strikes all of them alike.

        Args:
            works: name to work; each is done once before the clock starts.
            rounds: times that each is timed.

        Returns:
            Name to the median of its wall-clock seconds.
        """
        for work in works.values():
            work()
        seconds: dict[str, list[float]] = {name: [] for name in works}
        for _ in range(rounds):
            for name, work in works.items():
                seconds[name].append(self._seconds(work))
        return {name: median(values) for name, values in seconds.items()}

    def _seconds(self, work: Callable[[], object]) -> float:
        """Time one piece of work, to the end of what it left running on the device."""
        self._wait()
        start = perf_counter()
        work()
        self._wait()
        return perf_counter() - start

    def _wait(self) -> None:
        if self.device == "cuda":
            torch.cuda.synchronize()


def full_lengths(x_BTI: Tensor) -> Tensor:
    """Return lengths_B of a batch without padding.

    Args:
        x_BTI: inputs.
    """
    return torch.full((len(x_BTI),), x_BTI.shape[1])
