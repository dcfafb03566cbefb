"""The dataset ``audio-folder``: recordings, described by their names or by a table."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Annotated, Self

from pydantic import Field, field_validator, model_validator

from unrolled import Config, dataset
from unrolled.errors import listing, nearest
from unrolled_data.sizes import Share

if TYPE_CHECKING:
    from unrolled.contracts import Dataset

Rule = Annotated[dict[str, str], Field(min_length=1)]
SHARE = 0.1


class AudioFolderConfig(Config):
    """Recordings: wav files in a folder or a tar archive, with a label or a transcript each."""

    path: Annotated[str, Field(min_length=1)]
    """folder, the folders in it too, or tar archive, packed (gz, bz2, xz) or not"""
    pattern: str = r"(?P<label>[^/]+)/[^/]+"
    """regular expression of a file's path in there, without .wav; its groups label and text become fields"""
    transcripts: Annotated[str, Field(min_length=1)] | None = None
    """csv file with the columns file (a path in there) and text, which becomes a field; null: there is none"""
    sample_rate: Annotated[int, Field(ge=1)] = 16_000
    """samples a second of every file"""
    validation: Rule | None = None
    """named group of pattern to the regular expression of its values in this split; null: the seed draws it"""
    test: Rule | None = None
    """named group of pattern to the regular expression of its values in this split; null: the seed draws it"""
    together: str | None = None
    """named group of pattern (speaker, say) whose values the seed never parts; null: it draws file by file"""
    validation_share: Share | None = None
    """share of the files, or of together's values, that the seed draws for validation; null: 0.1"""
    test_share: Share | None = None
    """share that the seed draws for the test; null: 0.1"""

    @property
    def groups(self) -> tuple[str, ...]:
        """The named groups of the pattern."""
        return tuple(re.compile(self.pattern).groupindex)

    @property
    def rules(self) -> dict[str, Rule]:
        """Split to what decides that a file is in it, for the splits that the seed does not draw."""
        named = {"test": self.test, "validation": self.validation}
        return {split: rule for split, rule in named.items() if rule}

    @property
    def shares(self) -> dict[str, float]:
        """Split to its share, for the splits that the seed draws."""
        given = {"validation": self.validation_share, "test": self.test_share}
        return {split: share or SHARE for split, share in given.items() if split not in self.rules}

    @field_validator("pattern")
    @classmethod
    def _compiles(cls, pattern: str) -> str:
        return _regular(pattern)

    @field_validator("validation", "test")
    @classmethod
    def _all_compile(cls, rule: Rule | None) -> Rule | None:
        return rule and {group: _regular(pattern) for group, pattern in rule.items()}

    @model_validator(mode="after")
    def _consistent(self) -> Self:
        used = [*(self.validation or ()), *(self.test or ()), *([self.together] if self.together else [])]
        for group in used:
            if group not in self.groups:
                near = nearest(group, self.groups)
                what = f"pattern has no group '{group}'; it has {listing(self.groups)}"
                raise ValueError(f"{what}; did you mean '{near}'?" if near else what)
        if self.transcripts is not None and "text" in self.groups:
            raise ValueError("transcripts and pattern's group text both say what is spoken: give one of them")
        for split in self.rules:
            if getattr(self, f"{split}_share") is not None:
                raise ValueError(f"{split} says which files are in the split: give it or {split}_share")
        return self


def _regular(pattern: str) -> str:
    try:
        re.compile(pattern)
    except re.error as error:
        raise ValueError(f"{pattern!r} is no regular expression: {error}") from error
    return pattern


@dataset("audio-folder", AudioFolderConfig)
def audio_folder(config: AudioFolderConfig, /) -> Dataset:
    """Build the reader of recordings.

    Args:
        config: where they are, what their names say, which split each is in.
    """
    from unrolled_data.audio_folder.recordings import Recordings

    return Recordings(config)
