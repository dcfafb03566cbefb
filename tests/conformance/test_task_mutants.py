"""Every law of tasks turns red for one that breaks it, and stays green for one that does not."""

from __future__ import annotations

import itertools
import math

import pytest
import torch
from torch.nn.functional import cross_entropy

from unrolled import Component, Config, Monitor, Problem
from unrolled.testing import NotApplicable, predictions, refusals, tasks
from unrolled.testing.law import Subject

LAWS = {law.name: law for law in (*refusals.LAWS, *tasks.LAWS, *predictions.LAWS)}
ROLES = {"input": ("text", "frames"), "target": ("label",)}
MUTANTS = []


class MutantConfig(Config):
    """A task of the tests."""


def subject(task_class, roles=ROLES):
    def build(config, /, *, encoder, inputs, schema):
        return task_class(encoder, inputs, schema)

    return Subject(Component("task", "mutant", MutantConfig, build, roles=roles), MutantConfig())


def breaks(*laws):
    """Register a task class with the laws that must turn red for it."""

    def register(task_class):
        MUTANTS.extend(pytest.param(law, subject(task_class), id=f"{law}-{task_class.__name__}") for law in laws)
        return task_class

    return register


class Healthy(torch.nn.Module):
    monitor = Monitor("accuracy", "max")

    def __init__(self, encoder, inputs, schema):
        super().__init__()
        self.inputs = inputs
        self.classes = schema.classes[inputs["target"].name]
        self.embedding = inputs["input"].embedding
        self.encoder = encoder
        self.out = torch.nn.Linear(encoder.output_size, len(self.classes))

    def pool(self, encoded):
        return encoded.last_BH

    def logits(self, batch):
        field = batch.fields[self.inputs["input"].name]
        x_BTI = self.embedding(field.values) if self.embedding else field.values
        return self.out(self.pool(self.encoder(x_BTI, field.lengths_B)))

    def losses(self, batch):
        return cross_entropy(self.logits(batch), batch.fields[self.inputs["target"].name], reduction="none")

    def loss(self, batch):
        return self.losses(batch).mean()

    def weight(self, batch):
        return batch.size

    def predict(self, batch):
        rows = [{"predicted": self.classes[best]} for best in self.logits(batch).argmax(1).tolist()]
        if self.inputs["target"].name in batch.fields:
            target_B, loss_B = batch.fields[self.inputs["target"].name].tolist(), self.losses(batch).tolist()
            for row, target, loss in zip(rows, target_B, loss_B, strict=True):
                row.update(label=self.classes[target], loss=loss)
        return rows

    def score(self, rows):
        right = sum(row["predicted"] == row["label"] for row in rows)
        return {"loss": math.fsum(row["loss"] for row in rows) / len(rows), "accuracy": right / len(rows)}


@breaks("the-loss-is-a-finite-scalar")
class LossOfEachExample(Healthy):
    def loss(self, batch):
        return self.losses(batch)


@breaks("the-loss-is-a-finite-scalar", "gradients-are-finite")
class LossOfNan(Healthy):
    def loss(self, batch):
        return super().loss(batch) * math.nan


@breaks("what-it-was-given-is-trained-with-it")
class HidesTheEncoder(Healthy):
    def __init__(self, encoder, inputs, schema):
        super().__init__(encoder, inputs, schema)
        del self.encoder
        self.encoder = encoder.forward


@breaks("what-it-was-given-is-trained-with-it")
class Detaches(Healthy):
    def pool(self, encoded):
        return encoded.last_BH.detach()


@breaks("gradients-are-finite")
class RootOfZero(Healthy):
    def loss(self, batch):
        return super().loss(batch) + (0 * self.out.weight.sum()).sqrt()


def refuser(refused):
    component = Component(
        "task", "mutant", MutantConfig, Healthy, roles=ROLES, refuses=lambda _config, _around: refused
    )
    return Subject(component, MutantConfig())


MUTANTS += [
    pytest.param("what-it-refuses-has-a-place", refuser(refused), id=f"refuses-{refused}")
    for refused in (["too short"], [Problem("too short")], [Problem("too short", where="the cell")], None)
]


@breaks("padding-never-changes-the-loss", "padding-never-changes-a-prediction")
class AveragesOverPadding(Healthy):
    def pool(self, encoded):
        return encoded.y_BTH.mean(1)


@breaks("padding-never-changes-the-loss", "padding-never-changes-a-prediction")
class ReadsTheLastColumn(Healthy):
    def pool(self, encoded):
        return encoded.y_BTH[:, -1]


@breaks("the-order-of-a-batch-never-changes-its-loss")
class WeighsByPosition(Healthy):
    def loss(self, batch):
        return (self.losses(batch) * torch.arange(1, batch.size + 1)).mean()


@breaks("parts-of-a-batch-make-up-its-loss")
class WeighsEveryPartAlike(Healthy):
    def weight(self, batch):
        return 1


@breaks("parts-of-a-batch-make-up-its-loss")
class AveragesOverStepsAndCountsExamples(Healthy):
    def loss(self, batch):
        steps_B = batch.fields[self.inputs["input"].name].lengths_B
        return (self.losses(batch) * steps_B).sum() / steps_B.sum()


@breaks("parts-of-a-batch-make-up-its-loss")
class AddsUpItsLosses(Healthy):
    def loss(self, batch):
        return self.losses(batch).sum()


@breaks("in-evaluation-the-loss-is-the-same-twice")
class DropsOutInEvaluation(Healthy):
    random = torch.Generator()

    def pool(self, encoded):
        return encoded.last_BH * torch.rand((), generator=self.random)


