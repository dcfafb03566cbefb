"""Pictures of vectors in the plane."""

from __future__ import annotations

import numpy as np
import pytest

from unrolled.errors import ConfigError
from unrolled.vectors import PICTURES, Picture, project


def groups() -> np.ndarray:
    """Return vectors_NE of four groups of thirty words, each near a place of its own."""
    random = np.random.default_rng(3)
    places_4E = random.standard_normal((4, 20)) * 4
    return (places_4E.repeat(30, axis=0) + random.standard_normal((120, 20))).astype(np.float32)


@pytest.mark.system("E12")
def test_t_sne_is_the_same_for_the_same_seed_and_can_be_trusted():
    first, again, other = (project(groups(), seed=seed) for seed in (7, 7, 8))
    assert first.points_N2.shape == (120, 2)
    assert first.points_N2.tobytes() == again.points_N2.tobytes()
    assert first.points_N2.tobytes() != other.points_N2.tobytes()
    assert first.trustworthiness >= 0.9


def test_pca_draws_a_plane_as_it_is():
    plane_N2 = np.random.default_rng(1).standard_normal((30, 2)).astype(np.float32)
    drawn = project(np.concatenate([plane_N2, np.zeros((30, 3), np.float32)], axis=1), method="pca")
    assert drawn.trustworthiness == pytest.approx(1)
    centred_N2 = plane_N2 - plane_N2.mean(axis=0)
    assert np.linalg.norm(drawn.points_N2, axis=1) == pytest.approx(np.linalg.norm(centred_N2, axis=1), abs=1e-5)


@pytest.mark.parametrize("method", PICTURES)
def test_five_words_make_a_picture_and_four_do_not(method: Picture):
    vectors_NE = groups()[::24]
    assert project(vectors_NE, method=method).points_N2.shape == (5, 2)
    with pytest.raises(ConfigError, match="needs 5 vectors at least, and there are 4"):
        project(vectors_NE[:4], method=method)


@pytest.mark.parametrize("method", PICTURES)
@pytest.mark.parametrize("vectors_NE", [np.ones((6, 3)), np.arange(6.0)[:, None]], ids=["equal", "of one value"])
def test_any_vectors_make_a_picture_of_finite_points(method: Picture, vectors_NE: np.ndarray):
    points_N2 = project(vectors_NE.astype(np.float32), method=method).points_N2
    assert points_N2.shape == (6, 2)
    assert np.isfinite(points_N2).all()
