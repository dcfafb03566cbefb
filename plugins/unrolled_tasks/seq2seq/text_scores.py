"""How near predicted texts are to the right ones."""

from __future__ import annotations

from collections.abc import Sequence

from sacrebleu.metrics.bleu import BLEU
from sacrebleu.metrics.chrf import CHRF


def bleu(targets: Sequence[str], predicted: Sequence[str]) -> float:
    """Return the corpus BLEU of texts, 0 to 100, whatever their order.

    Source: Papineni et al., "BLEU: a method for automatic evaluation of machine translation" (2002); Post, "A call
    for clarity in reporting BLEU scores" (2018): signature nrefs:1|case:mixed|eff:no|tok:13a|smooth:exp.

    Args:
        targets: what is right, at least one.
        predicted: what was said for each.
    """
    score = BLEU(force=True).corpus_score(list(predicted), [list(targets)]).score
    return min(score, 100.0)  # a product of roots may end above


def chrf(targets: Sequence[str], predicted: Sequence[str]) -> float:
    """Return the corpus chrF2 of texts, 0 to 100, whatever their order.

    Source: Popovic, "chrF: character n-gram F-score for automatic MT evaluation" (2015): signature
    nrefs:1|case:mixed|eff:yes|nc:6|nw:0|space:no.

    Args:
        targets: what is right, at least one.
        predicted: what was said for each.
    """
    return CHRF().corpus_score(list(predicted), [list(targets)]).score
