"""The part that tokenizers with a learned vocabulary share: fit, encode, decode, offsets, state."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any, Self

from unrolled import PAD
from unrolled_tokenizers.bounds import Bounds
from unrolled_tokenizers.spelling import Spelling
from unrolled_tokenizers.vocabulary import NOTHING, Vocabulary, choose

if TYPE_CHECKING:
    from unrolled_tokenizers import VocabularyConfig


class LearnedTokenizer(ABC):
    """A tokenizer that gives every token it has seen an id; a subclass says what a token is.

    Args:
        config: the rule by which tokens are learned; with a pinned vocabulary there is nothing to learn.
        nothing: what is wrong where texts hold no token.
    """

    def __init__(self, config: VocabularyConfig, nothing: str = NOTHING) -> None:
        self._nothing = nothing
        self._config = config
        self._learned = None if config.vocabulary is None else Vocabulary(config.specials, config.vocabulary)
        self._bounds = Bounds(config)
        self._spelling = Spelling(config)

    @abstractmethod
    def split(self, text: str) -> list[str]:
        """Cut a text into tokens.

        Args:
            text: spelled as the config asks for.
        """

    @abstractmethod
    def spans(self, text: str) -> list[tuple[int, int]]:
        """Return where the tokens that ``split`` gives start and end.

        Args:
            text: spelled as the config asks for.
        """

    @abstractmethod
    def join(self, tokens: Iterable[str]) -> str:
        """Make a text of tokens, such that ``split`` finds them again.

        Args:
            tokens: words and specials.
        """

    @property
    def vocabulary(self) -> Vocabulary:
        """The table of tokens and ids; there is none before ``fit`` or ``restore``."""
        if self._learned is None:
            raise RuntimeError("the tokenizer has no vocabulary yet: call fit or restore first")
        return self._learned

    @property
    def vocab_size(self) -> int:
        """Number of ids, the specials among them."""
        return len(self.vocabulary)

    @property
    def specials(self) -> Mapping[str, int]:
        """Special token to id."""
        return self.vocabulary.specials

    def fit(self, texts: Iterable[str] | Iterable[Sequence[str]]) -> Self:
        """Learn the vocabulary, unless the config pins it.

        Args:
            texts: strings, or token lists, which are taken as they are.

        Raises:
            DataError: the texts hold no token to learn.
        """
        if self._config.vocabulary is None:
            counts: Counter[str] = Counter()
            for text in texts:
                counts.update(self._tokens(text))
            self._learned = Vocabulary(self._config.specials, choose(counts, self._config, self._nothing))
        return self

    def encode(self, text: str | Sequence[str]) -> list[int]:
        """Return the ids of one text; a text without a token gives none, not even ``<bos>`` or ``<eos>``.

        Args:
            text: a string, or a list of tokens, which are taken as they are.

        Raises:
            DataError: a token is not in the vocabulary, and the specials have no ``<unk>``.
        """
        return self._bounds.around(self.vocabulary.ids(self._tokens(text)[: self._bounds.room]))

    def offsets(self, text: str) -> list[tuple[int, int]]:
        """Return where each id of ``encode(text)`` starts and ends in the text.

        Args:
            text: what is encoded.
        """
        spelled = self._spelling.of(text)
        spans = self.spans(spelled)
        if spelled != text:
            origins = self._spelling.origins(text)
            spans = [(origins[start][0], origins[end - 1][1]) for start, end in spans]
        return self._bounds.around_spans(spans, len(text))

    def decode(self, ids: Sequence[int]) -> str:
        """Return the text of ids; padding is dropped, other specials are shown by name.

        Args:
            ids: as ``encode`` gave them.
        """
        tokens = self.vocabulary.tokens
        return self.join(tokens[index] for index in ids if index != PAD)

    def state(self) -> dict[str, Any]:
        """Return the words in the order of their ids; the specials stand in the config."""
        return {"words": self.vocabulary.words}

    def restore(self, state: Mapping[str, Any]) -> Self:
        """Take over the words of a state.

        Args:
            state: of a tokenizer with the same configuration.
        """
        self._learned = Vocabulary(self._config.specials, state["words"])
        return self

    def _tokens(self, text: str | Sequence[str]) -> list[str]:
        return self.split(self._spelling.of(text)) if isinstance(text, str) else list(map(self._spelling.of, text))
