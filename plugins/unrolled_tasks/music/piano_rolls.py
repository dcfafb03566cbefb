"""Polyphonic music as a task: how likely pieces are, and pieces drawn from what was learned.

Shapes: B batch, T steps, P keys.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Any

import torch
from torch import Tensor, nn

from unrolled import SequenceTask
from unrolled.contracts import Batch, Encoder, Input, Monitor, Sequences, State
from unrolled.errors import ConfigError, Problem
from unrolled_tasks.music import LAST_NOTE, MusicConfig
from unrolled_tasks.music.composing import composed
from unrolled_tasks.music.midi import midi_file
from unrolled_tasks.music.notes import frame_of, notes_of
from unrolled_tasks.music.said import SOUNDING, Said


class Music(SequenceTask):
    """Says at each step how likely each key is to sound next, all keys independently given the steps so far.

    Source: Bai, Kolter & Koltun (2018), An empirical evaluation of generic convolutional and recurrent networks for
        sequence modeling, section 4 (JSB Chorales, Nottingham): negative log-likelihood summed over keys, mean over
        all steps of a split but the first of each piece.

    Args:
        config: of the task.
        encoder: of one direction.
        source: the frames field, P wide.

    Raises:
        ConfigError: the highest key is no MIDI note.
    """

    monitor = Monitor("loss", "min")

    def __init__(self, config: MusicConfig, encoder: Encoder, source: Input) -> None:
        super().__init__()
        _check(config, source)
        self.input_name, self.size, self.lowest = source.name, source.size, config.lowest
        self.encoder = encoder
        self.dropout = nn.Dropout(config.dropout)
        self.output = nn.Linear(encoder.output_size, source.size)

    def loss(self, batch: Batch) -> Tensor:
        """Return the mean negative log-likelihood of a step, in nats.

        Args:
            batch: examples of the training split.
        """
        said = self._said(batch)
        return said.losses().sum() / max(int(said.valid_BT.sum()), 1)

    def weight(self, batch: Batch) -> float:
        """Return the number of steps that are to be said.

        Args:
            batch: examples of the training split.
        """
        return int((self._roll(batch).lengths_B - 1).sum())

    def predict(self, batch: Batch) -> list[dict[str, Any]]:
        """Return each piece's log-likelihood in nats, its steps, how many keys are said rightly and wrongly, and which.

        Args:
            batch: examples of any split.
        """
        said = self._said(batch)
        sums, steps = said.losses().double().sum(1).tolist(), said.valid_BT.sum(1).tolist()
        hits, errors = (counts_B.tolist() for counts_B in said.hits_and_errors())
        rows = [
            {"log_likelihood": -total, "steps": count, "hits": right, "errors": wrong, "loss": total / max(count, 1)}
            for total, count, right, wrong in zip(sums, steps, hits, errors, strict=True)
        ]
        for name, keys_BTP in zip(("notes", "predicted_notes"), said.keys(), strict=True):
            for row, keys_TP in zip(rows, keys_BTP, strict=True):
                row[name] = notes_of(keys_TP[: row["steps"]], lowest=self.lowest)
        return rows

    def score(self, rows: Sequence[Mapping[str, Any]]) -> dict[str, float]:
        """Return the mean negative log-likelihood of a step in nats, and the accuracy TP / (TP + FP + FN) of keys.

        Args:
            rows: of ``predict``.
        """
        steps, hits, errors = (sum(row[name] for row in rows) for name in ("steps", "hits", "errors"))
        loss = -math.fsum(row["log_likelihood"] for row in rows) / max(steps, 1)
        return {"loss": loss, "accuracy": hits / max(hits + errors, 1)}

    def read(self, frame_BP: Tensor, state: tuple[State, ...] | None) -> tuple[Tensor, tuple[State, ...]]:
        """Read one more step, and say how likely each key is to sound next.

        Args:
            frame_BP: the step.
            state: of the steps before; None at the start of a piece.

        Returns:
            logits_BP, and the state.
        """
        encoded = self.encoder(frame_BP[:, None], torch.ones(len(frame_BP), dtype=torch.long), state)
        return self.output(encoded.last_BH), encoded.state

    def sample(
        self, count: int, *, max_length: int, temperature: float = 1.0, seed: int, prompt: str = ""
    ) -> list[bytes]:
        """Draw pieces, each step given those before it, as MIDI files.

        Args:
            count: number of pieces.
            max_length: steps a piece, the first one among them.
            temperature: 1 draws as the model has it, less is bolder, 0 takes what is likelier of each key.
            seed: of the draws.
            prompt: MIDI numbers of the first step's notes, as ``60 64 67``; empty: a major triad in the middle.

        Raises:
            ConfigError: the prompt is no list of this model's notes.
        """
        first_P = frame_of(prompt, lowest=self.lowest, size=self.size).to(self.device)
        rolls_BTP = composed(self, first_P.expand(count, -1), max_length=max_length, temperature=temperature, seed=seed)
        return [midi_file(roll_TP, self.lowest) for roll_TP in rolls_BTP]

    def _roll(self, batch: Batch) -> Sequences:
        field = batch.fields[self.input_name]
        assert isinstance(field, Sequences)
        return field

    def _said(self, batch: Batch) -> Said:
        roll = self._roll(batch)
        steps = max(int(roll.lengths_B.max()) - 1, 1)  # a piece of one step says nothing, but an encoder needs one
        encoded = self.encoder(roll.values[:, :steps], (roll.lengths_B - 1).clamp(min=1))
        targets_BTP = (roll.values[:, 1 : steps + 1] > SOUNDING).to(encoded.y_BTH.dtype)
        valid_BT = torch.arange(steps) < (roll.lengths_B - 1)[:, None]
        logits_BTP = self.output(self.dropout(encoded.y_BTH))[:, : targets_BTP.shape[1]]
        return Said(logits_BTP, targets_BTP, valid_BT.to(logits_BTP.device)[:, : targets_BTP.shape[1]])


def _check(config: MusicConfig, source: Input) -> None:
    if (highest := config.lowest + source.size - 1) > LAST_NOTE:
        what = (
            f"{source.size} keys from {config.lowest} on end with {highest}, and the highest MIDI note is {LAST_NOTE}"
        )
        raise ConfigError(Problem(what, where="task.lowest", nearest=str(max(LAST_NOTE + 1 - source.size, 0))))
