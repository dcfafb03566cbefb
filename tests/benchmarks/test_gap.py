from __future__ import annotations

import pytest

GIVEN = ["the cat sat on the mat", "a dog ran off", "the bird sings to the old house"] * 4
GOOD = [{"predicted": text, "target": text} for text in GIVEN]
POOR = [{"predicted": text.replace("the", "a"), "target": text} for text in GIVEN]


def test_counts_of_sentences_make_up_the_bleu_of_the_corpus():
    from sacrebleu import corpus_bleu

    from published.gap import _bleu, _counts

    whole = corpus_bleu([row["predicted"] for row in POOR], [[row["target"] for row in POOR]]).score
    assert _bleu(_counts(POOR).sum(0)) == pytest.approx(whole)


def test_a_gap_comes_with_its_interval_and_none_has_none():
    from published.gap import _compared, _counts, markdown

    found = _compared("1 to 10", _counts(GOOD), _counts(POOR))
    assert found.attention == pytest.approx(100)
    assert 0 < found.low <= found.attention - found.plain <= found.high
    same = _compared("1 to 10", _counts(GOOD), _counts(GOOD))
    assert (same.low, same.high) == (0, 0)
    assert "| 1 to 10 | 12 | 100.0 | 100.0 | 0.0 (0.0 to 0.0) |" in markdown([same])
