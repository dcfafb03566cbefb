"""Laws of a task as a module: its loss, its gradients and its weights."""

from __future__ import annotations

import torch
from torch import Tensor

from unrolled.contracts import Batch
from unrolled.testing.batches import padded, picked
from unrolled.testing.law import NotApplicable, Subject, book, expect
from unrolled.testing.tensors import close, copied
from unrolled.testing.trials import Trial, trials

TOLERANCE = 1e-5
"""Of float32, in which tasks are trained."""
PARTS = ([0, 1, 2], [3])
"""Rows of a trial's batch, as two processes would share them; their numbers of steps differ more than of examples."""
_MEAN = (
    "the loss of the whole batch: `weight` gives the number of things that a loss is the mean of, "
    "or raises NotImplementedError where it is no such mean"
)


def the_loss_is_a_finite_scalar(subject: Subject) -> None:
    """The loss is one finite number."""
    for trial in trials(subject):
        loss = trial.task.loss(trial.batch)
        expect(loss.dim() == 0, f"{trial.name}: a loss of shape {tuple(loss.shape)}", "a scalar")
        expect(torch.isfinite(loss), f"{trial.name}: a loss of {loss}", "a finite number")


def what_it_was_given_is_trained_with_it(subject: Subject) -> None:
    """The weights of the encoder and of the input's embedding are the task's own, and the loss moves them."""
    for trial in trials(subject):
        trial.task.loss(trial.batch).backward()
        own = {id(weight) for weight in trial.task.parameters()}
        for part, module in trial.parts.items():
            for name, weight in module.named_parameters(prefix=part):
                where = f"{trial.name}: {name}"
                expect(id(weight) in own, f"{where} is not among the task's parameters", "a submodule of the task")
                moves = weight.grad is not None and bool(weight.grad.count_nonzero())
                expect(moves, f"{where} takes no gradient from the loss", "a gradient that moves it")


def gradients_are_finite(subject: Subject) -> None:
    """Whatever takes a gradient from the loss takes a finite one."""
    for trial in trials(subject):
        trial.task.loss(trial.batch).backward()
        for name, weight in trial.task.named_parameters():
            finite = weight.grad is None or bool(weight.grad.isfinite().all())
            expect(finite, f"{trial.name}: a gradient of {name} that is not finite", "finite numbers")


def padding_never_changes_the_loss(subject: Subject) -> None:
    """More padding behind the sequences leaves the loss as it is."""
    for trial in trials(subject):
        expected = _loss(trial)
        for more in (1, 4):
            found = {f"{trial.name}: loss": trial.task.loss(padded(trial.batch, more))}
            close(found, expected, f"the same loss with {more} more steps of padding", TOLERANCE)


def the_order_of_a_batch_never_changes_its_loss(subject: Subject) -> None:
    """The same examples in another order have the same loss."""
    for trial in trials(subject):
        found = {f"{trial.name}: loss": trial.task.loss(picked(trial.batch, [2, 0, 3, 1]))}
        close(found, _loss(trial), "the same loss for the same examples", TOLERANCE)


def parts_of_a_batch_make_up_its_loss(subject: Subject) -> None:
    """The losses of parts of a batch, averaged by the parts' ``weight``, are the loss of the batch."""
    for trial in trials(subject):
        parts = [picked(trial.batch, rows) for rows in PARTS]
        weights = torch.tensor([_weight(trial, part) for part in parts], dtype=torch.float64)
        losses = torch.stack([trial.task.loss(part) for part in parts]).double()
        name = f"{trial.name}: mean loss of parts of weights {weights.tolist()}"
        close({name: losses @ weights / weights.sum()}, {name: trial.task.loss(trial.batch)}, _MEAN, TOLERANCE)


def in_evaluation_the_loss_is_the_same_twice(subject: Subject) -> None:
    """In evaluation mode, one batch has one loss."""
    for trial in trials(subject):
        close(_loss(trial), _loss(trial), "the same loss again", 0)


def saved_and_loaded_it_has_the_same_loss(subject: Subject) -> None:
    """A fresh task that takes over the ``state_dict`` through safetensors has the same loss."""
    for trial, fresh in zip(trials(subject), trials(subject, seed=9), strict=True):
        copied(trial.task, fresh.task)
        close(_loss(fresh), _loss(trial), "the loss before it was saved", 0)


def _loss(trial: Trial) -> dict[str, Tensor]:
    """Return the loss of the trial's batch, by name."""
    return {f"{trial.name}: loss": trial.task.loss(trial.batch)}


def _weight(trial: Trial, batch: Batch) -> float:
    """Return how much a batch counts; raise for a task whose ``weight`` says that its loss is no mean over parts."""
    try:
        return trial.task.weight(batch)
    except NotImplementedError as error:
        raise NotApplicable(f"its weight raises {error!r}") from error


LAWS = book(
    the_loss_is_a_finite_scalar,
    what_it_was_given_is_trained_with_it,
    gradients_are_finite,
    padding_never_changes_the_loss,
    the_order_of_a_batch_never_changes_its_loss,
    parts_of_a_batch_make_up_its_loss,
    in_evaluation_the_loss_is_the_same_twice,
    saved_and_loaded_it_has_the_same_loss,
)
