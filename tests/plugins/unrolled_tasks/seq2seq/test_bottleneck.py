"""What one state can hold of a sentence, and what attention looks at instead: copying drawn sentences."""

import random
import statistics

import pytest
import torch

from unrolled.contracts import Batch

from .conftest import Pairs, sequences

WORDS = [f"w{number}" for number in range(10)]
LENGTHS = {"at most 10": (1, 10), "11 to 25": (11, 25), "more than 25": (26, 32)}


def drawn(rng, shortest, longest):
    return [" ".join(rng.choices(WORDS, k=rng.randint(shortest, longest))) for _ in range(16)]


def batch_of(task, sentences):
    encoded = sequences([task.tokenizer.encode(sentence) for sentence in sentences])
    return Batch({"text": encoded, "target": encoded}, torch.arange(len(sentences)))


def copier(translator, attention, steps, longest):
    """Return a model that has learned to copy sentences, drawn anew for every step."""
    task = translator(Pairs([(" ".join(WORDS),) * 2]), attention, length_share=1.0, length_more=5).train()
    optimizer, rng = torch.optim.Adam(task.parameters(), lr=0.01), random.Random(1)
    for step in range(steps):
        length = rng.randint(1, longest)
        optimizer.param_groups[0]["lr"] = 0.01 * min(1, 3 * (1 - step / steps))
        optimizer.zero_grad()
        task.loss(batch_of(task, drawn(rng, max(1, length - 2), length))).backward()
        torch.nn.utils.clip_grad_norm_(task.parameters(), 1.0)
        optimizer.step()
    return task.eval()


def said(task, sentences):
    with torch.no_grad():
        return task.predict(batch_of(task, sentences))


@pytest.mark.system("S06")
def test_copying_looks_at_the_word_that_is_copied(translator):
    task = copier(translator, "location", steps=150, longest=10)
    sentences = [sentence for seed in range(4) for sentence in drawn(random.Random(100 + seed), 1, 10)]
    places = [
        weights.index(max(weights)) == place
        for row in said(task, sentences)
        for place, weights in enumerate(row["alignment"])
    ]
    assert statistics.mean(places) >= 0.95


def right(task, sentences):
    """Return the share of words of each sentence that were said in their place."""
    rows = [row["predicted"].split() for row in said(task, sentences)]
    pairs = [list(zip(sentence.split(), row, strict=False)) for sentence, row in zip(sentences, rows, strict=True)]
    return [sum(a == b for a, b in pair) / len(s.split()) for pair, s in zip(pairs, sentences, strict=True)]


@pytest.mark.slow
@pytest.mark.system("S02", "V14")
def test_long_sentences_are_too_much_for_one_state_and_not_for_attention(translator):
    tasks = {each: copier(translator, each, steps, longest=32) for each, steps in ((None, 1500), ("location", 300))}
    gaps, means = {}, {None: {}, "location": {}}
    for bucket, (shortest, longest) in LENGTHS.items():
        sentences = [each for seed in range(5) for each in drawn(random.Random(200 + seed), shortest, longest)]
        plain, attentive = (right(tasks[each], sentences) for each in (None, "location"))
        means[None][bucket], means["location"][bucket] = statistics.mean(plain), statistics.mean(attentive)
        differences = [one - other for one, other in zip(attentive, plain, strict=True)]
        half = 1.96 * statistics.stdev(differences) / len(differences) ** 0.5
        gaps[bucket] = statistics.mean(differences) - half, statistics.mean(differences) + half
    short, _, long = LENGTHS
    assert means[None][short] - means[None][long] > 0.3
    assert abs(means["location"][short] - means["location"][long]) < 0.05
    assert gaps[long][0] > 0.5  # the whole interval of 95 %
    assert gaps[long][0] > gaps[short][1]
