"""All that a training is made of at a step boundary, taken down and put back."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from unrolled.runtime import randomness
from unrolled.runtime.checkpoint import Generation
from unrolled.runtime.optimizers import optimizer_tensors, restore_optimizer

if TYPE_CHECKING:
    from unrolled.runtime.inner_loop import InnerLoop


def snapshot(loop: InnerLoop, random: list[dict[str, Any]]) -> Generation:
    """Return what a training needs to go on as if it had never stopped.

    Args:
        loop: between two steps.
        random: the generators' state with which each rank goes on.
    """
    state = {
        "step": loop.step,
        "skipped": loop.guard.skipped,
        "sampler": loop.sampler.state(),
        "history": loop.history.state(),
        "random": random,
    }
    carried = loop.carried.tensors() if loop.carried else {}
    return Generation(loop.task.state_dict(), optimizer_tensors(loop.optimizer), loop.history.best, state, carried)


def put_back(loop: InnerLoop, found: Generation) -> None:
    """Make a fresh training stand where a snapshot was taken.

    Args:
        loop: with a task, an optimizer and a sampler of the same making.
        found: what ``snapshot`` returned.

    Raises:
        IntegrityError: the snapshot is of another training.
    """
    loop.sampler.restore(found.state["sampler"])
    loop.task.load_state_dict(found.model)
    restore_optimizer(loop.optimizer, found.optimizer)
    loop.history.restore(found.state["history"], dict(found.best))
    if loop.carried:
        loop.carried.restore(found.carried, loop.task.device)
    loop.guard.skipped = int(found.state["skipped"])
    loop.step = int(found.state["step"])
    randomness.restore(found.state["random"][loop.ranks.rank])
