"""Words between white space, from texts or from whole files."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from unrolled import ConfigError, Corpus, Problem
from unrolled_tokenizers.patterns import PatternTokenizer
from unrolled_tokenizers.scan.corpus import scan
from unrolled_tokenizers.scan.rule import Rule

if TYPE_CHECKING:
    from unrolled_tokenizers.word_declarations import WhitespaceConfig

_UNSCANNED = {"order": "frequency", "vocabulary": None, "add_bos": False, "add_eos": False, "max_length": None}


class WhitespaceTokenizer(PatternTokenizer):
    """Makes whatever stands between white space a token.

    Args:
        config: the rule by which tokens are learned.
    """

    def __init__(self, config: WhitespaceConfig) -> None:
        super().__init__(config, r"\S+")

    def scan(self, paths: Sequence[str | Path], directory: Path, *, threads: int) -> Corpus:
        """Return the corpus of text files, a sequence a line, and take over its vocabulary.

        Without ``<unk>`` among the specials, words that are not learned are left out of the corpus.

        Args:
            paths: of the files, or URLs.
            directory: for the ids, which are mapped into memory.
            threads: that may be used; no id depends on it.

        Raises:
            ConfigError: the configuration asks for what a scan cannot do.
            DataError: a file is missing or no UTF-8, or no token gets an id.
        """
        config = self._config
        refused = [name for name, default in _UNSCANNED.items() if getattr(config, name) != default]
        if refused:
            raise ConfigError(*(Problem("files are scanned without it", where=f"tokenizer.{name}") for name in refused))
        rule = Rule(
            lowercase=config.lowercase,
            min_count=config.min_count,
            max_size=config.max_size,
            specials=config.specials,
        )
        found = scan(paths, rule, directory, threads=threads)
        self.restore({"words": found.words})
        words = self.vocabulary.tokens
        return Corpus(found.ids_N, found.offsets_S1, found.vocab_size, tuple(self.specials.values()), tuple(words))