@breaks("saved-and-loaded-it-has-the-same-loss")
class HidesItsHead(Healthy):
    def __init__(self, encoder, inputs, schema):
        super().__init__(encoder, inputs, schema)
        self.heads = [torch.nn.Linear(encoder.output_size, len(self.classes))]

    def losses(self, batch):
        return super().losses(batch) * (1 + self.heads[0].weight.sum() ** 2)


@breaks("predictions-are-one-plain-row-an-example")
class OneRowTooFew(Healthy):
    def predict(self, batch):
        return super().predict(batch)[1:]


@breaks("predictions-are-one-plain-row-an-example")
class TensorsInRows(Healthy):
    def predict(self, batch):
        return [{**row, "loss": torch.tensor(row["loss"])} for row in super().predict(batch)]


@breaks("predictions-are-one-plain-row-an-example")
class TuplesInRows(Healthy):
    def predict(self, batch):
        return [{**row, "both": (row["predicted"], row["label"])} for row in super().predict(batch)]


@breaks("predictions-are-one-plain-row-an-example")
class NanInRows(Healthy):
    def predict(self, batch):
        return [{**row, "margin": math.nan} for row in super().predict(batch)]


@breaks("new-examples-need-no-target")
class NeedsTheTarget(Healthy):
    def predict(self, batch):
        assert self.inputs["target"].name in batch.fields
        return super().predict(batch)


@breaks("new-examples-need-no-target")
class SkipsWhatHasNoTarget(Healthy):
    def predict(self, batch):
        return super().predict(batch) if self.inputs["target"].name in batch.fields else []


@breaks("new-examples-need-no-target")
class InventsALoss(Healthy):
    def predict(self, batch):
        return [{"loss": 0.0, **row} for row in super().predict(batch)]


@breaks("new-examples-need-no-target")
class TakesThePredictedForTheLabel(Healthy):
    def predict(self, batch):
        return [{"label": row["predicted"], **row} for row in super().predict(batch)]


@breaks("predictions-do-not-depend-on-the-batch")
class ComparesWithTheBatch(Healthy):
    def pool(self, encoded):
        return encoded.last_BH - encoded.last_BH.mean(0)


@breaks("predictions-do-not-depend-on-the-batch")
class NumbersItsRows(Healthy):
    def predict(self, batch):
        return [{**row, "position": k} for k, row in enumerate(super().predict(batch))]


@breaks("scores-are-finite-and-hold-the-loss-and-the-monitor")
class NoLossInTheScore(Healthy):
    def score(self, rows):
        return {"accuracy": super().score(rows)["accuracy"]}


@breaks("scores-are-finite-and-hold-the-loss-and-the-monitor")
class MonitorsWhatItDoesNotGive(Healthy):
    monitor = Monitor("f1", "max")


@breaks("scores-are-finite-and-hold-the-loss-and-the-monitor")
class CountsInIntegers(Healthy):
    def score(self, rows):
        return {**super().score(rows), "rows": len(rows)}


@breaks("scores-do-not-depend-on-the-order-of-rows")
class ScoresTheFirstRow(Healthy):
    def score(self, rows):
        return {**super().score(rows), "loss": rows[0]["loss"]}


@breaks("scoring-is-pure")
class TakesFromTheRows(Healthy):
    def score(self, rows):
        return {"loss": sum(row.pop("loss") for row in rows), "accuracy": 1.0}


@breaks("scoring-is-pure")
class CountsItsScores(Healthy):
    scores = itertools.count()

    def score(self, rows):
        return {**super().score(rows), "scores": float(next(self.scores))}


@pytest.mark.parametrize(("law", "mutant"), MUTANTS)
def test_a_law_turns_red_for_a_task_that_breaks_it(law, mutant):
    assert LAWS[law].breach(mutant) is not None


def test_every_law_of_tasks_has_a_mutant():
    assert {param.values[0] for param in MUTANTS} == set(LAWS)


@pytest.mark.parametrize("law", LAWS)
def test_every_law_is_green_for_a_healthy_task(law):
    assert LAWS[law].breach(subject(Healthy)) is None


def test_a_row_may_hold_an_absent_label_and_loss():
    class Absent(Healthy):
        def predict(self, batch):
            return [{"label": None, "loss": None, **row} for row in super().predict(batch)]

    assert LAWS["new-examples-need-no-target"].breach(subject(Absent)) is None


def test_a_loss_that_is_no_mean_over_parts_says_so_by_its_weight():
    class ComparesExamples(Healthy):
        def weight(self, batch):
            raise NotImplementedError("its loss compares the examples of a batch")

    with pytest.raises(NotApplicable, match="its loss compares the examples of a batch"):
        LAWS["parts-of-a-batch-make-up-its-loss"].breach(subject(ComparesExamples))


def test_every_kind_of_input_is_tried():
    class FailsOnFrames(Healthy):
        def loss(self, batch):
            assert self.embedding is not None
            return super().loss(batch)

    law = LAWS["the-loss-is-a-finite-scalar"]
    assert law.breach(subject(FailsOnFrames)) is not None
    assert law.breach(subject(FailsOnFrames, {**ROLES, "input": ("text",)})) is None


def test_labels_of_each_token_and_numbers_have_a_batch_too():
    class Tagging(Healthy):
        def losses(self, batch):
            field = batch.fields[self.inputs["target"].name]
            assert torch.equal(field.lengths_B, batch.fields[self.inputs["input"].name].lengths_B)
            return super().losses(type(batch)({**batch.fields, self.inputs["target"].name: field.values[:, 0]}, None))

    roles = {"input": ("tokens",), "target": ("labels",), "weight": ("number",)}
    assert LAWS["the-loss-is-a-finite-scalar"].breach(subject(Tagging, roles)) is None
