"""The part that tokenizers share which learn from whole files: one scan gives the vocabulary and the ids."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from unrolled import ConfigError, Corpus, Problem
from unrolled_tokenizers.learned import LearnedTokenizer
from unrolled_tokenizers.scan.corpus import scan
from unrolled_tokenizers.scan.rule import Rule
from unrolled_tokenizers.vocabulary import tell_of_long_words

if TYPE_CHECKING:
    from unrolled_tokenizers.scan.rule import Scanned
    from unrolled_tokenizers.text_fields import ScannedConfig

_UNSCANNED = {"order": "frequency", "vocabulary": None, "add_bos": False, "add_eos": False, "max_length": None}
_log = logging.getLogger("unrolled")


class FileTokenizer(LearnedTokenizer):
    """A tokenizer that also learns from text files, and encodes them in the same go; a subclass gives the rule."""

    rule: Rule

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
        refused = [name for name, default in _UNSCANNED.items() if getattr(self._config, name) != default]
        if refused:
            what = "files are scanned without it; leave it out"
            raise ConfigError(*(Problem(what, where=f"tokenizer.{name}") for name in refused))
        found = scan(paths, self.rule, directory, threads=threads)
        self._tell(found)
        self.restore({"words": found.words})
        words = self.vocabulary.tokens
        return Corpus(found.ids_N, found.offsets_S1, found.vocab_size, tuple(self.specials.values()), tuple(words))

    def _tell(self, found: Scanned) -> None:
        """Say what of the text was not taken as it stands."""
        become = "became U+FFFD" if self.rule.invalid == "replace" else "were left out"
        if found.invalid:
            _log.warning("tokenizer: places that are no UTF-8 and %s: %d", become, found.invalid)
        tell_of_long_words(found.too_long, self.rule.max_word_bytes)


def rule_of(config: ScannedConfig, unit: Literal["word", "character"]) -> Rule:
    """Return the rule of a scan that learns what the tokenizer of a configuration learns.

    Args:
        config: of the tokenizer.
        unit: what a token is.
    """
    return Rule(
        unit,
        lowercase=config.lowercase,
        normalise=config.normalise,
        min_count=config.min_count,
        max_size=config.max_size,
        invalid=config.invalid,
        max_word_bytes=config.max_word_bytes,
        specials=config.specials,
    )
