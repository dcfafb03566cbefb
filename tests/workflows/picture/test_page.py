"""The page of a picture: offline, the same bytes, and readable without the picture."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from unrolled_workflows.picture import Picture, render
from unrolled_workflows.picture.labels import readable

WORDS = ("man", "</script><b>", "<!--", "\u202eking", "日本")
POINTS = ((0.0, 0.0), (1.0, 1.0), (2.0, 0.5), (1.5, 2.0), (0.5, 1.5))
POSITIONS = st.tuples(st.floats(-9, 9), st.floats(-9, 9))


def picture() -> Picture:
    return Picture("t-sne", "vectors.txt", WORDS, POINTS, 0.93)


def test_what_stands_in_the_words_is_text_and_nothing_else():
    page = render(picture())
    assert "</script><b>" not in page
    assert "<bdi>&lt;/script&gt;&lt;b&gt;</bdi>" in page
    assert '"\\u0026lt;/script\\u0026gt;\\u0026lt;b\\u0026gt;"' in page  # as Plotly takes it


def test_the_page_loads_nothing_and_says_how_far_it_can_be_trusted():
    page = render(picture())
    assert page == render(picture())
    assert "default-src &#39;none&#39;" in page
    assert "Trustworthiness 0.930" in page
    assert page.count('<th scope="row">') == len(WORDS)


def test_the_first_of_two_words_in_one_place_is_written():
    crowd = Picture("pca", "x", ("one", "two", "far"), ((0.0, 0.0), (0.0, 0.0), (5.0, 5.0)), 1.0)
    assert readable(crowd) == [True, False, True]


@given(st.lists(POSITIONS, min_size=1, max_size=30))
def test_no_two_written_words_cover_each_other(points: list[tuple[float, float]]):
    words = tuple(f"word{index}" for index in range(len(points)))
    kept = readable(Picture("pca", "x", words, tuple(points), 1.0))
    assert kept[0]
    size = max(max(p[axis] for p in points) - min(p[axis] for p in points) for axis in (0, 1)) or 1.0
    written = [(x * 700 / size, y * 700 / size) for (x, y), keep in zip(points, kept, strict=True) if keep]
    for place, (x, y) in enumerate(written):
        assert not [other for other in written[:place] if abs(other[0] - x) < 35 and abs(other[1] - y) < 15]


@pytest.mark.slow
def test_a_browser_draws_the_words_and_has_nothing_to_complain_about(tmp_path: Path):
    chromium = shutil.which("chromium") or pytest.skip("chromium is not installed")
    page = tmp_path / "picture.html"
    page.write_text(render(picture()))
    result = subprocess.run(
        [
            chromium, "--headless", "--no-sandbox", "--disable-gpu", "--disable-background-networking",
            f"--user-data-dir={tmp_path / 'profile'}", "--enable-logging=stderr", "--virtual-time-budget=10000",
            "--dump-dom", page.as_uri(),
        ],
        capture_output=True, text=True, timeout=120, check=True,
    )  # fmt: skip
    assert result.stdout.count('class="textpoint"') == len(WORDS)
    assert "CONSOLE" not in result.stderr
