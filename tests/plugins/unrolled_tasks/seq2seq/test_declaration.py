"""What the tasks that say sequences declare, and the laws that they keep with every option."""

import pytest
from pydantic import ValidationError

from unrolled.testing import laws
from unrolled_tasks.captioning import captioning
from unrolled_tasks.seq2seq import Seq2SeqConfig, seq2seq

EVERYTHING = Seq2SeqConfig(
    dropout=0.2,
    label_smoothing=0.1,
    scheduled_sampling=0.5,
    tied=True,
    beam=3,
    n_best=2,
    length_penalty=1.0,
    monitor="exact_match",
)
LAWS = [pytest.param(law, id=name) for name, law in laws(seq2seq, EVERYTHING)]


@pytest.mark.slow
@pytest.mark.parametrize("law", LAWS)
def test_the_law_holds(law):
    law()


@pytest.mark.system("K05")
def test_roles_say_what_can_fill_them():
    assert seq2seq.roles == {"input": ("text", "tokens", "frames"), "target": ("text", "tokens")}
    assert captioning.roles == {"input": ("frames",), "target": ("text", "tokens")}
    assert seq2seq.parts == captioning.parts == ("decoder", "scorer")


def test_more_hypotheses_than_the_beam_keeps_are_refused():
    with pytest.raises(ValidationError, match="n_best 5 is more than beam 4 keeps"):
        Seq2SeqConfig(beam=4, n_best=5)
