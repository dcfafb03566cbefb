"""Where a decoder looks, and what it does with what it sees."""

import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

from unrolled.contracts import Encoded
from unrolled.runtime.unroll import UnrolledEncoder
from unrolled.runtime.unroll.lags import norms_by_lag
from unrolled.runtime.unroll.watch import watch_states
from unrolled_tasks.seq2seq.attention import Attention

from .conftest import Pairs, scorer

PAIRS = [("one two three four", "un deux trois"), ("five", "cinq"), ("six seven", "six sept")]
EVERY = pytest.mark.parametrize("name", ["dot", "general", "additive", "location"])


def encoded(y_BSH):
    return Encoded(y_BSH, y_BSH[:, -1], ())


@pytest.mark.system("S03")
@given(
    st.integers(0, 10_000), st.lists(st.integers(1, 6), min_size=1, max_size=4), st.sampled_from(["dot", "location"])
)
def test_a_context_is_a_mean_of_the_outputs_with_weights_that_sum_to_one(seed, lengths, name):
    torch.manual_seed(seed)
    attention = Attention(scorer(name)(5, 5)).double()
    lengths_B = torch.tensor(lengths)
    past_BS = torch.arange(6) >= lengths_B[:, None]
    y_BSH = torch.randn(len(lengths), 6, 5, dtype=torch.float64).masked_fill(past_BS[..., None], 0)
    source = attention.source(encoded(y_BSH), lengths_B)
    with torch.no_grad():
        query_BQ, nothing_BS = 3 * torch.randn(len(lengths), 5).double(), torch.zeros(past_BS.shape).double()
        context_BH, weights_BS = attention(query_BQ, source, nothing_BS)
    assert context_BH.shape == y_BSH[:, 0].shape  # as wide as one output
    assert torch.allclose(weights_BS.sum(1), torch.ones(len(lengths)).double())
    assert weights_BS.min() >= 0
    assert not weights_BS[past_BS].any()
    expected = [
        sum(a * h for a, h in zip(row, outputs, strict=True)) for row, outputs in zip(weights_BS, y_BSH, strict=True)
    ]
    assert torch.allclose(context_BH, torch.stack(expected))
    low_BH = y_BSH.masked_fill(past_BS[..., None], torch.inf).amin(1)
    high_BH = y_BSH.masked_fill(past_BS[..., None], -torch.inf).amax(1)
    assert ((low_BH - 1e-12 <= context_BH) & (context_BH <= high_BH + 1e-12)).all()  # within the outputs' hull


@pytest.mark.system("S03")
def test_the_first_context_of_four_outputs_is_a11_h1_to_a14_h4():
    attention = Attention(scorer("dot")(2, 2))
    h_SH = torch.tensor([[1.0, 0.0], [0.0, 1.0], [1.0, 1.0], [2.0, -1.0]])
    source = attention.source(encoded(h_SH[None]), torch.tensor([4]))
    context_1H, (a_S,) = attention(torch.tensor([[0.5, -0.5]]), source, torch.zeros(1, 4))
    assert a_S.tolist() == pytest.approx(torch.tensor([0.5, -0.5, 0.0, 1.5]).softmax(0).tolist())
    by_hand = a_S[0] * h_SH[0] + a_S[1] * h_SH[1] + a_S[2] * h_SH[2] + a_S[3] * h_SH[3]
    assert torch.allclose(context_1H[0], by_hand)


@pytest.mark.system("S05", "S04")
@EVERY
def test_each_step_reads_what_was_said_what_was_looked_at_and_the_state(translator, name):
    pairs = Pairs(PAIRS)
    task = translator(pairs, name).eval()
    batch = pairs.batch()
    decoder, steps = task.speaker.decoder, task._steps(batch)
    state, lengths_B = task._begun(batch)
    y_BTE = task.speaker.embedding(steps.inputs_BT)
    features_BTF, weights_BTS = decoder.unroll(state, y_BTE, steps.lengths_B)
    ((cell,),) = decoder.cells.layers
    field = batch.fields["text"]
    h_BSH = task.encoder(task.embedding(field.values), field.lengths_B).y_BTH
    for row, length in enumerate(lengths_B.tolist()):
        h_1SH, s_1H = h_BSH[row : row + 1, :length], state.cells[0][0][row : row + 1]
        memory, a_1S = decoder.attention.scorer.keys(h_1SH), torch.zeros(1, length)
        for step in range(int(steps.lengths_B[row])):
            a_1S = decoder.attention.scorer(s_1H, memory, a_1S).softmax(1)
            c_1H = a_1S @ h_1SH[0]
            _, (s_1H,) = cell.step(torch.cat([y_BTE[row : row + 1, step], c_1H], 1), (s_1H,))
            assert torch.allclose(weights_BTS[row, step, :length], a_1S[0], atol=1e-5)
            assert not weights_BTS[row, step, length:].any()
            assert torch.allclose(features_BTF[row, step], torch.cat([s_1H, c_1H], 1)[0], atol=1e-5)


@pytest.mark.system("S03")
def test_alignments_have_a_row_for_each_token_said_and_a_column_for_each_of_the_source(translator):
    pairs = Pairs(PAIRS)
    task = translator(pairs, "additive").eval()
    with torch.no_grad():
        rows = task.predict(pairs.batch(target=False))
    for (source, _), row in zip(PAIRS, rows, strict=True):
        assert len(row["alignment"]) == len(row["predicted"].split())
        assert all(len(weights) == len(source.split()) for weights in row["alignment"])
        assert all(sum(weights) == pytest.approx(1, abs=1e-4) for weights in row["alignment"])
    assert "alignment" not in translator(pairs).eval().predict(pairs.batch(target=False))[0]


@pytest.mark.parametrize("attention", [None, "additive"])
def test_the_gradient_flow_of_a_decoder_reaches_over_the_whole_target(translator, attention):
    pairs = Pairs(PAIRS)
    task = translator(pairs, attention).eval()
    cells = next(part for name, part in task.named_modules() if "decoder" in name and isinstance(part, UnrolledEncoder))
    with torch.enable_grad(), watch_states(cells) as watched:
        (norm_K,) = norms_by_lag(task.loss(pairs.batch()), watched).values()
    assert len(norm_K) == 4  # un, deux, trois and the end
    assert bool((norm_K > 0).all())
