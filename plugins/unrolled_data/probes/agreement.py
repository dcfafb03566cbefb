"""Sentences with a gap whose word agrees with one that stands a known distance before it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from unrolled.contracts import FieldKind, Inputs
from unrolled_data.drawing import drawn_splits
from unrolled_data.probes.sentences import FILLERS, FRAMES

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    import numpy as np

    from unrolled_data.probes import AgreementConfig


class Agreement:
    """A sentence up to its gap, the word that belongs there, and the number of words between cue and gap.

    Args:
        config: the kind of sentence, distances and sizes.
    """

    fields: Mapping[str, FieldKind] = {"text": "text", "word": "label", "distance": "number"}
    inputs = Inputs()

    def __init__(self, config: AgreementConfig) -> None:
        self._config = config
        self._frame = FRAMES[config.cloze]
        self._cues = tuple(self._frame.answers)

    def read(self, *, seed: int) -> Mapping[str, Iterable[dict[str, Any]]]:
        """Draw every split.

        Args:
            seed: of all random numbers.

        Returns:
            Split name to examples.

        Raises:
            DataError: there are fewer sentences of these distances than are asked for.
        """
        return drawn_splits(self._config, seed, self._draw, lambda example: example["text"])

    def _draw(self, rng: np.random.Generator) -> dict[str, Any]:
        distance = int(rng.integers(self._config.nearest, self._config.farthest + 1))
        cue = _any(rng, self._cues)
        words = [*self._frame.opening, cue, *self._between(rng, distance)]
        return {"text": " ".join(words), "word": self._frame.answers[cue], "distance": float(distance)}

    def _between(self, rng: np.random.Generator, distance: int) -> list[str]:
        """Return as many words as are asked for; the close is among them, as far as it fits."""
        close = self._frame.close[max(0, len(self._frame.close) - distance) :]
        room = distance - len(close)
        words: list[str] = []
        while fitting := [clause for clause in self._frame.clauses if len(clause.split()) <= room - len(words)]:
            words += [_any(rng, self._cues) if word == "{}" else word for word in _any(rng, fitting).split()]
        words += [_any(rng, FILLERS) for _ in range(room - len(words))]
        return [*words, *close]


def _any(rng: np.random.Generator, choices: Sequence[str]) -> str:
    return choices[int(rng.integers(len(choices)))]
