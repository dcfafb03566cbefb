"""What a trained language model is asked for: probabilities of texts, what comes next, texts of its own.

Shapes: B batch, T steps, V vocabulary.
"""

from __future__ import annotations

from collections.abc import Sequence

import torch
from torch import Tensor

from unrolled import SequenceTask
from unrolled.contracts import PAD, Tokenizer
from unrolled.runtime.prediction import evaluation
from unrolled_tasks.framing import Frame
from unrolled_tasks.language.drawing import drawn
from unrolled_tasks.language.next_token import NextToken
from unrolled_tasks.language.sampling import Draws
from unrolled_tasks.language.scoring import said
from unrolled_tasks.unknown import unknown_ids

_TEXTS = 64
"""Texts that are scored at once."""


class TrainedLanguageModel(SequenceTask):
    """The part of a language model that learns nothing.

    Args:
        model: says what comes next.
        tokenizer: of the texts.
        frame: what stands around a text.
    """

    def __init__(self, model: NextToken, tokenizer: Tokenizer, frame: Frame) -> None:
        super().__init__()
        self.model, self.tokenizer, self.frame = model, tokenizer, frame

    def log_probability(self, text: str) -> float:
        """Return the log-probability of a text, its end included, in nats; however long it is, it is finite.

        Args:
            text: as a dataset would hold it.
        """
        return self.log_probabilities([text])[0]

    def log_probabilities(self, texts: Sequence[str]) -> list[float]:
        """Return the log-probability of each text, its end included, in nats.

        Args:
            texts: as a dataset would hold them.
        """
        found: list[float] = []
        with evaluation(self):
            for at in range(0, len(texts), _TEXTS):
                ids = [torch.tensor(self.tokenizer.encode(text) or [PAD]) for text in texts[at : at + _TEXTS]]
                ids_BT = torch.nn.utils.rnn.pad_sequence(ids, batch_first=True, padding_value=PAD)
                found += said(self.model, self.frame.steps(ids_BT.to(self.device)))[0].tolist()
        return found

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
        ids_BT = drawn(
            self.model,
            self._start(prompt, count),
            Draws(temperature, top_k, top_p),
            end=self.frame.end,
            never_K=unknown_ids(self.tokenizer),
            max_length=max_length,
            seed=seed,
        )
        return [self.tokenizer.decode(ids) for ids in ids_BT.tolist()]

    def _start(self, prompt: str, count: int) -> Tensor:
        """Return ids_BT of the start symbol and a prompt, once a text."""
        ids = [self.frame.start, *self.frame.plain(self.tokenizer.encode(prompt))]
        return torch.tensor([ids], device=self.device).expand(count, -1)
