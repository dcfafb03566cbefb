"""The recordings of a folder as examples: the wave, and what is known of it.

Shapes: T samples.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from unrolled.contracts import FieldKind, Inputs
from unrolled.errors import DataError, Problem, listing
from unrolled_data.audio_folder.wav_files import contents, local_files, without_ending
from unrolled_data.audio_folder.waves import wave_of
from unrolled_data.files.delimited import csv_rows
from unrolled_data.files.problems import SHOWN, Problems
from unrolled_data.files.source import opened
from unrolled_data.splits import by_seed

if TYPE_CHECKING:
    from collections.abc import Callable

    from unrolled_data.audio_folder import AudioFolderConfig


@dataclass(frozen=True, slots=True)
class Recording:
    """One file.

    Args:
        name: its path, without .wav.
        groups: what its name says: named group of the pattern to value.
        content: returns its bytes.
    """

    name: str
    groups: Mapping[str, str]
    content: Callable[[], bytes]


class Recordings:
    """Reads wav files, with the label or the transcript that belongs to each.

    Args:
        config: where they are, what their names say, which split each is in.
    """

    def __init__(self, config: AudioFolderConfig) -> None:
        self._config = config

    @property
    def fields(self) -> dict[str, FieldKind]:
        """``wave``; ``label`` and ``text`` where names or transcripts say them."""
        said = {*self._config.groups, *(("text",) if self._config.transcripts else ())}
        known: dict[str, FieldKind] = {"wave": "frames", "label": "label", "text": "text"}
        return {name: kind for name, kind in known.items() if name == "wave" or name in said}

    @property
    def inputs(self) -> Inputs:
        """The wav files, or their archive, and the transcripts."""
        table = self._config.transcripts
        return Inputs(files=(*local_files(self._config.path), *((table,) if table else ())))

    def read(self, *, seed: int) -> dict[str, Iterable[dict[str, Any]]]:
        """List every split; a file of a folder is read when its example's turn comes.

        Args:
            seed: of the splits that no rule decides.

        Returns:
            Split name to examples, in the order of the files' paths.

        Raises:
            DataError: a file is missing, damaged or of another rate, a name does not match, or a split is empty.
        """
        config = self._config
        rest = self._named()
        texts = _transcripts(config.transcripts, rest) if config.transcripts else {}
        splits: dict[str, list[Recording]] = {}
        for split, rule in config.rules.items():
            splits[split] = [each for each in rest if _follows(each, rule)]
            rest = [each for each in rest if not _follows(each, rule)]
        splits |= by_seed(rest, self._key, shares=config.shares, seed=seed, where=config.path)
        if absent := [split for split, recordings in splits.items() if not recordings]:
            raise DataError(Problem(f"no file is in split {listing(absent)}", where=config.path))
        return {split: _Examples(config, recordings, texts) for split, recordings in splits.items()}

    def _named(self) -> list[Recording]:
        found, path = contents(self._config.path), self._config.path
        matches = {name: re.fullmatch(self._config.pattern, name) for name in found}
        if odd := [name for name, match in matches.items() if match is None]:
            told = [Problem("the path does not match data.pattern", where=f"{path}: {name}") for name in odd[:SHOWN]]
            more = [f"{path}: and {len(odd) - SHOWN} more files"] if len(odd) > SHOWN else []
            raise DataError(*told, *more)
        return [
            Recording(name, {group: value or "" for group, value in match.groupdict().items()}, found[name])
            for name, match in matches.items()
            if match is not None
        ]

    def _key(self, recording: Recording) -> str:
        together = self._config.together
        return recording.name if together is None else recording.groups[together]


def _follows(recording: Recording, rule: Mapping[str, str]) -> bool:
    return all(re.fullmatch(pattern, recording.groups[group]) for group, pattern in rule.items())


def _transcripts(table: str, recordings: list[Recording]) -> dict[str, str]:
    problems, texts = Problems(table), dict[str, str]()
    with opened(table) as stream:
        for line, (file, text) in csv_rows(stream, ("file", "text"), problems):
            name = without_ending(file)
            if name in texts:
                problems.add(f"file '{file}' stands here a second time", line=line)
            texts[name] = text
    for each in recordings:
        if each.name not in texts:
            problems.add(f"no row says what is spoken in '{each.name}.wav'")
    problems.check()
    return texts


@dataclass(frozen=True, slots=True)
class _Examples:
    """The examples of one split; every iteration reads them anew."""

    config: AudioFolderConfig
    recordings: list[Recording]
    texts: Mapping[str, str]

    def __iter__(self) -> Iterator[dict[str, Any]]:
        for each in self.recordings:
            try:
                wave_T1 = wave_of(each.content(), self.config.sample_rate)
            except (ValueError, OSError) as error:
                where, command = f"{self.config.path}: {each.name}.wav", "unrolled show dataset audio-folder"
                raise DataError(Problem(str(error), where=where, command=command)) from error
            named = {name: value for name, value in each.groups.items() if name in {"label", "text"}}
            yield {"wave": wave_T1, **named, **({"text": self.texts[each.name]} if self.texts else {})}
