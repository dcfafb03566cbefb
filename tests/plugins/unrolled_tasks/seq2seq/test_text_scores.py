"""How near predicted texts are to the right ones."""

import pytest
from sacrebleu.metrics.bleu import BLEU
from sacrebleu.metrics.chrf import CHRF

from unrolled_tasks.seq2seq import text_scores

TARGETS = ["the cat sat on the mat .", "ravi de vous rencontrer", "लाइट बंद करो"]
PREDICTED = ["the cat sat on a mat .", "ravi de vous voir", "लाइट बंद करो"]


def test_equal_texts_score_a_hundred_and_texts_with_nothing_in_common_nought():
    for score in (text_scores.bleu, text_scores.chrf):
        assert score(TARGETS, TARGETS) == pytest.approx(100)
        assert score(TARGETS, TARGETS) <= 100
        assert score(TARGETS, ["xx yy zz qq", "", "qq"]) == 0


def test_the_order_of_the_texts_does_not_matter():
    for score in (text_scores.bleu, text_scores.chrf):
        assert 30 < score(TARGETS, PREDICTED) < 95
        assert score(TARGETS, PREDICTED) == score(TARGETS[::-1], PREDICTED[::-1])


@pytest.mark.parametrize(("metric", "score"), [(BLEU(force=True), text_scores.bleu), (CHRF(), text_scores.chrf)])
def test_the_signature_is_the_one_that_the_documentation_names(metric, score):
    metric.corpus_score(PREDICTED, [TARGETS])
    assert metric.get_signature().format().rpartition("|version")[0] in " ".join(score.__doc__.split())
