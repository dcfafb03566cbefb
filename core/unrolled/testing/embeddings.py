"""Laws of an embedding: what it learns from a corpus, and what the layer that it builds gives.

Shapes: B batch, T time, V vocabulary, E embedding.
"""

from __future__ import annotations

import numpy as np
import torch
from torch import Tensor, nn

from unrolled.contracts import PAD
from unrolled.testing.corpora import VOCAB_SIZE, embedding, fitted, fresh_learner, learned, vectors
from unrolled.testing.law import BrokenLawError, NotApplicable, Subject, book, expect
from unrolled.testing.tensors import close, copied, seeded

IDS_BT = torch.tensor([[4, 5, 11, 0], [7, 0, 0, 0], [1, 6, 6, 4]])


def layer(subject: Subject, seed: int = 0) -> nn.Module:
    """Return the layer of a fitted embedding, in evaluation mode.

    Args:
        subject: the embedding's component and config.
        seed: of whatever in it is random.
    """
    vectors_VE = vectors(subject)
    with seeded(seed):
        return embedding(subject).module(vectors_VE).eval()


def learned_vectors_are_one_finite_row_an_id(subject: Subject) -> None:
    """There is no learner, or it learns finite float32 vectors of shape (vocab_size, dim)."""
    vectors_VE = learned(subject)
    shape = VOCAB_SIZE, embedding(subject).dim
    expect(vectors_VE.shape == shape, f"shape {vectors_VE.shape}", shape)
    expect(vectors_VE.dtype == np.float32, vectors_VE.dtype, "float32")
    expect(np.isfinite(vectors_VE).all(), "vectors that are not finite", "finite numbers")


def the_same_seed_learns_the_same_bytes(subject: Subject) -> None:
    """The same corpus and seed give the same vectors, to the byte."""
    one_VE, other_VE = learned(subject), fitted(subject)
    expect(
        other_VE is not None and one_VE.tobytes() == other_VE.tobytes(), "other bytes the second time", "the same bytes"
    )


def what_a_kill_leaves_goes_on_to_the_same_bytes(subject: Subject) -> None:
    """A fresh learner that takes over the ``state_dict`` of another after half of the chunks ends in the same bytes."""
    expected_VE, half, other = learned(subject), fresh_learner(subject), fresh_learner(subject)
    if half.chunks < 2:  # noqa: PLR2004
        raise NotApplicable("it learns in one chunk")
    for chunk in range(half.chunks // 2):
        half.learn(chunk)
    other.load_state_dict({name: tensor.clone() for name, tensor in half.state_dict().items()})
    for chunk in range(half.chunks // 2, other.chunks):
        other.learn(chunk)
    expect(other.vectors().tobytes() == expected_VE.tobytes(), "other bytes", "the same bytes")


def what_was_learned_reaches_the_outputs(subject: Subject) -> None:
    """Other learned vectors give other outputs."""
    vectors_VE = learned(subject)
    outputs: list[Tensor] = []
    for given_VE in (vectors_VE, vectors_VE[::-1].copy()):
        with seeded(0):
            outputs.append(embedding(subject).module(given_VE).eval()(IDS_BT))
    expect(not torch.equal(*outputs), "the same outputs for other vectors", "outputs that come from the vectors")


def outputs_are_float32_of_its_width(subject: Subject) -> None:
    """The layer turns ids_BT into float32 x_BTE with E = ``dim``."""
    x_BTE = layer(subject)(IDS_BT)
    shape = (*IDS_BT.shape, embedding(subject).dim)
    expect(tuple(x_BTE.shape) == shape, f"shape {tuple(x_BTE.shape)}", shape)
    expect(x_BTE.dtype == torch.float32, x_BTE.dtype, torch.float32)


def padding_gives_zeros(subject: Subject) -> None:
    """The vector of id 0 is zero."""
    _padding_is_zero(layer(subject))


def padding_takes_no_gradient(subject: Subject) -> None:
    """After gradient descent that wants it elsewhere, the vector of id 0 is still zero."""
    module = layer(subject)
    for _ in range(2):
        _descend(module)
    _padding_is_zero(module)


def gradients_reach_the_vectors(subject: Subject) -> None:
    """A step of gradient descent moves the vectors of the ids in the batch."""
    module = layer(subject)
    before_BTE = module(IDS_BT).detach()
    _descend(module)
    moved_BT = (module(IDS_BT) - before_BTE).abs().amax(2) > 0
    expect(moved_BT[IDS_BT != PAD].all(), f"moved: {moved_BT.tolist()}", "every id but padding is moved")


def saved_and_loaded_it_gives_the_same_outputs(subject: Subject) -> None:
    """A fresh layer that takes over the ``state_dict`` through safetensors gives the same outputs."""
    module = layer(subject)
    with seeded(9):
        fresh = embedding(subject).module(vectors(subject)).eval()
    close({"x": copied(module, fresh)(IDS_BT)}, {"x": module(IDS_BT)}, "outputs as before it was saved", 0)


def the_same_seed_builds_the_same_layer(subject: Subject) -> None:
    """Two layers built after ``torch.manual_seed`` of one seed give the same outputs."""
    close({"x": layer(subject)(IDS_BT)}, {"x": layer(subject)(IDS_BT)}, "equal outputs for equal seeds", 0)


def _padding_is_zero(module: nn.Module) -> None:
    """Raise unless the vectors of padding are zero."""
    padding_NE = module(IDS_BT)[IDS_BT == PAD]
    name = "the vector of padding"
    close({name: padding_NE}, {name: torch.zeros_like(padding_NE)}, "zeros", 0)


def _descend(module: nn.Module) -> None:
    """Take one step down a loss that wants every output, padding's too, to be larger."""
    weights = [weight for weight in module.parameters() if weight.requires_grad]
    if not weights:
        raise NotApplicable("nothing in it is trained")
    x_BTE: Tensor = module(IDS_BT)
    if not x_BTE.requires_grad:
        raise BrokenLawError("outputs that no gradient flows from", "a gradient to the trained parameters")
    for weight, slope in zip(weights, torch.autograd.grad(-x_BTE.sum(), weights, materialize_grads=True), strict=True):
        weight.data.sub_(0.1 * slope)


LAWS = book(
    learned_vectors_are_one_finite_row_an_id,
    the_same_seed_learns_the_same_bytes,
    what_a_kill_leaves_goes_on_to_the_same_bytes,
    what_was_learned_reaches_the_outputs,
    outputs_are_float32_of_its_width,
    padding_gives_zeros,
    padding_takes_no_gradient,
    gradients_reach_the_vectors,
    saved_and_loaded_it_gives_the_same_outputs,
    the_same_seed_builds_the_same_layer,
)
