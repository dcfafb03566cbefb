"""Files of analogies, and how many are answered right."""

from __future__ import annotations

import gzip
from pathlib import Path

import numpy as np
import pytest

from unrolled.errors import DataError
from unrolled.vectors import METHODS, Method, SectionScore, WordVectors, altogether, read_questions, score_questions

TEXT = ": royal\nMan King Woman Queen\nman woman king queen\n\n# no question\n: fruit\nman woman apple pear\n"


def questions(tmp_path: Path, text: str = TEXT):
    path = tmp_path / "questions.txt"
    path.write_text(text)
    return read_questions(path)


def test_sections_hold_their_questions(tmp_path: Path):
    royal, fruit = questions(tmp_path)
    assert (royal.name, royal.questions[0]) == ("royal", ("Man", "King", "Woman", "Queen"))
    assert (fruit.name, len(fruit.questions)) == ("fruit", 1)


@pytest.mark.parametrize("method", METHODS)
def test_a_question_with_an_unknown_word_is_not_covered_and_not_wrong(tmp_path: Path, features, method: Method):
    royal, fruit = score_questions(features(), questions(tmp_path), method=method)
    assert (royal.right, royal.covered, royal.total, royal.accuracy) == (2, 2, 2, 1.0)
    assert (fruit.right, fruit.covered, fruit.total, fruit.accuracy) == (0, 0, 1, None)


def test_sections_are_summed_question_by_question():
    score = altogether([SectionScore("royal", 2, 2, 3), SectionScore("fruit", 0, 2, 5)])
    assert (score.name, score.right, score.covered, score.total, score.accuracy) == ("all", 2, 4, 8, 0.5)


def test_only_the_first_words_may_ask_and_answer(tmp_path: Path, features):
    royal, _ = score_questions(features(), questions(tmp_path), among=3)
    assert (royal.covered, royal.total) == (0, 2)


def test_the_words_of_a_question_are_no_answers(tmp_path: Path):
    """Without that, b itself would win here: a and c are the same direction."""
    table = WordVectors(["a", "b", "c", "d"], np.array([[1, 0], [0, 1], [1, 0.1], [0.5, 1]], np.float32))
    (section,) = score_questions(table, questions(tmp_path, "a b c d\n"))
    assert (section.name, section.right) == ("", 1)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (": royal\na b c\n", "questions.txt:2: holds 3 words where a question has 4"),
        (": royal\n", "questions.txt: holds no question"),
        ("", "questions.txt: holds no question"),
    ],
)
def test_a_bad_file_of_questions_is_named_with_its_line(tmp_path: Path, text: str, said: str):
    with pytest.raises(DataError) as caught:
        questions(tmp_path, text)
    assert said in str(caught.value)


def test_a_gzipped_file_that_is_cut_off_says_so(tmp_path: Path):
    path = tmp_path / "questions.txt.gz"
    path.write_bytes(gzip.compress(TEXT.encode())[:-10])
    with pytest.raises(DataError, match="the gzipped file is cut off or damaged"):
        read_questions(path)


def test_the_file_of_word2vec_has_19_544_questions_in_14_sections(shared: Path):
    sections = read_questions(shared / "data" / "word-vectors" / "questions-words.txt.gz")
    assert len(sections) == 14
    assert sum(len(section.questions) for section in sections) == 19_544
