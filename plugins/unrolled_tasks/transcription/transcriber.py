"""What is said in a recording.

Shapes: B batch, T frames, V vocabulary.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Any

import torch
from torch import Tensor, nn

from unrolled import SequenceTask
from unrolled.contracts import PAD, Batch, Encoder, Input, Monitor, Sequences
from unrolled.runtime.prediction import evaluation
from unrolled_tasks.transcription import TranscriptionConfig
from unrolled_tasks.transcription.prefix_beam import SymbolModel, likeliest, prefix_beam, spelled
from unrolled_tasks.transcription.transcript_scores import scores
from unrolled_tasks.transcription.transcripts import Transcripts
from unrolled_tasks.unknown import readable, unknown_ids

_NEVER = -1e4
"""The logit of what is never said; with -inf the gradient of torch's ctc_loss is no number."""


class Transcription(SequenceTask):
    """Says in every frame how likely each symbol is, or none; a text is as likely as all its alignments together.

    A transcript that needs more frames than its recording has cannot be learned: it is left out of the loss, and
    ``unreachable`` is the share of such transcripts.

    Args:
        config: dropout, and how predictions are searched.
        encoder: of the frames.
        inputs: the ``input`` and the ``target`` field.

    Source:
        Graves et al. (2006), Connectionist temporal classification.
    """

    monitor = Monitor("word_error_rate", "min")
    unsaid: Tensor
    unknown: Tensor

    def __init__(self, config: TranscriptionConfig, encoder: Encoder, inputs: Mapping[str, Input]) -> None:
        super().__init__()
        tokenizer = inputs["target"].tokenizer
        assert tokenizer is not None
        self.input_name, self.target_name = inputs["input"].name, inputs["target"].name
        self.tokenizer, self.beam_width = tokenizer, config.beam_width
        self.framing = sorted({tokenizer.specials[name] for name in ("<bos>", "<eos>") if name in tokenizer.specials})
        self.encoder = encoder
        self.dropout = nn.Dropout(config.dropout)
        self.output = nn.Linear(encoder.output_size, tokenizer.vocab_size)
        self.register_buffer("unsaid", torch.tensor(self.framing, dtype=torch.int64), persistent=False)
        self.register_buffer("unknown", unknown_ids(tokenizer), persistent=False)

    def log_probs(self, batch: Batch) -> Tensor:
        """Return how likely each symbol is in each frame, as log_probs_BTV in nats.

        Args:
            batch: that holds the input field.
        """
        field = self._sequences(batch, self.input_name)
        y_BTH = self.encoder(field.values, field.lengths_B).y_BTH
        return self.output(self.dropout(y_BTH)).index_fill(2, self.unsaid, _NEVER).log_softmax(2)

    def loss(self, batch: Batch) -> Tensor:
        """Return the mean loss of a symbol, in nats: of a transcript's, the negative log-probability over its symbols.

        Args:
            batch: examples of the training split.
        """
        log_likelihoods_B = self._log_likelihoods(batch, self.log_probs(batch))
        reached_B = log_likelihoods_B > -torch.inf
        return -log_likelihoods_B[reached_B].sum() / max(self.weight(batch), 1)

    def weight(self, batch: Batch) -> float:
        """Return the number of symbols of the transcripts that can be learned, at least one each.

        Args:
            batch: examples of the training split.
        """
        transcripts = self._transcripts(batch)
        fits_B = transcripts.needed.cpu() <= self._sequences(batch, self.input_name).lengths_B
        return int(transcripts.counts.cpu().clamp(min=1)[fits_B].sum())

    def hypotheses(
        self, batch: Batch, width: int, *, language_model: SymbolModel | None = None, weight: float = 1.0
    ) -> list[dict[str, float]]:
        """Return the likeliest texts of each recording with their scores, the best first.

        Args:
            batch: that holds the input field.
            width: texts kept while they are searched.
            language_model: of the symbols (``rescoring.symbol_model``); None: the recording alone counts, and the
                scores are log-probabilities in nats.
            weight: of the language model.
        """
        lengths = self._sequences(batch, self.input_name).lengths_B.tolist()
        with evaluation(self):
            pairs = zip(self._heard(self.log_probs(batch)), lengths, strict=True)
            beams = [
                prefix_beam(log_probs_TV[:length], width, language_model=language_model, weight=weight)
                for log_probs_TV, length in pairs
            ]
        return [spelled(beam, self.tokenizer) for beam in beams]

    def predict(self, batch: Batch) -> list[dict[str, Any]]:
        """Return the text of each recording; what it should be, its symbols and its loss where they are known.

        Args:
            batch: examples of any split, or new ones without a transcript.
        """
        log_probs_BTV = self.log_probs(batch)
        lengths = self._sequences(batch, self.input_name).lengths_B.tolist()
        rows: list[dict[str, Any]] = [
            {"predicted": self.tokenizer.decode(likeliest(log_probs_TV[:length], self.beam_width))}
            for log_probs_TV, length in zip(self._heard(log_probs_BTV), lengths, strict=True)
        ]
        if self.target_name in batch.fields:
            said = self._transcripts(batch).symbols()
            log_likelihoods = self._log_likelihoods(batch, log_probs_BTV).tolist()
            for row, symbols, log_likelihood in zip(rows, said, log_likelihoods, strict=True):
                row.update(target=readable(self.tokenizer, symbols), symbols=len(symbols))
                if log_likelihood > -math.inf:
                    row["loss"] = -log_likelihood / max(len(symbols), 1)
        return rows

    def score(self, rows: Sequence[Mapping[str, Any]]) -> dict[str, float]:
        """Return the mean loss of a symbol, the rates of wrong words and letters, and the share out of reach.

        Args:
            rows: of ``predict``, with their transcripts.

        Raises:
            DataError: no transcript fits into the frames of its recording.
        """
        return scores(rows)

    def _heard(self, log_probs_BTV: Tensor) -> Tensor:
        """Return what a text is read from: a symbol that is not known is none that could be written down."""
        return log_probs_BTV.index_fill(2, self.unknown, -torch.inf)

    def _log_likelihoods(self, batch: Batch, log_probs_BTV: Tensor) -> Tensor:
        lengths_B = self._sequences(batch, self.input_name).lengths_B
        return self._transcripts(batch).log_likelihoods(log_probs_BTV, lengths_B)

    def _transcripts(self, batch: Batch) -> Transcripts:
        return Transcripts.of(self._sequences(batch, self.target_name).values, [PAD, *self.framing])

    def _sequences(self, batch: Batch, name: str) -> Sequences:
        field = batch.fields[name]
        assert isinstance(field, Sequences)
        return field
