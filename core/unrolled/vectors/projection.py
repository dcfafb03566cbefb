"""Vectors drawn in the plane, and how far the picture can be trusted.

Shapes: N vectors, E embedding.

Source: van der Maaten and Hinton (2008), "Visualizing data using t-SNE"; Venna and Kaski (2001), "Neighborhood
preservation in nonlinear projection methods", equation 1 (trustworthiness).
"""

from __future__ import annotations

from typing import Literal, NamedTuple, get_args

import numpy as np
from numpy.typing import NDArray

from unrolled.errors import ConfigError, Problem

Picture = Literal["t-sne", "pca"]
PICTURES: tuple[Picture, ...] = get_args(Picture)
FEWEST = 5
"""Points that make a picture; with fewer there are no neighbourhoods to keep."""
_PERPLEXITY = 30.0
_NEIGHBOURS = 5


class Projection(NamedTuple):
    """Points in the plane.

    Args:
        points_N2: one a vector.
        trustworthiness: from 0 to 1: 1 where the neighbours of every point are neighbours among the vectors too.
    """

    points_N2: NDArray[np.float32]
    trustworthiness: float


def project(vectors_NE: NDArray[np.float32], *, method: Picture = "t-sne", seed: int = 1) -> Projection:
    """Draw vectors in the plane; the same vectors and seed give the same points.

    Args:
        vectors_NE: to be drawn.
        method: t-sne keeps neighbours together; pca keeps the directions of largest variance.
        seed: of t-sne, which starts at random.

    Raises:
        ConfigError: there are too few vectors.
    """
    if len(vectors_NE) < FEWEST:
        what = f"a picture needs {FEWEST} vectors at least, and there are {len(vectors_NE)}"
        raise ConfigError(Problem(what))
    from sklearn.manifold import trustworthiness
    from threadpoolctl import threadpool_limits

    with threadpool_limits(1):  # sums over threads come out differently with other numbers of them
        points_N2 = _points(vectors_NE, method, seed)
        neighbours = min(_NEIGHBOURS, (len(vectors_NE) - 1) // 2)
        return Projection(points_N2, float(trustworthiness(vectors_NE, points_N2, n_neighbors=neighbours)))


def _points(vectors_NE: NDArray[np.float32], method: Picture, seed: int) -> NDArray[np.float32]:
    if method == "pca":
        return _principal(vectors_NE)
    from sklearn.manifold import TSNE

    perplexity = min(_PERPLEXITY, (len(vectors_NE) - 1) / 3)
    drawn = TSNE(2, perplexity=perplexity, init="random", random_state=seed).fit_transform(vectors_NE)
    return np.asarray(drawn, np.float32)


def _principal(vectors_NE: NDArray[np.float32]) -> NDArray[np.float32]:
    """Return the two directions of largest variance, each turned so that its largest weight is positive."""
    left_NK, values_K, right_KE = np.linalg.svd(vectors_NE - vectors_NE.mean(axis=0), full_matrices=False)
    signs_K = np.sign(right_KE[np.arange(len(right_KE)), np.abs(right_KE).argmax(axis=1)])
    points_N2 = np.zeros((len(vectors_NE), 2), np.float32)
    points_N2[:, : len(values_K)] = (left_NK * (values_K * signs_K))[:, :2]
    return points_N2
