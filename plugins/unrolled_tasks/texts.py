"""A language model as a task: how likely texts are, and texts drawn from what was learned.

Shapes: B batch, T steps, N tokens to be said in a batch, V vocabulary.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Any

import torch
from torch import Tensor

from unrolled import SequenceTask
from unrolled.contracts import PAD, Batch, Encoder, Input, Monitor, Sequences
from unrolled.errors import ConfigError, Problem
from unrolled.runtime.prediction import evaluation
from unrolled_tasks.framing import Frame, Steps
from unrolled_tasks.next_token import NextToken
from unrolled_tasks.sampling import Draws

_PIECE = 256
"""Steps of a long text that are scored at once."""


class LanguageModel(SequenceTask):
    """Says at each step how likely every token of the vocabulary is to come next, the unknown and the end too.

    Args:
        encoder: of one direction.
        source: the text field.

    Raises:
        ConfigError: the encoder sees what is still to come.
    """

    monitor = Monitor("perplexity", "min")

    def __init__(self, encoder: Encoder, source: Input) -> None:
        super().__init__()
        if encoder.bidirectional:
            what = "a language model predicts the next token, and a bidirectional encoder has already seen it"
            command = "unrolled run unroll.bidirectional=false"
            raise ConfigError(Problem(what, where="unroll.bidirectional", command=command))
        assert source.tokenizer is not None
        assert source.embedding is not None
        self.input_name = source.name
        self.tokenizer = source.tokenizer
        self.frame = Frame.of(source.tokenizer.specials)
        self.model = NextToken(source.embedding, encoder, source.tokenizer.vocab_size, self.frame.start)

    def loss(self, batch: Batch) -> Tensor:
        """Return the mean cross-entropy of a token, in nats.

        Args:
            batch: examples of the training split.
        """
        log_probs_N, _ = self.model(self._steps(batch))
        return -log_probs_N.sum() / max(len(log_probs_N), 1)

    def weight(self, batch: Batch) -> float:
        """Return the number of tokens that are to be said.

        Args:
            batch: examples of the training split.
        """
        return int((self._steps(batch).targets_BT != PAD).sum())

    def predict(self, batch: Batch) -> list[dict[str, Any]]:
        """Return each text's log-probability in nats, its number of tokens, and the loss of one of them.

        Args:
            batch: examples of any split.
        """
        steps = self._steps(batch)
        log_probs_N, _ = self.model(steps)
        rows_N = (steps.targets_BT != PAD).nonzero()[:, 0]
        sums_B = torch.zeros(batch.size, dtype=torch.float64, device=rows_N.device)
        sums = sums_B.index_add_(0, rows_N, log_probs_N.double()).tolist()
        tokens = rows_N.bincount(minlength=batch.size).tolist()
        return [
            {"log_probability": total, "tokens": count, "loss": -total / max(count, 1)}
            for total, count in zip(sums, tokens, strict=True)
        ]

    def score(self, rows: Sequence[Mapping[str, Any]]) -> dict[str, float]:
        """Return the mean loss of a token in nats, ``exp`` of it, and the same in bits.

        Args:
            rows: of ``predict``.
        """
        tokens = sum(row["tokens"] for row in rows)
        loss = -math.fsum(row["log_probability"] for row in rows) / max(tokens, 1)
        try:
            perplexity = math.exp(loss)
        except OverflowError:
            perplexity = math.inf
        return {"loss": loss, "perplexity": perplexity, "bits_per_token": loss / math.log(2)}

    def log_probability(self, text: str) -> float:
        """Return the log-probability of a text, its end included, in nats; however long it is, it is finite.

        Args:
            text: as a dataset would hold it.
        """
        ids_BT = torch.tensor([self.tokenizer.encode(text) or [PAD]], device=self.device)
        total, state = 0.0, None
        with evaluation(self):
            for piece in self.frame.steps(ids_BT).pieces(_PIECE):
                log_probs_N, state = self.model(piece, state)
                total += float(log_probs_N.double().sum())
        return total

    def distribution(self, prompt: str = "") -> Tensor:
        """Return how likely each token is to come next, as probabilities_V; for no prompt, to come first.

        Args:
            prompt: the text so far.
        """
        with evaluation(self):
            return self.model.read(self._start(prompt, 1), None)[0][0].exp()

    def sample(
        self,
        count: int,
        *,
        max_length: int,
        temperature: float = 1.0,
        top_k: int | None = None,
        top_p: float | None = None,
        seed: int,
        prompt: str = "",
    ) -> list[str]:
        """Draw texts, each token given those before it, to the end that the model gives them.

        Args:
            count: number of texts, B.
            max_length: tokens a text at most, those of the prompt not counted.
            temperature: 1 draws as the model has it, less is bolder, 0 takes the likeliest.
            top_k: draw from this many of the likeliest tokens only.
            top_p: draw from the likeliest tokens that first sum to this.
            seed: of the draws.
            prompt: text to go on from; it stands before each of the texts.

        Raises:
            ConfigError: temperature, top_k or top_p are out of range.
        """
        draws, random = Draws(temperature, top_k, top_p), torch.Generator().manual_seed(seed)
        next_BT, state = self._start(prompt, count), None
        texts = [next_BT[:, 1:].cpu()]
        ended_B = torch.zeros(count, dtype=torch.bool)
        with evaluation(self):
            while len(texts) <= max_length and not ended_B.all():
                log_probs_BV, state = self.model.read(next_BT, state)
                drawn_B1 = draws.probabilities(log_probs_BV.cpu()).multinomial(1, generator=random)
                ended_B |= drawn_B1[:, 0] == self.frame.end
                texts.append(drawn_B1.masked_fill(ended_B[:, None], PAD))
                next_BT = drawn_B1.to(self.device)
        return [self.tokenizer.decode(ids) for ids in torch.cat(texts, 1).tolist()]

    def _start(self, prompt: str, count: int) -> Tensor:
        """Return ids_BT of the start symbol and a prompt, once a text."""
        ids = [self.frame.start, *self.frame.plain(self.tokenizer.encode(prompt))]
        return torch.tensor([ids], device=self.device).expand(count, -1)

    def _steps(self, batch: Batch) -> Steps:
        field = batch.fields[self.input_name]
        assert isinstance(field, Sequences)
        return self.frame.steps(field.values)
