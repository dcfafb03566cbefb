"""One sequence out of another, as a task.

Shapes: B batch, T steps of the target, S places of the source, N tokens to be said in a batch.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import torch
from torch import Tensor, nn

from unrolled import SequenceTask
from unrolled.contracts import PAD, Batch, Monitor, Sequences
from unrolled_tasks.framing import Steps
from unrolled_tasks.scores import accuracy
from unrolled_tasks.seq2seq import Seq2SeqConfig
from unrolled_tasks.seq2seq.assembly import Parts, build_speaker, frame_of
from unrolled_tasks.seq2seq.saying import Saying
from unrolled_tasks.seq2seq.text_scores import bleu, chrf


class Translation(SequenceTask):
    """Encodes a source, and says a target token by token, given those before it.

    Args:
        config: the task's fields.
        parts: what it is built from.

    Raises:
        ConfigError: the parts do not fit, or the target has no end.
    """

    def __init__(self, config: Seq2SeqConfig, parts: Parts) -> None:
        super().__init__()
        source, target = parts.inputs["input"], parts.inputs["target"]
        assert target.tokenizer is not None
        self.monitor = Monitor(config.monitor, "min" if config.monitor == "loss" else "max")
        self.input_name, self.target_name = source.name, target.name
        self.frame, self.tokenizer = frame_of(target), target.tokenizer
        self.embedding = source.embedding or nn.Identity()
        self.encoder = parts.encoder
        self.speaker = build_speaker(config, parts)
        self.saying = Saying(config, self.frame, target.tokenizer)

    def loss(self, batch: Batch) -> Tensor:
        """Return the mean cross-entropy of a token of the targets, in nats.

        Args:
            batch: examples of the training split.
        """
        state, _ = self._begun(batch)
        return self.speaker.nats(self.speaker(state, self._steps(batch))).mean()

    def weight(self, batch: Batch) -> float:
        """Return the number of tokens that are to be said.

        Args:
            batch: examples of the training split.
        """
        return int((self._steps(batch).targets_BT != PAD).sum())

    def predict(self, batch: Batch) -> list[dict[str, Any]]:
        """Return what is said of each source, and with attention where it looked; target and loss where it is known.

        Args:
            batch: examples of any split, or new ones without a target.
        """
        state, lengths_B = self._begun(batch)
        rows = self.saying.rows(self.speaker, state, lengths_B)
        if self.target_name in batch.fields:
            for row, known in zip(rows, self._known(state, batch), strict=True):
                row.update(known)
        return rows

    def score(self, rows: Sequence[Mapping[str, Any]]) -> dict[str, float]:
        """Return the mean loss of a token, the share of tokens that were the likeliest, and what the texts are worth.

        Args:
            rows: of ``predict``, with a target each.
        """
        tokens = sum(row["tokens"] for row in rows)
        targets, predicted = [row["target"] for row in rows], [row["predicted"] for row in rows]
        return {
            "loss": math.fsum(row["loss"] * row["tokens"] for row in rows) / tokens,
            "token_accuracy": sum(row["right_tokens"] for row in rows) / tokens,
            "exact_match": accuracy(list(zip(targets, predicted, strict=True))),
            "bleu": bleu(targets, predicted),
            "chrf": chrf(targets, predicted),
        }

    def _begun(self, batch: Batch) -> tuple[Any, Tensor]:
        """Return the decoder's state before its first step, and the lengths of the sources."""
        field = self._field(batch, self.input_name)
        encoded = self.encoder(self.embedding(field.values), field.lengths_B)
        return self.speaker.decoder.start(encoded, field.lengths_B), field.lengths_B

    def _known(self, state: Any, batch: Batch) -> Iterator[dict[str, Any]]:
        """Yield what there is to say of targets that are known."""
        forced = self.speaker(state, self._steps(batch))
        right_N = forced.logits_NV.argmax(1) == forced.targets_N
        nothing_B = torch.zeros(batch.size, dtype=torch.float64, device=right_N.device)
        sums = nothing_B.index_add(0, forced.rows_N, self.speaker.nats(forced).double()).tolist()
        right = nothing_B.index_add(0, forced.rows_N, right_N.double()).tolist()
        tokens = forced.rows_N.bincount(minlength=batch.size).tolist()
        for ids, total, count, likeliest in zip(self._targets(batch), sums, tokens, right, strict=True):
            loss = {"loss": total / count, "tokens": count, "right_tokens": int(likeliest)}
            yield {"target": self.tokenizer.decode(self.frame.plain(ids)), **loss}

    def _targets(self, batch: Batch) -> list[list[int]]:
        field = self._field(batch, self.target_name)
        lengths = field.lengths_B.tolist()
        return [ids[:length] for ids, length in zip(field.values.tolist(), lengths, strict=True)]

    def _steps(self, batch: Batch) -> Steps:
        return self.frame.steps(self._field(batch, self.target_name).values)

    def _field(self, batch: Batch, name: str) -> Sequences:
        field = batch.fields[name]
        assert isinstance(field, Sequences)
        return field
