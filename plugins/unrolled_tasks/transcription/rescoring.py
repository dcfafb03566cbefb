"""What a language model knows of the texts that a recording may hold.

Shapes: V symbols of the transcriber.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Protocol

import torch
from torch import Tensor

from unrolled.contracts import Tokenizer
from unrolled_tasks.framing import Frame
from unrolled_tasks.transcription.prefix_beam import SymbolModel
from unrolled_tasks.transcription.prefix_ways import Prefix
from unrolled_tasks.transcription.transcripts import BLANK


class NextTokens(Protocol):
    """A trained language model, as ``unrolled.load_run(DIRECTORY).task()`` gives it."""

    tokenizer: Tokenizer

    def distribution(self, prompt: str) -> Tensor:
        """Return how likely each token is to come next."""
        ...


def rescored(
    log_probabilities: Mapping[str, float], language_model: Callable[[str], float], weight: float = 1.0
) -> list[tuple[str, float]]:
    """Return texts with their scores once a language model has been heard too, the best first.

    Args:
        log_probabilities: of each text given the recording, in nats.
        language_model: returns the log-probability of a text, in nats.
        weight: of what it returns.
    """
    scores = {text: heard + weight * language_model(text) for text, heard in log_probabilities.items()}
    return sorted(scores.items(), key=lambda each: (-each[1], each[0]))


def symbol_model(language_model: NextTokens, tokenizer: Tokenizer) -> SymbolModel:
    """Return a language model as the prefix beam asks it: by the symbols of the transcriber.

    A symbol that the language model spells with several tokens, or with none, never comes next. Of a model without an
    end every text may end at any place.

    Args:
        language_model: whose tokens are the transcriber's symbols, characters say.
        tokenizer: of the transcripts.
    """
    theirs = language_model.tokenizer
    frame = Frame.of(theirs.specials)
    tokens = [frame.plain(theirs.encode(tokenizer.decode([symbol]))) for symbol in range(tokenizer.vocab_size)]
    known_V = torch.tensor([len(each) == 1 for each in tokens])
    token_V = torch.tensor([each[0] if len(each) == 1 else 0 for each in tokens])
    ends = frame.end is not None
    if frame.end is not None:
        known_V[BLANK], token_V[BLANK] = True, frame.end

    def next_symbols(prefix: Prefix) -> list[float]:
        probabilities = language_model.distribution(tokenizer.decode(prefix)).cpu().double()
        log_probs_V = probabilities[token_V].masked_fill(~known_V, 0).log()
        return (log_probs_V if ends else log_probs_V.index_fill(0, torch.tensor(BLANK), 0)).tolist()

    return next_symbols
