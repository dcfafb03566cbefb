"""How alike two vectors are.

Shapes: E embedding, V vocabulary.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray


def cosine(u_E: ArrayLike, v_E: ArrayLike) -> float:
    """Return the cosine of the angle between two vectors, u.v / (|u| |v|).

    Args:
        u_E: a vector.
        v_E: another.

    Returns:
        From -1, opposite, over 0, nothing in common, to 1, the same direction.

    Raises:
        ValueError: a vector is zero and has no direction.
    """
    u_E, v_E = np.asarray(u_E, np.float64), np.asarray(v_E, np.float64)
    length = float(np.linalg.norm(u_E) * np.linalg.norm(v_E))
    if length == 0:
        raise ValueError("a zero vector has no direction")
    return float(u_E @ v_E) / length


def unit(vectors_VE: NDArray[np.float32]) -> NDArray[np.float32]:
    """Return vectors of length 1 in the same directions; zero vectors stay zero.

    Args:
        vectors_VE: one a row.
    """
    lengths_V1: NDArray[np.float32] = np.linalg.norm(vectors_VE, axis=1, keepdims=True)
    lengths_V1[lengths_V1 == 0] = 1
    return vectors_VE / lengths_V1
