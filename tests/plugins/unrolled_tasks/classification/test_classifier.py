"""One class for a whole sequence."""

import itertools

import numpy as np
import pytest
import torch

from unrolled.contracts import Batch, Sequences

GOOD, BAD = ("good", "great", "lovely", "fine"), ("bad", "awful", "dull", "poor")
REVIEWS = [
    (f"the {noun} was {'not ' * negated}{adjective}", "negative" if (adjective in BAD) != negated else "positive")
    for noun, adjective, negated in itertools.product(
        ("film", "plot", "food", "music", "cast"), GOOD + BAD, (False, True)
    )
]
TEXTS = [text for text, _ in REVIEWS]
CLASSES = ("negative", "positive")
FIELDS = {"text": "text", "mood": "label"}


def rows(tokenizer, reviews):
    return [{"text": tokenizer.encode(text), "mood": CLASSES.index(mood)} for text, mood in reviews]


@pytest.mark.system("K03")
@pytest.mark.parametrize("pooling", ["max", "mean", "last"])
def test_sentiment_is_many_to_one_and_is_learned(classifier, learn, pooling):
    order = np.random.default_rng(0).permutation(len(REVIEWS))
    shuffled = [REVIEWS[at] for at in order]
    task, tokenizer = classifier(TEXTS, CLASSES, pooling=pooling, dropout=0.1, unroll={"bidirectional": True})
    fitted = learn(task, FIELDS, rows(tokenizer, shuffled[:60]), rows(tokenizer, shuffled[60:]), epochs=25)
    assert fitted.curves[fitted.best_epoch - 1]["validation_accuracy"] >= 0.95
    ids_BT = torch.tensor([tokenizer.encode("the plot was not dull"), tokenizer.encode("the plot was not good")])
    batch = Batch({"text": Sequences(ids_BT, torch.tensor([5, 5]))}, torch.arange(2))
    assert task.outputs(batch).shape == (2, 2)
    assert [row["predicted"] for row in task.predict(batch)] == ["positive", "negative"]


def test_a_row_says_label_prediction_probabilities_and_loss(classifier):
    task, tokenizer = classifier(TEXTS, CLASSES)
    ids_BT = torch.tensor([tokenizer.encode("the film was good")])
    text = Sequences(ids_BT, torch.tensor([4]))
    (row,) = task.eval().predict(Batch({"text": text, "mood": torch.tensor([1])}, torch.arange(1)))
    assert row.keys() == {"label", "predicted", "probabilities", "loss"}
    assert row["label"] == "positive"
    assert row["loss"] == pytest.approx(-np.log(row["probabilities"][1]), rel=1e-5)
    assert sum(row["probabilities"]) == pytest.approx(1)
    (unlabelled,) = task.predict(Batch({"text": text}, torch.arange(1)))
    assert unlabelled == {name: row[name] for name in ("predicted", "probabilities")}


def test_scores_are_loss_accuracy_macro_f1_and_calibration(classifier):
    task, _ = classifier(TEXTS, CLASSES)
    answers = [("positive", "positive", [0.1, 0.9], 0.1), ("negative", "positive", [0.4, 0.6], 0.9)]
    predicted = [
        {"label": label, "predicted": found, "probabilities": probabilities, "loss": loss}
        for label, found, probabilities, loss in answers
    ]
    assert task.score(predicted) == {
        "loss": 0.5,
        "accuracy": 0.5,
        "macro_f1": pytest.approx(1 / 3),
        "calibration_error": pytest.approx((0.1 + 0.6) / 2),
    }
    assert task.monitor == ("accuracy", "max")
