"""K-mers: every k letters of a nucleotide sequence.

Shapes: N letters, K k-mers, S sequences, S1 one more than S.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from unrolled import PAD
from unrolled.contracts import Ragged
from unrolled_tokenizers.fixed import FixedTokenizer
from unrolled_tokenizers.fixed_declarations import BASES, IUPAC
from unrolled_tokenizers.nucleotide_letters import letter_codes
from unrolled_tokenizers.vocabulary import UNK

if TYPE_CHECKING:
    from unrolled_tokenizers.fixed_declarations import NucleotideConfig


class NucleotideTokenizer(FixedTokenizer):
    """Makes every k letters a token, k-mers in the order of their letters (AA, AC, AG, AT, CA, ...).

    Args:
        config: letters a token, and what ambiguous letters do.
    """

    def __init__(self, config: NucleotideConfig) -> None:
        self._config = config
        self._letters = IUPAC if config.ambiguous == "letters" else BASES
        super().__init__(config, len(self._letters) ** config.k)

    def encode_batch(self, texts: Sequence[str | Sequence[str]]) -> Ragged:
        """Return the ids of many sequences.

        Args:
            texts: strings, or lists of letters.

        Raises:
            DataError: a character is no letter that the config allows.
        """
        sequences = [text if isinstance(text, str) else "".join(text) for text in texts]
        codes_N = letter_codes(sequences, self._letters, ambiguous=self._config.ambiguous == "unk")
        lengths_S = np.fromiter(map(len, sequences), np.int64, len(sequences))
        k, stride = self._config.k, self._config.stride
        counts_S = np.maximum((lengths_S - k) // stride + 1, 0)
        offsets_S1 = np.concatenate([np.zeros(1, np.int64), np.cumsum(counts_S)])
        within_K = np.arange(int(offsets_S1[-1])) - np.repeat(offsets_S1[:-1], counts_S)
        starts_K = np.repeat(np.cumsum(lengths_S) - lengths_S, counts_S) + stride * within_K
        return self._bounds.around_all(Ragged(self._ids(codes_N, starts_K), offsets_S1))

    def offsets(self, text: str) -> list[tuple[int, int]]:
        """Return where each id of ``encode(text)`` starts and ends in the sequence; k-mers may overlap.

        Args:
            text: what is encoded.
        """
        k = self._config.k
        spans = [(start, start + k) for start in range(0, len(text) - k + 1, self._config.stride)]
        return self._bounds.around_spans(spans, len(text))

    def decode(self, ids: Sequence[int]) -> str:
        """Return the sequence of ids; letters that two k-mers share are written once.

        Args:
            ids: as ``encode`` gave them.
        """
        shared = self._config.k - self._config.stride
        text = ""
        for index in ids:
            if index >= len(self.specials):
                word = self._word(index - len(self.specials))
                text += word[shared:] if text.endswith(word[:shared]) else word
            elif index != PAD:
                text += self._names[index]
        return text

    def _ids(self, codes_N: NDArray[np.int8], starts_K: NDArray[np.int64]) -> NDArray[np.int32]:
        """Return the ids of the k-mers that start somewhere."""
        words_K = np.zeros(len(starts_K), np.int32)
        clear_K = np.ones(len(starts_K), np.bool_)
        for place in range(self._config.k):
            letters_K = codes_N[starts_K + place]
            words_K = words_K * len(self._letters) + letters_K
            clear_K &= letters_K >= 0
        return np.where(clear_K, words_K + len(self.specials), self.specials.get(UNK, PAD)).astype(np.int32)

    def _word(self, number: int) -> str:
        letters: list[str] = []
        for _ in range(self._config.k):
            number, letter = divmod(number, len(self._letters))
            letters.append(self._letters[letter])
        return "".join(reversed(letters))
