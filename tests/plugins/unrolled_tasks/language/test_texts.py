"""Language models: what is said next, how likely a text is, texts drawn from what was learned."""

import math
from collections import Counter

import pytest
import torch

from unrolled.contracts import Batch, Input, Sequences
from unrolled.runtime.unroll import build_encoder
from unrolled.sections import UnrollConfig
from unrolled_cells.baselines import AttentionConfig, attention
from unrolled_tasks.language import LanguageModelConfig
from unrolled_tasks.language.log_space import chain_rule
from unrolled_tasks.language.texts import LanguageModel

WALK = "This morning I took my cat for a walk"
SENTENCES = [WALK, "This evening I took my dog for a swim", "Last night we fed the cat", "I fed my dog this morning"]
FIELDS = {"text": "text"}


def batch_of(model, *texts):
    encoded = [model.tokenizer.encode(text) for text in texts]
    longest = max(map(len, encoded))
    ids_BT = torch.tensor([[*ids, *[0] * (longest - len(ids))] for ids in encoded])
    return Batch({"text": Sequences(ids_BT, torch.tensor([len(ids) for ids in encoded]))}, torch.arange(len(texts)))


def wild(model, scale=5.0):
    """Give a model that has learned nothing strong opinions."""
    with torch.no_grad():
        model.model.softmax.linear.weight.mul_(scale)
        model.model.embedding.weight.mul_(scale)
    return model


def far_from(counts, probabilities):
    """Return how many standard deviations chi squared is above what it is expected to be."""
    total = sum(counts.values())
    cells = [(counts[at], total * p) for at, p in enumerate(probabilities) if total * p >= 5]
    chi2 = sum((seen - expected) ** 2 / expected for seen, expected in cells)
    return (chi2 - (len(cells) - 1)) / math.sqrt(2 * (len(cells) - 1))


@pytest.mark.system("A10", "K04")
def test_walk_comes_next_once_it_was_learned(language_model, learn):
    model = language_model(SENTENCES)
    rows = [{"text": model.tokenizer.encode(text)} for text in SENTENCES]
    fitted = learn(model, FIELDS, rows * 15, rows, epochs=8, batch_size=4, probe_every=None)
    best = fitted.curves[fitted.best_epoch - 1]
    assert best["validation_perplexity"] < 1.5
    assert best["validation_perplexity"] == pytest.approx(math.exp(best["validation_loss"]))
    likely = int(model.distribution("This morning I took my cat for a").argmax())
    assert model.tokenizer.decode([likely]) == "walk"
    (text,) = model.sample(1, max_length=20, temperature=0, seed=1, prompt="This morning I took")
    assert text == WALK.lower()


@pytest.mark.system("K04")
def test_a_language_model_says_as_many_tokens_as_it_reads(language_model):
    model = language_model(SENTENCES).eval()
    rows = model.predict(batch_of(model, *SENTENCES))
    assert [row["tokens"] for row in rows] == [len(text.split()) + 1 for text in SENTENCES]


def test_parts_of_a_batch_make_up_its_loss_by_their_numbers_of_tokens(language_model):
    model = language_model(SENTENCES).eval()
    whole, *parts = batch_of(model, *SENTENCES), batch_of(model, *SENTENCES[:1]), batch_of(model, *SENTENCES[1:])
    weights = [model.weight(part) for part in parts]
    losses = [model.loss(part).item() for part in parts]
    assert model.weight(whole) == sum(weights)
    mean = sum(weight * loss for weight, loss in zip(weights, losses, strict=True)) / sum(weights)
    assert model.loss(whole).item() == pytest.approx(mean)


@pytest.mark.system("L03")
@pytest.mark.parametrize("specials", [("<unk>", "<bos>", "<eos>"), ("<unk>", "<eos>")])
def test_the_first_step_is_a_distribution_over_the_vocabulary(language_model, specials):
    model = wild(language_model(SENTENCES, specials=specials))
    first_V = model.distribution()
    assert len(first_V) == model.tokenizer.vocab_size
    assert first_V.sum().item() == pytest.approx(1, abs=1e-6)
    never = {0, model.tokenizer.specials.get("<bos>", 0)}
    assert all((p == 0) == (at in never) for at, p in enumerate(first_V.tolist()))
    assert first_V[model.tokenizer.specials["<unk>"]] > 0
    assert first_V[model.tokenizer.specials["<eos>"]] > 0


@pytest.mark.system("L03")
def test_without_a_start_symbol_the_first_step_sees_zeros_only(language_model):
    model = language_model(SENTENCES, specials=("<unk>", "<eos>")).eval()
    (cell,) = model.model.encoder.layers[0]
    y_BH, _ = cell.step(torch.zeros(1, 12), cell.initial_state(1))
    logits_BV = model.model.softmax.linear(y_BH).index_fill(1, torch.tensor([0]), -torch.inf)
    assert torch.allclose(model.distribution(), logits_BV.softmax(1)[0], atol=1e-6)


@pytest.mark.system("L01")
def test_a_texts_log_probability_is_the_chain_rules(language_model):
    model = wild(language_model(SENTENCES))
    ids = [*model.tokenizer.encode(WALK), model.tokenizer.specials["<eos>"]]
    prefixes = [" ".join(WALK.split()[:length]) for length in range(len(ids))]
    steps = [model.distribution(prefix)[at].item() for prefix, at in zip(prefixes, ids, strict=True)]
    assert model.log_probability(WALK) == pytest.approx(chain_rule(steps), rel=1e-5)
    assert math.exp(model.log_probability(WALK)) == pytest.approx(math.prod(steps), rel=1e-4)


