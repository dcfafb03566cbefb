"""A language model as a task: what it learns from texts, and how likely it says others are.

Shapes: B batch, T steps, N tokens to be said in a batch.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from torch import Tensor

from unrolled.contracts import PAD, Batch, Encoder, Input, Monitor, Sequences, State
from unrolled.runtime.splits import Split
from unrolled.runtime.stream import Stream
from unrolled_tasks.framing import Frame, Steps
from unrolled_tasks.language.joining import joined, piece_steps
from unrolled_tasks.language.measures import figures
from unrolled_tasks.language.next_token import NextToken
from unrolled_tasks.language.scoring import said
from unrolled_tasks.language.speaking import TrainedLanguageModel
from unrolled_tasks.unknown import readable

if TYPE_CHECKING:
    from unrolled_tasks.language import LanguageModelConfig


class LanguageModel(TrainedLanguageModel):
    """Says at each step how likely every token of the vocabulary is to come next, the unknown and the end too.

    Args:
        config: of the task.
        encoder: of one direction.
        source: the text field.
    """

    monitor = Monitor("perplexity", "min")

    def __init__(self, config: LanguageModelConfig, encoder: Encoder, source: Input) -> None:
        assert source.tokenizer is not None
        assert source.embedding is not None
        frame = Frame.of(source.tokenizer.specials)
        model = NextToken(config, source.embedding, encoder, source.tokenizer.vocab_size, frame.start)
        super().__init__(model, source.tokenizer, frame)
        self.input_name, self.carry = source.name, config.carry

    def loss(self, batch: Batch) -> Tensor:
        """Return the mean cross-entropy of a token, in nats.

        Args:
            batch: examples of the training split.
        """
        return _mean_loss(self.model(self._steps(batch))[0])

    def weight(self, batch: Batch) -> float:
        """Return the number of tokens that are to be said.

        Args:
            batch: examples of the training split.
        """
        return int((self._steps(batch).targets_BT != PAD).sum())

    def stream(self, train: Split, columns: int) -> Stream | None:
        """Return the training texts as one stream, where the state is to be carried on.

        Args:
            train: the training split.
            columns: places of a batch.
        """
        if self.carry is None:
            return None
        ids_N = joined(train.ragged(self.input_name), self.frame)
        return Stream(self.input_name, ids_N, columns=columns, steps=self.carry)

    def piece_loss(self, batch: Batch, state: tuple[State, ...] | None) -> tuple[Tensor, tuple[State, ...]]:
        """Return the mean cross-entropy of a token of the next piece, in nats, and the state behind it.

        Args:
            batch: the next piece in every column of the stream.
            state: behind the piece before; None where the stream begins.
        """
        log_probs_N, behind = self.model(piece_steps(self._ids(batch), self.frame), state)
        return _mean_loss(log_probs_N), behind

    def predict(self, batch: Batch) -> list[dict[str, Any]]:
        """Return each text's log-probability in nats, its tokens and characters, and the loss of one token.

        Args:
            batch: examples of any split.
        """
        steps = self._steps(batch)
        sums_B, tokens_B = said(self.model, steps)
        characters = [len(readable(self.tokenizer, ids)) for ids in map(self._plain, self._ids(batch).tolist())]
        return [
            {"log_probability": total, "tokens": tokens, "characters": count, "loss": -total / max(tokens, 1)}
            for total, tokens, count in zip(sums_B.tolist(), tokens_B.tolist(), characters, strict=True)
        ]

    def score(self, rows: Sequence[Mapping[str, Any]]) -> dict[str, float]:
        """Return the mean loss of a token in nats and in bits, its perplexity, and the bits of a character.

        Args:
            rows: of ``predict``.
        """
        return figures(rows)

    def _plain(self, padded: list[int]) -> list[int]:
        """Return the ids of one text without padding and bounds."""
        return self.frame.plain([number for number in padded if number != PAD])

    def _ids(self, batch: Batch) -> Tensor:
        field = batch.fields[self.input_name]
        assert isinstance(field, Sequences)
        return field.values

    def _steps(self, batch: Batch) -> Steps:
        return self.frame.steps(self._ids(batch))


def _mean_loss(log_probs_N: Tensor) -> Tensor:
    return -log_probs_N.sum() / max(len(log_probs_N), 1)
