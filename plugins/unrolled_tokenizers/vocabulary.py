"""Words and their ids: <pad> is 0, the specials follow, then the words."""

from __future__ import annotations

import logging
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from unrolled import PAD, DataError, Problem
from unrolled_tokenizers.surrogates import refuse_halves

if TYPE_CHECKING:
    from collections import Counter

    from unrolled_tokenizers import VocabularyConfig

UNK, BOS, EOS = "<unk>", "<bos>", "<eos>"
PADDING = "<pad>"
NOTHING = "the texts hold no token to learn"
_SHOWN = 40
_log = logging.getLogger("unrolled")


class Vocabulary:
    """A finished two-way table of tokens and ids.

    Args:
        specials: tokens that are no words, in the order of their ids, from 1 on.
        words: in the order of their ids, behind the specials.
    """

    def __init__(self, specials: Sequence[str], words: Sequence[str]) -> None:
        self.words = list(words)
        self.tokens = [PADDING, *specials, *words]
        self.specials = special_ids(specials)
        self._ids = _Ids({token: index for index, token in enumerate(self.tokens) if index != PAD})

    def __len__(self) -> int:
        return len(self.tokens)

    def ids(self, tokens: Iterable[str]) -> list[int]:
        """Return the ids of tokens; a token that spells a special is that special, but padding never is.

        Args:
            tokens: words or specials.

        Raises:
            DataError: a token is not in the vocabulary, and the specials have no ``<unk>`` to stand for it.
        """
        return list(map(self._ids.__getitem__, tokens))


class _Ids(dict[str, int]):
    """Ids by token: a word that was not learned is ``<unk>``, where there is one."""

    def __missing__(self, token: str) -> int:
        if UNK not in self:
            shown = token if len(token) <= _SHOWN else f"{token[:_SHOWN]}..."
            what = f"{shown!r} is not in the vocabulary, and the specials have no {UNK} to stand for it"
            raise DataError(Problem(what, where="tokenizer"))
        return self[UNK]


def special_ids(specials: Sequence[str]) -> dict[str, int]:
    """Return the ids of padding and the specials.

    Args:
        specials: tokens that are no words, in the order of their ids, from 1 on.
    """
    return {token: index for index, token in enumerate([PADDING, *specials])}


def choose(counts: Counter[str], config: VocabularyConfig, nothing: str = NOTHING) -> list[str]:
    """Choose the words of a vocabulary, in the order of their ids.

    Args:
        counts: of all tokens, in the order in which they were first seen.
        config: the rule.
        nothing: what is wrong where there is no token at all.

    Returns:
        The words, without specials.

    Raises:
        DataError: no token is left, or one holds half a character.
    """
    reserved = {PADDING, *config.specials}
    seen = [word for word, count in counts.items() if count >= config.min_count and word not in reserved]
    refuse_halves(seen)
    words = [word for word in seen if len(word.encode()) <= config.max_word_bytes]
    tell_of_long_words(sum(counts[word] for word in set(seen).difference(words)), config.max_word_bytes)
    if not words:
        raise DataError(Problem(_nothing_left(counts, bool(seen), config, nothing), where="tokenizer"))
    frequent = sorted(words, key=lambda word: -counts[word])[: config.max_size]
    if config.order == "frequency":
        return frequent
    kept = set(frequent)
    return [word for word in words if word in kept]


def tell_of_long_words(count: int, longest: int) -> None:
    """Say how many words of a text were too long to be learned.

    Args:
        count: of the words; nothing is said of none.
        longest: bytes that a word may have.
    """
    if count:
        _log.warning("tokenizer: words of more than %d bytes, which get no id: %d", longest, count)


def _nothing_left(counts: Counter[str], frequent: bool, config: VocabularyConfig, nothing: str) -> str:
    if frequent:
        return f"every token is longer than {config.max_word_bytes} bytes; raise tokenizer.max_word_bytes"
    if counts.keys() - {PADDING, *config.specials}:
        return f"none of the {len(counts)} tokens occurs {config.min_count} times; lower tokenizer.min_count"
    return nothing
