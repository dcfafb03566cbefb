"""One class for every token of a sequence.

Shapes: B batch, T tokens, W word vector, H encoder output.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Any

from torch import Tensor, nn

from unrolled import SequenceTask
from unrolled.contracts import Batch, Encoder, Input, Monitor, Schema, Sequences
from unrolled.errors import DataError, Problem
from unrolled_tasks.scores import accuracy, macro_f1
from unrolled_tasks.tagging import TaggingConfig
from unrolled_tasks.tagging.alignment import require_alike, require_one_id_a_token, valid_steps
from unrolled_tasks.tagging.alone import Alone
from unrolled_tasks.tagging.letters import WordLetters
from unrolled_tasks.tagging.linear_chain import LinearChain
from unrolled_tasks.tagging.spans import Scheme, entity_scores, scheme_of


class Tagging(SequenceTask):
    """Says the class of every token from what the encoder gives for it.

    Args:
        config: the output, dropout and letters.
        encoder: of the input.
        inputs: the ``input`` and the ``target`` field, and ``letters`` where the data has it.
        schema: with the classes of the target.

    Raises:
        ConfigError: a tokenizer makes more or less of a token than one id, or letters have no gaps.
    """

    def __init__(self, config: TaggingConfig, encoder: Encoder, inputs: Mapping[str, Input], schema: Schema) -> None:
        super().__init__()
        source, letters = inputs["input"], inputs.get("letters")
        require_one_id_a_token(source)
        self.input_name, self.target_name = source.name, inputs["target"].name
        self.letters_name = letters.name if letters else ""
        self.classes = schema.classes[self.target_name]
        self.scheme: Scheme | None = scheme_of(self.classes)
        self.monitor = Monitor("entity_f1" if self.scheme else "accuracy", "max")
        self.embedding = source.embedding or nn.Identity()
        self.letters = WordLetters(letters, config.letter_features, source.size) if letters else None
        self.encoder = encoder
        self.dropout = nn.Dropout(config.dropout)
        layer = LinearChain if config.output == "crf" else Alone
        self.output = layer(encoder.output_size, len(self.classes))

    def encode(self, batch: Batch) -> tuple[Tensor, Tensor]:
        """Return y_BTH of the encoder, and valid_BT, true where there is a token.

        Args:
            batch: that holds the input field, and its letters where the task reads them.

        Raises:
            DataError: an example spells more or fewer words than it has.
        """
        field = self._field(batch, self.input_name)
        valid_BT = valid_steps(field)
        x_BTW = self.embedding(field.values)
        if self.letters is not None:
            ids_BL = self._field(batch, self.letters_name).values
            counts_B = self.letters.counts(ids_BL)
            require_alike(batch, self.input_name, valid_BT.sum(1), self.letters_name, counts_B)
            x_BTW = self.letters(x_BTW, ids_BL)
        return self.dropout(self.encoder(x_BTW, field.lengths_B).y_BTH), valid_BT

    def loss(self, batch: Batch) -> Tensor:
        """Return the mean loss of a token, in nats.

        Args:
            batch: examples of the training split.
        """
        targets_BT = self._targets(batch)
        y_BTH, valid_BT = self.encode(batch)
        return self.output.losses(y_BTH, targets_BT, valid_BT).sum() / valid_BT.sum().clamp(min=1)

    def weight(self, batch: Batch) -> float:
        """Return the number of tokens.

        Args:
            batch: examples of the training split.
        """
        return int(valid_steps(self._field(batch, self.input_name)).sum())

    def predict(self, batch: Batch) -> list[dict[str, Any]]:
        """Return the predicted tags; the target and the mean loss of a tag where the batch is labelled.

        Args:
            batch: examples of any split, or new ones without labels.
        """
        y_BTH, valid_BT = self.encode(batch)
        counts = valid_BT.sum(1).tolist()
        rows: list[dict[str, Any]] = [
            {"predicted": tags} for tags in self._named(self.output.best(y_BTH, valid_BT), counts)
        ]
        if self.target_name in batch.fields:
            targets_BT = self._targets(batch)
            losses = self.output.losses(y_BTH, targets_BT, valid_BT).tolist()
            for row, tags, loss in zip(rows, self._named(targets_BT, counts), losses, strict=True):
                row.update(target=tags, loss=loss / max(len(tags), 1))
        return rows

    def score(self, rows: Sequence[Mapping[str, Any]]) -> dict[str, float]:
        """Return mean loss, accuracy and macro F1 of the tags; of the entities precision, recall and F1.

        Args:
            rows: of ``predict``, labelled.

        Raises:
            DataError: no row has a token.
        """
        pairs = [pair for row in rows for pair in zip(row["target"], row["predicted"], strict=True)]
        if not pairs:
            raise DataError(Problem("there is no token to score", where="task 'tagging'"))
        loss = math.fsum(row["loss"] * len(row["target"]) for row in rows) / len(pairs)
        scores = {"loss": loss, "accuracy": accuracy(pairs), "macro_f1": macro_f1(pairs)}
        return scores | (entity_scores(rows, self.scheme) if self.scheme else {})

    def _named(self, classes_BT: Tensor, counts: Sequence[int]) -> list[list[str]]:
        rows = zip(classes_BT.tolist(), counts, strict=True)
        return [[self.classes[index] for index in row[:count]] for row, count in rows]

    def _targets(self, batch: Batch) -> Tensor:
        source, target = self._field(batch, self.input_name), self._field(batch, self.target_name)
        require_alike(batch, self.input_name, source.lengths_B, self.target_name, target.lengths_B)
        return target.values

    def _field(self, batch: Batch, name: str) -> Sequences:
        field = batch.fields[name]
        assert isinstance(field, Sequences)
        return field
