import json
from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

import unrolled
from unrolled_data.probes import AgreementConfig, agreement_dataset
from unrolled_data.probes.sentences import FRAMES

NUMBER = FRAMES["number"].answers
DATA = {"name": "agreement", "train": 1000, "validation": 60, "test": 400, "farthest": 20}
PARAMS = {
    "seed": 1,
    "threads": 1,
    "data": DATA,
    "tokenizer": {"name": "whitespace"},
    "embedding": {"name": "learned", "dim": 8},
    "task": {"name": "classification", "pooling": "last"},
    "train": {"epochs": 8, "batch_size": 32, "learning_rate": 0.01},
}


def read(split="test", seed=1, **section):
    config = AgreementConfig.parse({"train": 50, "validation": 50, "test": 400, **section})
    return list(agreement_dataset.build(config).read(seed=seed)[split])


@pytest.mark.parametrize("cloze", sorted(FRAMES))
@given(st.integers(1, 60), st.integers())
def test_between_the_cue_and_the_gap_stand_as_many_words_as_the_distance_says(cloze, distance, seed):
    section = {"cloze": cloze, "nearest": distance, "farthest": distance, "train": 1, "validation": 1, "test": 2}
    for example in read(seed=abs(seed), **section):
        cue = example["text"].split()[-distance - 1]
        assert FRAMES[cloze].answers[cue] == example["word"]
        assert example["distance"] == distance


def test_the_words_of_the_lectures_are_among_the_sentences():
    languages = [example for example in read(cloze="language", nearest=3) if example["word"] == "french"]
    assert all(example["text"].startswith("i grew up in france ") for example in languages)
    assert all(example["text"].endswith(" i speak fluent") for example in languages)
    assert any(" but now live in " in example["text"] for example in languages)
    assert {example["word"] for example in read(cloze="tense")} == {"need", "had"}


def test_the_nearest_noun_tells_nothing():
    guesses = Counter()
    for example in read(nearest=10, test=2000):
        nouns = [NUMBER[word] for word in example["text"].split() if word in NUMBER]
        guesses[nouns[-1] == example["word"]] += len(nouns) > 1
    assert guesses[True] / guesses.total() == pytest.approx(0.5, abs=0.05)


def test_distances_in_the_wrong_order_are_refused():
    with pytest.raises(ValueError, match="3 is less than nearest"):
        AgreementConfig(nearest=4, farthest=3)


def accuracies(folder, cell):
    """Return the share of right words at distances 1 to 5, 6 to 10, 11 to 15 and 16 to 20."""
    (folder / "params.yaml").write_text(json.dumps({**PARAMS, "cell": {"name": cell, "hidden_size": 16}}))
    rows = unrolled.run(folder / "params.yaml").predictions("test")
    examples = read(**{key: value for key, value in DATA.items() if key != "name"})
    right = [[], [], [], []]
    for example, row in zip(examples, rows, strict=True):
        right[int(example["distance"] - 1) // 5].append(row["predicted"] == row["label"] == example["word"])
    return [sum(own) / len(own) for own in right]


@pytest.mark.system("V18")
def test_a_gated_network_agrees_with_a_word_at_every_distance(tmp_path):
    assert min(accuracies(tmp_path, "gru")) > 0.95


@pytest.mark.slow
@pytest.mark.system("V18")
def test_a_plain_network_agrees_at_no_distance_after_the_same_training(tmp_path):
    assert max(accuracies(tmp_path, "rnn")) < 0.8
