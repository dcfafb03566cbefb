"""Analogies: a is to b as c is to which word?

Shapes: Q questions, V words that may answer, E embedding.

Source: Levy and Goldberg (2014), "Linguistic regularities in sparse and explicit word representations",
equations 1 (3CosAdd) and 4 (3CosMul).
"""

from __future__ import annotations

from typing import Literal, NamedTuple, get_args

import numpy as np
from numpy.typing import NDArray

from unrolled.vectors.cosines import unit
from unrolled.vectors.neighbours import largest
from unrolled.vectors.table import WordVectors

Method = Literal["3cosadd", "3cosmul"]
"""3cosadd: the word nearest to b - a + c; 3cosmul: nearest to b and to c, and far from a, as a product."""
METHODS: tuple[Method, ...] = get_args(Method)

_EPSILON = np.float32(1e-3)


class Answer(NamedTuple):
    """A word that may complete an analogy.

    Args:
        word: the word.
        score: of the method; the cosine with b - a + c, or the quotient of cosines.
    """

    word: str
    score: float


def analogy(table: WordVectors, a: str, b: str, c: str, *, count: int = 10, method: Method = "3cosadd") -> list[Answer]:
    """Return the words that best complete "a is to b as c is to", without a, b and c themselves.

    Args:
        table: of vectors; they are brought to length 1 first.
        a: a word.
        b: what it is to.
        c: another word.
        count: of answers.
        method: how to score.

    Raises:
        ConfigError: one of the words is unknown.
    """
    asked_3E = unit(np.stack([table.vector(word) for word in (a, b, c)]))
    scores_V = scores(table.unit_VE, asked_3E[:, None], method)[0]
    return [Answer(table.words[row], float(scores_V[row])) for row in largest(table, scores_V, count, (a, b, c))]


def scores(unit_VE: NDArray[np.float32], asked_3QE: NDArray[np.float32], method: Method) -> NDArray[np.float32]:
    """Return how well each word answers each question.

    Args:
        unit_VE: vectors of length 1.
        asked_3QE: vectors of length 1 of a, b and c.
        method: how to score.

    Returns:
        scores_QV, larger where the word answers better.
    """
    a_QE, b_QE, c_QE = asked_3QE
    if method == "3cosadd":
        return unit(b_QE - a_QE + c_QE) @ unit_VE.T
    a_QV, b_QV, c_QV = ((1 + each_QE @ unit_VE.T) / 2 for each_QE in (a_QE, b_QE, c_QE))
    return b_QV * c_QV / (a_QV + _EPSILON)
