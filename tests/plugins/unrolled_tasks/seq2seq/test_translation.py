"""Translating: what is learned, said and scored."""

import math
import unicodedata

import pytest
import torch

from unrolled.errors import ConfigError

from .conftest import FIELDS, Pairs, unrolled

FRENCH = [
    ("nice to meet you", "ravi de vous rencontrer"),
    ("thank you", "merci beaucoup à vous tous"),
    ("see you soon", "à bientôt"),
    ("i am happy to see you again", "je suis ravi de vous revoir"),
]
HINDI = [
    ("turn off the light.", "लाइट बंद करो"),
    ("turn on the light.", "लाइट चालू करो"),
    ("open the door.", "दरवाज़ा खोलो"),
    ("close the door.", "दरवाज़ा बंद करो"),
]


def fitted(task, pairs, learn, epochs):
    learn(task, FIELDS, pairs.rows * 8, pairs.rows, epochs=epochs, batch_size=4, learning_rate=0.01)
    return task


@pytest.mark.system("A07", "K05", "S01")
@pytest.mark.parametrize(("attention", "epochs"), [(None, 30), ("additive", 18)])
def test_english_becomes_french_once_it_was_learned(translator, learn, attention, epochs):
    pairs = Pairs(FRENCH)
    task = fitted(translator(pairs, attention), pairs, learn, epochs)
    rows = task.predict(pairs.batch(target=False))
    assert [row["predicted"] for row in rows] == [target for _, target in FRENCH]
    lengths = [
        (len(source.split()), len(row["predicted"].split())) for (source, _), row in zip(FRENCH, rows, strict=True)
    ]
    assert lengths == [(4, 4), (2, 5), (3, 2), (7, 6)]
    metrics = task.score(task.predict(pairs.batch()))
    assert metrics["exact_match"] == metrics["token_accuracy"] == 1
    assert metrics["bleu"] == pytest.approx(100)
    assert metrics["chrf"] == pytest.approx(100)


@pytest.mark.system("A08", "K05")
def test_english_becomes_hindi_letter_by_letter_in_the_form_nfc(translator, learn):
    written_otherwise = [(source, unicodedata.normalize("NFD", target)) for source, target in HINDI]
    pairs = Pairs(written_otherwise, characters=True, normalise="NFC")
    task = fitted(translator(pairs, "additive"), pairs, learn, epochs=18)
    said = [row["predicted"] for row in task.predict(pairs.batch(target=False))]
    assert said == [unicodedata.normalize("NFC", target) for _, target in HINDI]
    assert said[0] == "लाइट बंद करो"


def test_parts_of_a_batch_make_up_its_loss_by_their_numbers_of_tokens(translator):
    pairs = Pairs(FRENCH)
    task = translator(pairs, "general").eval()
    whole, parts = pairs.batch(), [pairs.batch(rows=[0]), pairs.batch(rows=[1, 2, 3])]
    assert task.weight(whole) == sum(map(task.weight, parts)) == 4 + 5 + 2 + 6 + 4
    mean = sum(task.weight(part) * task.loss(part).item() for part in parts) / task.weight(whole)
    assert task.loss(whole).item() == pytest.approx(mean)
    assert task.score(task.predict(whole))["loss"] == pytest.approx(mean, rel=1e-5)


def test_the_share_of_the_likeliest_tokens_is_that_of_targets_read_as_they_are(translator):
    pairs = Pairs(FRENCH)
    task = translator(pairs).eval()
    batch = pairs.batch()
    state, _ = task._begun(batch)
    right = 0
    with torch.no_grad():
        for row, target in enumerate(pairs.rows):
            (cell,), ids = state, target["target"]
            so_far = tuple((part[row : row + 1],) for part in cell)
            for read, said in zip([task.frame.start, *ids], [*ids, task.frame.end], strict=True):
                log_probs_1V, so_far = task.speaker.step(so_far, torch.tensor([read]))
                right += int(log_probs_1V.argmax()) == said
    assert task.score(task.predict(batch))["token_accuracy"] == pytest.approx(right / 21)


