"""Files of word pairs, and the rank correlation with what people say."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from scipy.stats import spearmanr

from unrolled.errors import DataError
from unrolled.vectors import Pair, Subwords, WordVectors, read_pairs, score_pairs, spearman

FORMATS = {
    "tabs": "man\twoman\t8.30\n",
    "carriage returns": "man\twoman\t8.30\r\n",
    "spaces": "man woman 8.300000\n",
    "commas and a first line": "Word 1,Word 2,Human (mean)\nman,woman,8.30\n",
    "SimLex-999": "word1\tword2\tPOS\tSimLex999\tconc(w1)\nman\twoman\tN\t8.3\t4.25\n",
    "Rare Words": "man\twoman\t8.30\t10\t8\t7\n",
    "semicolons and a comment": "# pairs\nman;woman;8.3\n",
}
FILES = {
    "EN-WS-353-ALL": 353, "EN-SIMLEX-999": 999, "EN-MEN-TR-3k": 3_000, "EN-RG-65": 65, "EN-RW-STANFORD": 2_034,
    "EN-MTurk-287": 287, "EN-SimVerb-3500": 3_500,
}  # fmt: skip
VALUES = st.lists(st.tuples(st.integers(-3, 3), st.integers(-3, 3)), min_size=2, max_size=12)


def pairs(tmp_path: Path, text: str) -> list[Pair]:
    path = tmp_path / "pairs.txt"
    path.write_text(text)
    return read_pairs(path)


@pytest.mark.parametrize("text", FORMATS.values(), ids=list(FORMATS))
def test_two_words_and_a_score_are_read_however_they_are_parted(text: str, tmp_path: Path):
    assert pairs(tmp_path, text) == [Pair("man", "woman", 8.3)]


@pytest.mark.parametrize(("name", "count"), FILES.items())
def test_the_usual_files_are_read_whole(name: str, count: int, shared: Path):
    assert len(read_pairs(shared / "data" / "word-vectors" / f"{name}.txt")) == count


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("man\twoman\t8\nman\tking\n", "pairs.txt:2: holds no two words and a score"),
        ("man\twoman\tmany\n", "pairs.txt: holds no pair of words with a score"),
        ("", "pairs.txt: holds no pair of words with a score"),
        ("man\twoman\t8\nman\tking\tnan\n", "pairs.txt:2: the score is nan"),
    ],
)
def test_a_bad_file_of_pairs_is_named_with_its_line(text: str, said: str, tmp_path: Path):
    with pytest.raises(DataError) as caught:
        pairs(tmp_path, text)
    assert said in str(caught.value)


@pytest.mark.parametrize(("first", "told"), [("word1\tword2\tscore", 0), ("man\twoman\tmany", 1)])
def test_a_first_line_that_may_be_a_slip_is_told_of(
    first: str, told: int, tmp_path: Path, caplog: pytest.LogCaptureFixture
):
    assert len(pairs(tmp_path, f"{first}\nman\tking\t3\n")) == 1
    assert len(caplog.records) == told


@given(VALUES)
def test_the_rank_correlation_is_that_of_scipy_with_ties_too(values: list[tuple[int, int]]):
    one, other = zip(*values, strict=True)
    assume(len(set(one)) > 1 and len(set(other)) > 1)
    assert spearman(one, other) == pytest.approx(spearmanr(one, other).statistic)


def test_equal_values_have_no_rank_correlation():
    assert spearman([1, 1, 1], [1, 2, 3]) is None


def test_pairs_with_unknown_words_are_counted_and_left_out(features):
    score = score_pairs(
        features(),
        [Pair("apple", "orange", 9), Pair("Man", "king", 7), Pair("man", "woman", 1), Pair("apple", "pear", 0)],
    )
    assert (score.spearman, score.covered, score.total) == (pytest.approx(1), 3, 4)


def test_n_grams_cover_words_that_were_never_learned():
    vectors_VE = np.array([[1, 0], [0, 1]], np.float32)
    table = WordVectors(["one", "two"], vectors_VE, Subwords(vectors_VE, 3, 3))
    score = score_pairs(table, [Pair("one", "unseen", 1), Pair("two", "rare", 2)])
    assert (score.covered, score.total) == (2, 2)


def test_without_any_known_pair_there_is_no_correlation(features):
    assert score_pairs(features(), [Pair("x", "y", 1)]).spearman is None
