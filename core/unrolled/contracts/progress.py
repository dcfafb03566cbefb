"""What a long piece of work tells of itself."""

from __future__ import annotations

from typing import Protocol


class Progress(Protocol):
    """Takes reports of work done; showing them is the host's affair."""

    def start(self, what: str, total: float, unit: str) -> None:
        """Begin a piece of work.

        Args:
            what: its name, as the user reads it.
            total: amount of work, in ``unit``.
            unit: plural noun: steps, words, examples.
        """
        ...

    def advance(self, amount: float, **figures: float) -> None:
        """Report work done since the last report.

        Args:
            amount: in the unit named at the start.
            **figures: latest values to show, such as ``loss``.
        """
        ...

    def stop(self) -> None:
        """End the piece of work."""
        ...


class Silent:
    """Takes progress and shows none."""

    def start(self, what: str, total: float, unit: str) -> None:
        """Begin a piece of work.

        Args:
            what: its name.
            total: amount of work.
            unit: of the amount.
        """

    def advance(self, amount: float, **figures: float) -> None:
        """Hear of work done.

        Args:
            amount: since the last report.
            **figures: latest values.
        """

    def stop(self) -> None:
        """End the piece of work."""
