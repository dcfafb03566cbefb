"""What of the encoder reaches a decoder, and how."""

import pytest
import torch

from unrolled_cells import LSTMConfig, lstm
from unrolled_cells.baselines import BagOfWordsConfig, bag_of_words
from unrolled_cells.lstms import SLSTMConfig, slstm

from .conftest import Pairs, unrolled

PAIRS = [("one two three", "un deux trois"), ("four five", "quatre cinq")]


@pytest.mark.system("K06", "S01")
@pytest.mark.parametrize("encoder", [unrolled(), unrolled(bidirectional=True)])
def test_a_plain_decoder_sees_the_last_state_and_nothing_else(translator, encoder):
    pairs = Pairs(PAIRS)
    task = translator(pairs, encoder=encoder).eval()
    batch = pairs.batch()
    field = batch.fields["text"]
    encoded = task.encoder(task.embedding(field.values), field.lengths_B)

    def told(encoded):
        state = task.speaker.decoder.start(encoded, field.lengths_B)
        return task.speaker(state, task._steps(batch)).logits_NV

    expected = told(encoded)
    assert torch.equal(told(encoded._replace(y_BTH=torch.randn_like(encoded.y_BTH))), expected)
    state = tuple(tuple(part + 1 for part in cell) for cell in encoded.state)
    assert not torch.equal(told(encoded._replace(state=state, last_BH=encoded.last_BH + 1)), expected)


def test_a_decoder_of_the_encoders_shape_starts_where_the_encoder_ended(translator):
    pairs = Pairs(PAIRS)
    task = translator(pairs, encoder=unrolled(num_layers=2), decoder=unrolled(num_layers=2))
    field = pairs.batch().fields["text"]
    encoded = task.encoder(task.embedding(field.values), field.lengths_B)
    start = task.speaker.decoder.start(encoded, field.lengths_B)
    assert all(torch.equal(one[0], other[0]) for one, other in zip(start, encoded.state, strict=True))
    assert not list(task.speaker.decoder.bridge.parameters())


@pytest.mark.parametrize(
    ("encoder", "decoder", "parts"),
    [
        (unrolled(bidirectional=True), unrolled(), 1),
        (unrolled(), unrolled(num_layers=2), 2),
        (unrolled(), unrolled(lstm, LSTMConfig(hidden_size=9)), 2),
        (unrolled(bag_of_words, BagOfWordsConfig(hidden_size=7)), unrolled(lstm, LSTMConfig(hidden_size=9)), 2),
    ],
)
def test_a_decoder_of_another_shape_learns_where_to_start(translator, encoder, decoder, parts):
    pairs = Pairs(PAIRS)
    task = translator(pairs, encoder=encoder, decoder=decoder)
    maps = list(task.speaker.decoder.bridge.maps)
    assert len(maps) == parts
    task.loss(pairs.batch()).backward()
    assert all(each.weight.grad.abs().sum() > 0 for each in maps)


def test_a_state_with_a_meaning_of_its_own_is_moved_from_where_a_step_has_led_it():
    from unrolled_tasks.seq2seq.bridge import Bridge

    torch.manual_seed(0)
    encoder = unrolled()(3)
    decoder = unrolled_slstm()(4)
    bridge = Bridge(encoder, 3, decoder, 4)
    encoded = encoder(torch.randn(2, 5, 3), torch.tensor([5, 2]))
    ((h_BH, _, n_BH, m_BH),) = bridge(encoded, decoder)
    assert h_BH.shape == (2, 6)
    assert n_BH.min() > 0  # the sLSTM divides by it
    assert m_BH.abs().max() < 10  # it starts from -1e30


def unrolled_slstm():
    from unrolled.runtime.unroll import build_encoder
    from unrolled.sections import UnrollConfig

    config = SLSTMConfig(hidden_size=6)
    return lambda width: build_encoder(
        lambda size: slstm.build(config, input_size=size), width, UnrollConfig(backend="hoisted")
    )