def test_smoothing_spreads_probability_over_all_that_can_be_said(translator):
    pairs = Pairs(FRENCH)
    task = translator(pairs, label_smoothing=0.3)
    batch = pairs.batch()
    steps, readout = task._steps(batch), task.speaker.readout
    features_BTF, _ = task.speaker.unroll(task._begun(batch)[0], steps)
    said_BT = steps.targets_BT != 0
    logits_NV = readout(features_BTF[said_BT])
    sayable = [at for at in range(logits_NV.shape[1]) if at not in {0, task.frame.start}]
    smoothed = torch.nn.functional.cross_entropy(
        logits_NV[:, sayable],
        torch.tensor([sayable.index(at) for at in steps.targets_BT[said_BT]]),
        label_smoothing=0.3,
    )
    assert task.train().loss(batch).item() == pytest.approx(smoothed.item(), rel=1e-5)
    plain = torch.nn.functional.cross_entropy(logits_NV, steps.targets_BT[said_BT])
    assert task.eval().loss(batch).item() == pytest.approx(plain.item(), rel=1e-5)


def test_tied_weights_are_the_targets_vectors_whatever_their_width(translator):
    pairs = Pairs(FRENCH)
    task = translator(pairs, "additive", tied=True)
    names = [
        name
        for name, weight in task.named_parameters()
        if weight.shape[0] == pairs.inputs["target"].tokenizer.vocab_size
    ]
    assert names == ["speaker.embedding.weight", "speaker.readout.softmax.bias_V"]
    task.loss(pairs.batch()).backward()
    assert pairs.inputs["target"].embedding.weight.grad.abs().sum(1)[2:].min() > 0  # rows that no target holds, too


def test_scheduled_sampling_draws_from_torchs_generator_in_training_alone(translator):
    pairs = Pairs(FRENCH)
    batch = pairs.batch()
    for attention in (None, "dot"):
        task = translator(pairs, attention, scheduled_sampling=0.5)
        losses = []
        for seed in (1, 1, 2):
            torch.manual_seed(seed)
            losses.append(task.train().loss(batch).item())
        assert losses[0] == losses[1] != losses[2]
        torch.manual_seed(1)
        before = torch.get_rng_state()
        task.eval().loss(batch)
        assert torch.equal(torch.get_rng_state(), before)


def test_a_share_of_all_steps_reads_what_the_model_says_itself(translator):
    pairs = Pairs(FRENCH)
    task = translator(pairs, scheduled_sampling=1.0)
    batch = pairs.batch(rows=[0])
    state, _ = task._begun(batch)
    own, last_B, total = state, torch.tensor([task.frame.start]), 0.0
    with torch.no_grad():
        for said in task._steps(batch).targets_BT[0]:
            features_BF, own = task.speaker.decoder.step(own, task.speaker.embedding(last_B[:, None])[:, 0])
            logits_BV = task.speaker.readout(features_BF)
            total -= logits_BV.log_softmax(1)[0, said].item()
            last_B = logits_BV.argmax(1)
    assert task.train().loss(batch).item() == pytest.approx(total / 5, rel=1e-5)


def test_a_beam_lists_its_best_and_says_the_first(translator):
    pairs = Pairs(FRENCH)
    task = translator(pairs, "additive", beam=4, n_best=3, length_penalty=1.0, coverage_penalty=0.2).eval()
    with torch.no_grad():
        rows = task.predict(pairs.batch(target=False))
    for row in rows:
        scores = [each["score"] for each in row["n_best"]]
        assert scores == sorted(scores, reverse=True)
        assert row["n_best"][0]["predicted"] == row["predicted"]
        assert len({each["predicted"] for each in row["n_best"]}) == 3


def test_nothing_is_said_past_the_limit_and_no_unknown(translator):
    pairs = Pairs(FRENCH)
    task = translator(pairs, length_share=1.0, length_more=2).eval()
    with torch.no_grad():
        task.speaker.readout.softmax.linear.bias[task.frame.end] = -math.inf
        task.speaker.readout.softmax.linear.bias[pairs.inputs["target"].tokenizer.specials["<unk>"]] = 100
        said = [row["predicted"].split() for row in task.predict(pairs.batch(target=False))]
    assert [len(words) for words in said] == [len(source.split()) + 2 for source, _ in FRENCH]
    assert not {"<unk>", "<bos>", "<pad>"} & {word for words in said for word in words}


@pytest.mark.parametrize(
    ("pairs", "options", "message"),
    [
        (Pairs(FRENCH, specials=("<unk>",)), {}, "tokenizer.specials: the tokenizer of 'target' has no <eos>, without"),
        (Pairs(FRENCH), {"attention": "dot", "encoder": unrolled(bidirectional=True)}, "'general' takes any widths"),
    ],
)
def test_what_cannot_work_is_refused_when_it_is_built(translator, pairs, options, message):
    with pytest.raises(ConfigError, match=message):
        translator(pairs, **options)
