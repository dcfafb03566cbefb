"""The likeliest texts of a recording, each summed over its alignments, and weighed by a language model.

Shapes: T frames, V vocabulary.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from itertools import groupby
from typing import TYPE_CHECKING, NamedTuple

from torch import Tensor

from unrolled_tasks.transcription.prefix_ways import Prefix, Ways, extended
from unrolled_tasks.transcription.transcripts import BLANK

if TYPE_CHECKING:
    from unrolled.contracts import Tokenizer

SymbolModel = Callable[[Prefix], Sequence[float]]
"""Returns the log-probability of every symbol after some others, in nats; in the blank's place that of the end."""


class Hypothesis(NamedTuple):
    """A text that a recording may hold.

    Args:
        symbols: its ids.
        log_probability: of the text given the recording, in nats.
        score: the same with the language model's part.
    """

    symbols: Prefix
    log_probability: float
    score: float


def best_path(log_probs_TV: Tensor) -> list[int]:
    """Return the symbols of the likeliest alignment: that of each frame, repeats and blanks left out.

    Args:
        log_probs_TV: of each symbol in each frame.
    """
    return [symbol for symbol, _ in groupby(log_probs_TV.argmax(1).tolist()) if symbol != BLANK]


def prefix_beam(
    log_probs_TV: Tensor, width: int, *, language_model: SymbolModel | None = None, weight: float = 1.0
) -> list[Hypothesis]:
    """Return the best texts, the best first.

    Args:
        log_probs_TV: of each symbol in each frame, in nats, on any device.
        width: beginnings of texts kept after each frame; where none is left out, the probabilities are exact.
        language_model: of the symbols; None: the recording alone counts.
        weight: of the language model's log-probabilities.

    Returns:
        At most ``width`` hypotheses; of equal ones the first by their ids.

    Source:
        Hannun et al. (2014), First-pass large vocabulary continuous speech recognition using bi-directional recurrent
        DNNs, algorithm 1; the language model weighs symbols here, where it weighs words there.
    """
    spoken = _Spoken(language_model, weight)
    beam: Mapping[Prefix, Ways] = {(): Ways(blank=0.0)}
    for log_probs in log_probs_TV.double().tolist():
        longer = extended(beam, log_probs)
        ranked = sorted(longer, key=lambda prefix: (-longer[prefix].total - spoken(prefix), prefix))
        beam = {prefix: longer[prefix] for prefix in ranked[:width]}
        spoken.keep(beam)
    found = [Hypothesis(text, ways.total, ways.total + spoken.ended(text)) for text, ways in beam.items()]
    return sorted(found, key=lambda each: (-each.score, each.symbols))


def likeliest(log_probs_TV: Tensor, width: int) -> Sequence[int]:
    """Return the symbols of the best text; for a width of 1 those of the likeliest alignment.

    Args:
        log_probs_TV: of each symbol in each frame, in nats.
        width: beginnings of texts kept after each frame.
    """
    return best_path(log_probs_TV) if width == 1 else prefix_beam(log_probs_TV, width)[0].symbols


def spelled(beam: Sequence[Hypothesis], tokenizer: Tokenizer) -> dict[str, float]:
    """Return texts with their scores, the best first; of those spelled alike the best counts.

    Args:
        beam: the best first.
        tokenizer: of the symbols.
    """
    texts: dict[str, float] = {}
    for each in beam:
        texts.setdefault(tokenizer.decode(each.symbols), each.score)
    return texts


class _Spoken:
    """What a language model adds to the scores of texts; it remembers those of the beam, however long the recording."""

    def __init__(self, language_model: SymbolModel | None, weight: float) -> None:
        self._model = language_model if weight else None
        self._weight = weight
        self._known: dict[Prefix, float] = {(): 0.0}
        self._next: dict[Prefix, Sequence[float]] = {}

    def __call__(self, text: Prefix) -> float:
        """Return what is added to a text of the beam, or to one with a symbol more."""
        if text in self._known or self._model is None:
            return self._known.get(text, 0.0)
        return self._known[text[:-1]] + self._weight * self._after(text[:-1])[text[-1]]

    def ended(self, text: Prefix) -> float:
        """Return what is added to a text of the beam that goes no further."""
        return self(text) + (0.0 if self._model is None else self._weight * self._after(text)[BLANK])

    def keep(self, beam: Iterable[Prefix]) -> None:
        """Forget all texts but those of a beam."""
        self._known = {text: self(text) for text in beam}
        self._next = {text: after for text, after in self._next.items() if text in self._known}

    def _after(self, text: Prefix) -> Sequence[float]:
        if text not in self._next:
            assert self._model is not None
            self._next[text] = self._model(text)
        return self._next[text]