@pytest.mark.system("L01")
def test_ten_thousand_tokens_do_not_underflow(language_model):
    model = wild(language_model(SENTENCES))
    text = " ".join(SENTENCES * 350)
    found = model.log_probability(text)
    (row,) = model.eval().predict(batch_of(model, text))
    assert row["tokens"] >= 10_000
    assert math.exp(found) == 0.0
    assert math.isfinite(found)
    assert found == pytest.approx(row["log_probability"], rel=1e-6)


def drawable(model, prompt=""):
    """Return how likely each token is to be drawn: the one for what is unknown never is."""
    probs_V = model.distribution(prompt).index_fill(0, torch.tensor(model.tokenizer.specials["<unk>"]), 0)
    return (probs_V / probs_V.sum()).tolist()


@pytest.mark.system("L02")
def test_texts_are_drawn_as_the_model_has_them(language_model):
    model = wild(language_model(SENTENCES))
    first_V = drawable(model)
    drawn = [model.tokenizer.encode(text) for text in model.sample(4_000, max_length=2, seed=11)]
    end = model.tokenizer.specials["<eos>"]
    firsts = Counter(ids[0] if ids else end for ids in drawn)
    assert abs(far_from(firsts, first_V)) < 4
    top, _ = firsts.most_common(1)[0]
    after = Counter((ids[1] if len(ids) > 1 else end) for ids in drawn if ids and ids[0] == top)
    assert abs(far_from(after, drawable(model, model.tokenizer.decode([top])))) < 4
    assert not any(model.tokenizer.specials["<unk>"] in ids for ids in drawn)
    hot = [model.tokenizer.encode(text) for text in model.sample(4_000, max_length=1, temperature=1.5, seed=11)]
    assert far_from(Counter(ids[0] if ids else end for ids in hot), first_V) > 10


@pytest.mark.system("L02")
def test_the_seed_gives_the_texts(language_model):
    model = wild(language_model(SENTENCES))
    texts = [model.sample(20, max_length=6, seed=seed) for seed in (1, 1, 2)]
    assert texts[0] == texts[1] != texts[2]


@pytest.mark.system("L02")
def test_a_text_ends_where_the_model_ends_it(language_model):
    model = wild(language_model(SENTENCES))
    with torch.no_grad():
        model.model.softmax.linear.bias[model.tokenizer.specials["<eos>"]] += 3
    texts = model.sample(200, max_length=10, seed=4)
    lengths = [len(text.split()) for text in texts]
    assert len(set(lengths)) > 3
    assert sum(length < 10 for length in lengths) > 150
    assert not any("<eos>" in text or "<pad>" in text for text in texts)
    assert model.sample(3, max_length=0, seed=1, prompt="my cat") == ["my cat"] * 3


def test_sampling_is_the_same_in_training_mode(language_model):
    model = language_model(SENTENCES, unroll={"dropout": 0.5}).train()
    assert model.sample(5, max_length=5, seed=1) == model.eval().sample(5, max_length=5, seed=1)


@pytest.mark.parametrize("add", [{"add_bos": True}, {"add_eos": True}, {"add_bos": True, "add_eos": True}])
def test_a_tokenizer_that_frames_texts_itself_changes_nothing(language_model, add):
    plain, framing = language_model(SENTENCES), language_model(SENTENCES, **add)
    framing.load_state_dict(plain.state_dict())
    assert framing.log_probability(WALK) == plain.log_probability(WALK)
    assert framing.loss(batch_of(framing, WALK)).item() == plain.loss(batch_of(plain, WALK)).item()
    assert framing.sample(3, max_length=4, seed=1, prompt="my") == plain.sample(3, max_length=4, seed=1, prompt="my")


@pytest.mark.parametrize("text", ["my <bos> cat", "my cat <bos>", "<bos> <bos> my cat", "<bos>", "<eos> my <eos> cat"])
def test_a_special_spelled_out_in_a_text_keeps_the_loss_finite(language_model, text):
    model = language_model(SENTENCES).eval()
    bos = model.tokenizer.specials["<bos>"]
    assert set(model.tokenizer.encode(text)) & {bos, model.tokenizer.specials["<eos>"]}
    loss = model.loss(batch_of(model, text, WALK))
    loss.backward()
    assert loss.isfinite()
    assert all(weight.grad is None or weight.grad.isfinite().all() for weight in model.parameters())
    (row,) = model.predict(batch_of(model, text))
    said = [at for at in model.tokenizer.encode(text) if at != bos]
    assert row["tokens"] == len(said) + 1
    assert math.isfinite(row["log_probability"])
    assert model.log_probability(text) == pytest.approx(row["log_probability"], rel=1e-5)


def test_a_word_that_is_not_known_counts_as_one_character(language_model):
    model = language_model(["one two"]).eval()
    known, unknown = model.predict(batch_of(model, "one two", "one seventeen"))
    assert (known["characters"], unknown["characters"]) == (7, 5)


def test_a_row_says_how_many_characters_a_text_has(language_model):
    model = language_model(SENTENCES, lowercase=False).eval()
    rows = model.predict(batch_of(model, *SENTENCES))
    assert [row["characters"] for row in rows] == list(map(len, SENTENCES))
    assert {"loss", "perplexity", "bits_per_token", "bits_per_character"} == set(model.score(rows))
    assert model.monitor == ("perplexity", "min")


def test_a_cell_without_a_step_reads_a_long_text_at_once(language_model):
    known = language_model(SENTENCES)
    source = Input("text", "text", known.tokenizer, known.model.embedding, 12)
    encoder = build_encoder(lambda size: attention.build(AttentionConfig(), input_size=size), 12, UnrollConfig())
    model = LanguageModel(LanguageModelConfig(), encoder, source).eval()
    (row,) = model.predict(batch_of(model, " ".join(SENTENCES * 10)))
    assert row["tokens"] > 256
    assert math.isfinite(row["loss"])
