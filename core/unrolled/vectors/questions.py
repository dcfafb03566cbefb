"""Files of analogies by section, as word2vec's questions-words.txt, and how many of them vectors answer right.

Shapes: Q questions, V words that may answer, E embedding.

Source: Mikolov et al. (2013), "Efficient estimation of word representations in vector space", section 4.1.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from unrolled.errors import DataError, Problem
from unrolled.vectors.analogies import Method, scores
from unrolled.vectors.lines import text_lines
from unrolled.vectors.table import WordVectors

_AT_ONCE = 512
"""Questions that are scored together: their scores take 4 V bytes each."""
_WORDS = 4
_COMMAND = "unrolled vectors analogies --help"


@dataclass(frozen=True, slots=True)
class Section:
    """Questions of one kind.

    Args:
        name: of the section; empty where questions stand before the first one.
        questions: four words each; the last one is the answer.
    """

    name: str
    questions: tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True)
class SectionScore:
    """What vectors made of a section.

    Args:
        name: of the section.
        right: questions whose best answer is the right one.
        covered: questions whose four words all have vectors.
        total: questions.
    """

    name: str
    right: int
    covered: int
    total: int

    @property
    def accuracy(self) -> float | None:
        """Share of right answers among the covered questions; None where there are none."""
        return self.right / self.covered if self.covered else None


def read_questions(path: Path) -> list[Section]:
    """Read a file of analogies: ``: name`` starts a section, four words are a question.

    Args:
        path: of the file, gzipped where its name ends in ``.gz``.

    Raises:
        DataError: the file is missing, empty or malformed; the message names the line.
    """
    sections: dict[str, list[tuple[str, ...]]] = {}
    name = ""
    for number, line in text_lines(path):
        words = tuple(line.split())
        if words[0].startswith(":"):
            name = line[1:].strip()
        elif len(words) == _WORDS:
            sections.setdefault(name, []).append(words)
        else:
            what = f"holds {len(words)} words where a question has {_WORDS} and a section starts with ':'"
            raise DataError(Problem(what, where=f"{path}:{number}", command=_COMMAND))
    if not sections:
        raise DataError(Problem("holds no question", where=str(path), command=_COMMAND))
    return [Section(name, tuple(questions)) for name, questions in sections.items()]


def altogether(scores: Sequence[SectionScore]) -> SectionScore:
    """Return the score of all sections as one, called ``all``.

    Args:
        scores: of the sections.
    """
    counts = ((score.right, score.covered, score.total) for score in scores)
    return SectionScore("all", *map(sum, zip(*counts, strict=True)))


def score_questions(
    table: WordVectors, sections: Sequence[Section], *, method: Method = "3cosadd", among: int | None = None
) -> list[SectionScore]:
    """Answer questions; words are looked up as they are written, else in lower case.

    Args:
        table: of vectors.
        sections: of questions.
        method: how answers are scored.
        among: only this many words, the first ones, may ask and answer; None: all.
    """
    unit_VE = table.unit_VE[:among]
    return [_score(table, unit_VE, section, method) for section in sections]


def _score(table: WordVectors, unit_VE: NDArray[np.float32], section: Section, method: Method) -> SectionScore:
    rows = [[table.row(word) for word in question] for question in section.questions]
    covered = [row for row in rows if all(one is not None and one < len(unit_VE) for one in row)]
    rows_Q4 = np.array(covered, np.int64).reshape(-1, _WORDS)
    right = sum(int((best_Q == part_Q4[:, 3]).sum()) for part_Q4, best_Q in _answers(unit_VE, rows_Q4, method))
    return SectionScore(section.name, right, len(covered), len(rows))


def _answers(
    unit_VE: NDArray[np.float32], rows_Q4: NDArray[np.int64], method: Method
) -> Iterator[tuple[NDArray[np.int64], NDArray[np.int64]]]:
    for start in range(0, len(rows_Q4), _AT_ONCE):
        part_Q4 = rows_Q4[start : start + _AT_ONCE]
        scores_QV = scores(unit_VE, unit_VE[part_Q4[:, :3].T], method)
        np.put_along_axis(scores_QV, part_Q4[:, :3], -np.inf, axis=1)
        yield part_Q4, scores_QV.argmax(axis=1)
