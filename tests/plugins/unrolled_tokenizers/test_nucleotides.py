"""Nucleotides, k-mers and the other strand."""

from __future__ import annotations

import csv
import gzip
import io
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from unrolled import DataError
from unrolled.contracts import Tokenizer
from unrolled_tokenizers import NucleotideConfig, nucleotide
from unrolled_tokenizers.nucleotide_letters import reverse_complement

LECTURE = "AGCCCCTGTGAGGAACTAG"
DNA = st.text(alphabet="ACGT", max_size=30)
SHAPES = st.integers(1, 4).flatmap(lambda k: st.tuples(st.just(k), st.integers(1, k)))


def bases(**values: Any) -> Tokenizer:
    return nucleotide.build(NucleotideConfig.parse({"specials": ["<unk>"], **values}))


@pytest.mark.system("T13")
def test_the_lectures_sequence_of_19_bases_has_19_ids():
    ids = bases().encode(LECTURE)
    assert len(LECTURE) == len(ids) == 19
    assert ids == [2 + "ACGT".index(letter) for letter in LECTURE]
    assert bases().decode(ids) == LECTURE


@pytest.mark.system("T13")
def test_the_other_strand_is_read_backwards():
    assert reverse_complement(LECTURE) == "CTAGTTCCTCACAGGGGCT"


@pytest.mark.system("T13")
def test_overlapping_words_of_three_letters_are_counted_in_fours():
    tokenizer = bases(k=3)
    assert len(tokenizer.encode(LECTURE)) == 17
    assert tokenizer.encode("AAATTT") == [2 + 0, 2 + 3, 2 + 15, 2 + 63]
    assert tokenizer.vocab_size == 2 + 64


@given(DNA, SHAPES)
@settings(max_examples=100)
def test_k_mers_are_every_k_letters_a_stride_apart(text: str, shape: tuple[int, int]):
    k, stride = shape
    tokenizer = bases(k=k, stride=stride)
    words = [text[start : start + k] for start in range(0, len(text) - k + 1, stride)]
    assert [tokenizer.decode([index]) for index in tokenizer.encode(text)] == words
    assert [text[start:end] for start, end in tokenizer.offsets(text)] == words


@given(DNA, SHAPES)
@settings(max_examples=100)
def test_decoded_k_mers_are_the_sequence_up_to_the_last_of_them(text: str, shape: tuple[int, int]):
    tokenizer = bases(k=shape[0], stride=shape[1])
    ids = tokenizer.encode(text)
    assert text.startswith(tokenizer.decode(ids))
    assert tokenizer.encode(tokenizer.decode(ids)) == ids


@given(st.text(alphabet="ACGTRYSWKMBDHVNacgtryswkmbdhvn", max_size=30))
@settings(max_examples=100)
def test_the_other_strand_of_the_other_strand_is_the_sequence(text: str):
    assert reverse_complement(reverse_complement(text)) == text


def test_small_letters_and_uracil_are_read():
    assert bases().encode("acguU") == bases().encode("ACGTT")
    assert reverse_complement("AUGu") == "aCAT"


def test_a_k_mer_with_an_ambiguous_letter_is_unknown():
    assert bases(k=2).encode("ACNGT") == [2 + 1, 1, 1, 2 + 11]


def test_ambiguous_letters_can_be_letters_of_their_own():
    tokenizer = bases(ambiguous="letters", specials=[])
    assert tokenizer.vocab_size == 16
    assert tokenizer.decode(tokenizer.encode("ANRT")) == "ANRT"


def test_ambiguous_letters_can_be_refused():
    with pytest.raises(DataError, match=r"letter 3 of the sequence 'AGN' is 'N'.*tokenizer\.ambiguous says"):
        bases(ambiguous="refuse").encode("AGN")


@pytest.mark.parametrize("text", ["ACXT", "AC T", "AC\u0100", "AC\u00ff"])
def test_what_is_no_letter_of_dna_is_refused_by_place_whatever_the_policy(text: str):
    with pytest.raises(DataError, match=r"letter 3 of the sequence .* none of ACGT or U"):
        bases().encode(text)
    with pytest.raises(DataError, match="letter 3"):
        reverse_complement(text)


def test_a_sequence_shorter_than_k_has_no_ids():
    batch = bases(k=3, add_bos=False).encode_batch(["AC", "ACG", ""])
    assert batch.offsets_S1.tolist() == [0, 0, 1, 1]


@pytest.mark.system("T13")
def test_measured_promoters_are_encoded_letter_by_letter(shared: Path):
    with gzip.open(shared / "data" / "dna" / "promoters.data.gz", "rt") as file:
        rows = [row[-1].strip() for row in csv.reader(io.StringIO(file.read())) if row]
    batch = bases(k=6).encode_batch(rows)
    assert set(map(len, rows)) == {57}
    assert (batch.offsets_S1 == [52 * row for row in range(len(rows) + 1)]).all()
    assert 1 not in batch.values
