"""Words and their ids: <pad> is 0, the specials follow, then the words."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from unrolled import PAD, DataError, Problem

if TYPE_CHECKING:
    from collections import Counter

    from unrolled_tokenizers import VocabularyConfig

UNK, BOS, EOS = "<unk>", "<bos>", "<eos>"
PADDING = "<pad>"


class Vocabulary:
    """A finished two-way table of tokens and ids.

    Args:
        specials: tokens that are no words, in the order of their ids, from 1 on.
        words: in the order of their ids, behind the specials.
    """

    def __init__(self, specials: Sequence[str], words: Sequence[str]) -> None:
        self.words = list(words)
        self.tokens = [PADDING, *specials, *words]
        self.specials = {token: index for index, token in enumerate(self.tokens[: 1 + len(specials)])}
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
            what = f"{token!r} is not in the vocabulary, and the specials have no {UNK} to stand for it"
            raise DataError(Problem(what, where="tokenizer"))
        return self[UNK]


def choose(counts: Counter[str], config: VocabularyConfig) -> list[str]:
    """Choose the words of a vocabulary, in the order of their ids.

    Args:
        counts: of all tokens, in the order in which they were first seen.
        config: the rule.

    Returns:
        The words, without specials.

    Raises:
        DataError: no token is left.
    """
    reserved = {PADDING, *config.specials}
    words = [word for word, count in counts.items() if count >= config.min_count and word not in reserved]
    if not words:
        what = "the texts hold no token to learn"
        if counts:
            what = f"none of the {len(counts)} tokens occurs {config.min_count} times; lower tokenizer.min_count"
        raise DataError(Problem(what, where="tokenizer"))
    frequent = sorted(words, key=lambda word: -counts[word])[: config.max_size]
    if config.order == "frequency":
        return frequent
    kept = set(frequent)
    return [word for word in words if word in kept]
