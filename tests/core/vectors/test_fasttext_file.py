"""fastText's .bin, written by hand: words, labels, n-grams, and what may be wrong with it."""

from __future__ import annotations

import math
import struct
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from unrolled.errors import DataError
from unrolled.vectors import open_vectors, read_vectors
from unrolled.vectors.subwords import hashes

DIM, BUCKETS = 3, 8


def model(**changes: Any) -> bytes:
    """Return a model of the words 'ab' and '</s>', a label, and eight buckets of n-grams of two to three characters."""
    given = {"version": 12, "buckets": BUCKETS, "longest": 3, "quantized": False, "height": 2 + BUCKETS, "words": 2}
    given |= changes
    args = (given["version"], DIM, 5, 5, 1, 5, 1, 2, 1, given["buckets"], 2, given["longest"], 100)
    head = struct.pack("<i13id", 793_712_314, *args, 1e-4)
    entries = [(b"ab", 0), (b"</s>", 0), (b"__label__x", 1)]
    dictionary = struct.pack("<3i2q", len(entries), given["words"], 1, 9, -1)
    dictionary += b"".join(word + b"\0" + struct.pack("<qb", 3, kind) for word, kind in entries)
    matrix = rows().astype("<f4").tobytes()
    return head + dictionary + struct.pack("<?2q", given["quantized"], given["height"], DIM) + matrix


def rows() -> np.ndarray:
    return np.arange((2 + BUCKETS) * DIM, dtype=np.float32).reshape(-1, DIM)


def written(tmp_path: Path, content: bytes) -> Path:
    path = tmp_path / "model.bin"
    path.write_bytes(content)
    return path


def test_a_word_is_the_mean_of_its_row_and_of_its_n_grams(tmp_path: Path):
    table = read_vectors(written(tmp_path, model()))
    grams = [2 + code % BUCKETS for code in hashes(["ab"], 2, 3).codes_K]
    assert open_vectors(tmp_path / "model.bin").format == "fasttext"
    assert table.words == ("ab", "</s>")
    assert table.vectors_VE[0].tolist() == pytest.approx(rows()[[0, *grams]].mean(axis=0).tolist())
    assert table.vectors_VE[1].tolist() == rows()[1].tolist()


def test_a_word_that_was_never_learned_is_the_mean_of_its_n_grams(tmp_path: Path):
    table = read_vectors(written(tmp_path, model()))
    grams = [2 + code % BUCKETS for code in hashes(["xyz"], 2, 3).codes_K]
    assert table.vector("xyz").tolist() == pytest.approx(rows()[grams].mean(axis=0).tolist())


def test_a_bucket_that_no_word_of_the_file_has_is_read_through_too(tmp_path: Path):
    content, grams = bytearray(model()), hashes(["ab"], 2, 3).codes_K % BUCKETS
    free = next(bucket for bucket in range(BUCKETS) if bucket not in grams)
    place = len(content) - 4 * DIM * (BUCKETS - free)
    content[place + 4 : place + 8] = struct.pack("<f", math.nan)
    with pytest.raises(DataError, match=f"byte {place}: the vector of bucket {free} holds what is no finite number"):
        read_vectors(written(tmp_path, bytes(content)))


def test_a_model_without_n_grams_has_vectors_of_its_words_only(tmp_path: Path):
    table = read_vectors(written(tmp_path, model(longest=0)))
    assert table.vectors_VE.tolist() == rows()[:2].tolist()
    assert table.find("xyz") is None


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"version": 99}, "byte 4: the file is no model of fastText: version 99 is not 11 or 12"),
        ({"quantized": True}, "the model is quantized; save it without quantization"),
        ({"height": 7}, "a matrix of 7 x 3 where 10 x 3 is expected"),
        ({"words": 3}, "2 words where 3 are expected"),
        (
            {"buckets": 2_000_000_000, "height": 2_000_000_002},
            "the file ends in the midst of a matrix of 2,000,000,002",
        ),
    ],
)
def test_a_bad_model_gives_one_error_with_its_byte(changes: dict[str, Any], said: str, tmp_path: Path):
    with pytest.raises(DataError) as caught:
        read_vectors(written(tmp_path, model(**changes)))
    assert said in str(caught.value)
    assert "model.bin:byte " in str(caught.value)


@pytest.mark.parametrize("left", range(4, len(model()), 7))
def test_a_model_cut_off_anywhere_says_so(left: int, tmp_path: Path):
    with pytest.raises(DataError, match=r"model\.bin:byte \d+: the file ends in the midst"):
        read_vectors(written(tmp_path, model()[:left]))
