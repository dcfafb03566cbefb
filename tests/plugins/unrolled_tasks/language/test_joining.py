"""Texts as one stream, read piece by piece."""

import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from unrolled.contracts import PAD, Ragged
from unrolled_tasks.framing import Frame
from unrolled_tasks.language.joining import joined, piece_steps

BOS, EOS = 2, 3
TEXTS = st.lists(st.lists(st.integers(4, 9), max_size=5), min_size=1, max_size=4)
FRAMES = st.sampled_from([Frame(BOS, EOS), Frame(PAD, EOS), Frame(BOS, None), Frame(PAD, None)])


@settings(max_examples=60)
@given(texts=TEXTS, frame=FRAMES, framed=st.booleans())
def test_each_text_stands_between_its_start_and_its_end_once(texts, frame, framed):
    bos, eos = [frame.start] * (frame.start != PAD), [frame.end] * (frame.end is not None)
    given_ids = [[*bos, *text, *eos] if framed and text else text for text in texts]
    ids_N = joined(Ragged.of(given_ids), frame)
    assert ids_N.tolist() == [each for text in texts for each in (frame.start, *text, *eos)]


@settings(max_examples=60)
@given(texts=TEXTS, frame=FRAMES)
def test_a_stream_says_what_the_texts_say_one_by_one(texts, frame):
    steps = piece_steps(torch.tensor(joined(Ragged.of(texts), frame)).long()[None], frame)
    said = [target for target in steps.targets_BT[0].tolist() if target != PAD]
    assert said == [each for text in texts for each in (*text, *([frame.end] * (frame.end is not None)))]
    read = steps.inputs_BT[0].tolist()
    assert all(read[at + 1] == target for at, target in enumerate(steps.targets_BT[0].tolist()[:-1]) if target != PAD)


def test_the_whole_stream_in_pieces_has_the_loss_and_the_state_of_the_whole(language_model):
    texts = ["this morning I took my cat for a walk", "the cat", "I took my dog"]
    model = language_model(texts, config={"carry": 4}).double().eval()
    ids_N = joined(Ragged.of([model.tokenizer.encode(text) for text in texts]), model.frame)
    ids_BT = torch.tensor(ids_N).long()[None]
    whole, behind = model.model(piece_steps(ids_BT, model.frame))
    parts, state = [], None
    for at in range(0, ids_BT.shape[1] - 1, 4):
        log_probs_N, state = model.model(piece_steps(ids_BT[:, at : at + 5], model.frame), state)
        parts.append(log_probs_N)
    assert torch.allclose(torch.cat(parts), whole, rtol=0, atol=1e-12)
    assert all(torch.allclose(one, other) for one, other in zip(state[0], behind[0], strict=True))


@pytest.mark.system("A10", "K04")
@pytest.mark.parametrize(("carry", "lowest", "highest"), [(6, 1, 1.1), (None, 2, 1000)])
def test_only_a_carried_state_knows_what_stood_in_the_text_before(language_model, learn, carry, lowest, highest):
    texts = ["the moon is up", "so we sleep", "the sun is up", "so we work"] * 30
    model = language_model(texts, config={"carry": carry})
    encoded = [model.tokenizer.encode(text) for text in texts]
    one_text = [{"text": joined(Ragged.of(encoded[:8]), model.frame)}]
    rows = [{"text": ids} for ids in encoded]
    fitted = learn(model, {"text": "text"}, rows, one_text, epochs=5, batch_size=4, probe_every=None)
    assert lowest < fitted.curves[-1]["validation_perplexity"] < highest
