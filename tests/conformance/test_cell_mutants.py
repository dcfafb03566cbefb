"""Every law of cells turns red for a cell that breaks it, and stays green for one that does not."""

from __future__ import annotations

import pytest
import torch

from unrolled import Component, Config
from unrolled.runtime.unroll.loop import run_loop
from unrolled.testing import BrokenLawError, NotApplicable, cells, cells_in_time
from unrolled.testing.law import Subject

LAWS = {law.name: law for law in (*cells.LAWS, *cells_in_time.LAWS)}
MUTANTS = []


class MutantConfig(Config):
    """A cell of the tests."""


def breaks(law, **declared):
    """Register a cell class with the law that must turn red for it."""

    def register(cell_class):
        MUTANTS.append(pytest.param(law, subject(cell_class, **declared), id=f"{law}-{cell_class.__name__}"))
        return cell_class

    return register


def subject(cell_class, *, recurrent=True, fused=True):
    def build(config, /, *, input_size):
        return cell_class(input_size)

    return Subject(Component("cell", "mutant", MutantConfig, build, recurrent=recurrent, fused=fused), MutantConfig())


class Healthy(torch.nn.Module):
    output_size = 5

    def __init__(self, input_size):
        super().__init__()
        self.sum = torch.nn.Linear(input_size + 5, 5)

    def initial_state(self, batch_size):
        return (self.sum.weight.new_zeros(batch_size, 5),)

    def step(self, x_BI, state):
        h_BH = torch.tanh(self.sum(torch.cat([x_BI, state[0]], 1)))
        return h_BH, (h_BH,)

    def sequence(self, x_BTI, state, lengths_B):
        return run_loop(self, x_BTI, state, lengths_B)


class Causal(torch.nn.Module):
    """A running sum that needs no step."""

    output_size = 3

    def __init__(self, _input_size):
        super().__init__()

    def initial_state(self, _batch_size):
        return ()

    def sequence(self, x_BTI, state, lengths_B):
        padding_BT = torch.arange(x_BTI.shape[1]) >= lengths_B[:, None]
        return x_BTI.cumsum(1).masked_fill(padding_BT[..., None], 0), state


@breaks("it-has-the-methods-that-it-declares")
class NoStep(Causal):
    pass


@breaks("it-has-the-methods-that-it-declares", recurrent=False)
class StepInSpiteOfItself(Healthy):
    pass


@breaks("it-has-the-methods-that-it-declares", fused=False)
class SequenceInSpiteOfItself(Healthy):
    pass


@breaks("a-step-gives-an-output-and-a-state")
class StepWithoutAState(Healthy):
    def step(self, x_BI, state):
        return super().step(x_BI, state)[0]


@breaks("output-size-is-the-width-of-its-outputs")
class WrongWidth(Healthy):
    output_size = 7


@breaks("a-state-has-one-row-a-sequence-and-keeps-its-shape")
class StateOfOneRow(Healthy):
    def initial_state(self, _batch_size):
        return super().initial_state(1)


@breaks("a-state-has-one-row-a-sequence-and-keeps-its-shape")
class StateThatGrows(Healthy):
    def sequence(self, x_BTI, state, lengths_B):
        y_BTH, (h_BH,) = super().sequence(x_BTI, state, lengths_B)
        return y_BTH, (h_BH, h_BH)


@breaks("it-works-in-the-dtype-of-its-parameters")
class SingleStateForDoubleWeights(Healthy):
    def initial_state(self, batch_size):
        return (torch.zeros(batch_size, 5),)


@breaks("it-works-in-the-dtype-of-its-parameters")
class DoubleOutputs(Healthy):
    def sequence(self, x_BTI, state, lengths_B):
        y_BTH, state = super().sequence(x_BTI, state, lengths_B)
        return y_BTH.double(), state


@breaks("a-step-is-pure")
class WritesIntoItsState(Healthy):
    def step(self, x_BI, state):
        y_BH, (h_BH,) = super().step(x_BI, state)
        state[0].data.zero_()
        return y_BH, (h_BH,)


@breaks("a-step-is-pure")
class CountsItsSteps(Healthy):
    steps = 0

    def step(self, x_BI, state):
        self.steps += 1
        return super().step(x_BI + self.steps, state)


@breaks("running-it-changes-no-parameter")
class KeepsARunningMean(Healthy):
    def __init__(self, input_size):
        super().__init__(input_size)
        self.register_buffer("mean", torch.zeros(input_size))

    def step(self, x_BI, state):
        if self.training:
            self.mean.lerp_(x_BI.detach().mean(0), 0.1)
        return super().step(x_BI, state)


@breaks("saved-and-loaded-it-gives-the-same-outputs")
class HidesAWeight(Healthy):
    def __init__(self, input_size):
        super().__init__(input_size)
        self.hidden = torch.rand(())

    def step(self, x_BI, state):
        return super().step(x_BI * self.hidden, state)


@breaks("saved-and-loaded-it-gives-the-same-outputs")
class SharesAWeight(Healthy):
    def __init__(self, input_size):
        super().__init__(input_size)
        self.again = self.sum.weight


@breaks("the-same-seed-builds-the-same-cell")
class DrawsFromElsewhere(Healthy):
    random = torch.Generator()

    def __init__(self, input_size):
        super().__init__(input_size)
        torch.nn.init.normal_(self.sum.weight, generator=self.random)


@breaks("the-same-seed-builds-the-same-cell")
class DrawsWhenItRuns(Healthy):
    random = torch.Generator()

    def sequence(self, x_BTI, state, lengths_B):
        noise = torch.rand((), generator=self.random, dtype=x_BTI.dtype)
        return super().sequence(x_BTI + noise, state, lengths_B)


@breaks("padding-changes-nothing")
class AveragesOverPadding(Healthy):
    def sequence(self, x_BTI, state, lengths_B):
        return super().sequence(x_BTI - x_BTI.mean(1, keepdim=True), state, lengths_B)


@breaks("padding-changes-nothing")
class EndsInThePadding(Healthy):
    def sequence(self, x_BTI, state, lengths_B):
        y_BTH, _ = super().sequence(x_BTI, state, lengths_B)
        return y_BTH, super().sequence(x_BTI, state, torch.full_like(lengths_B, x_BTI.shape[1]))[1]


@breaks("outputs-are-zero-past-each-length")
class GoesOnPastTheEnd(Healthy):
    def sequence(self, x_BTI, state, lengths_B):
        y_BTH, _ = super().sequence(x_BTI, state, torch.full_like(lengths_B, x_BTI.shape[1]))
        return y_BTH, super().sequence(x_BTI, state, lengths_B)[1]


@breaks("a-sequence-alone-gives-what-it-gives-in-a-batch")
class NormalisesOverTheBatch(Healthy):
    def step(self, x_BI, state):
        return super().step(x_BI - x_BI.mean(0), state)


@breaks("batch-order-does-not-matter")
class TellsRowsApart(Healthy):
    def sequence(self, x_BTI, state, lengths_B):
        row_B11 = torch.arange(len(x_BTI), dtype=x_BTI.dtype)[:, None, None]
        return super().sequence(x_BTI + row_B11, state, lengths_B)


@breaks("a-sequence-in-two-pieces-equals-the-whole")
class ForgetsItsState(Healthy):
    def sequence(self, x_BTI, _state, lengths_B):
        return super().sequence(x_BTI, self.initial_state(len(x_BTI)), lengths_B)


@breaks("nothing-looks-ahead")
class LooksAhead(Healthy):
    def sequence(self, x_BTI, state, lengths_B):
        return super().sequence(x_BTI + x_BTI.roll(-1, 1), state, lengths_B)


@breaks("every-backend-equals-the-fold-of-step")
class AnotherSequence(Healthy):
    def sequence(self, x_BTI, state, lengths_B):
        return super().sequence(1.001 * x_BTI, state, lengths_B)


@breaks("every-backend-equals-the-fold-of-step")
class SequenceFromZero(Healthy):
    def sequence(self, x_BTI, state, lengths_B):
        return super().sequence(x_BTI, tuple(0 * part for part in state), lengths_B)


@breaks("every-backend-has-the-gradients-of-the-fold")
class DetachesItsState(Healthy):
    def sequence(self, x_BTI, state, lengths_B):
        return super().sequence(x_BTI, tuple(part.detach() for part in state), lengths_B)


@breaks("every-backend-has-the-gradients-of-the-fold")
class TruncatesInSecret(Healthy):
    def sequence(self, x_BTI, state, lengths_B):
        return run_loop(self, x_BTI, state, lengths_B, truncate=2)


@pytest.mark.parametrize(("law", "mutant"), MUTANTS)
def test_a_law_turns_red_for_a_cell_that_breaks_it(law, mutant):
    assert LAWS[law].breach(mutant) is not None


def test_every_law_of_cells_has_a_mutant():
    assert {param.values[0] for param in MUTANTS} == set(LAWS)


@pytest.mark.parametrize("law", LAWS)
def test_every_law_is_green_for_a_healthy_cell(law):
    assert LAWS[law].breach(subject(Healthy)) is None


def speaks(law):
    try:
        assert law.breach(subject(Causal, recurrent=False)) is None
    except NotApplicable:
        return False
    return True


def test_laws_of_state_say_nothing_about_a_cell_without_a_step():
    silent = {name for name, law in LAWS.items() if not speaks(law)}
    assert silent == {
        "a-step-gives-an-output-and-a-state",
        "a-step-is-pure",
        "a-sequence-in-two-pieces-equals-the-whole",
        "every-backend-equals-the-fold-of-step",
        "every-backend-has-the-gradients-of-the-fold",
    }


def test_a_cell_that_raises_breaks_the_law_and_says_what_was_raised():
    class Raises(Healthy):
        def step(self, _x_BI, _state):
            raise ZeroDivisionError("no step")

    breach = LAWS["padding-changes-nothing"].breach(subject(Raises))
    assert breach.seen.startswith("ZeroDivisionError: no step in ")
    assert breach.seen.endswith('(`raise ZeroDivisionError("no step")`)')
    with pytest.raises(ZeroDivisionError):
        LAWS["padding-changes-nothing"].check(subject(Raises))


def test_a_broken_law_says_what_was_seen_and_what_was_expected():
    with pytest.raises(BrokenLawError) as caught:
        LAWS["output-size-is-the-width-of-its-outputs"].check(subject(WrongWidth))
    assert caught.value.seen == "sequence gives y of shape (4, 8, 5)"
    assert caught.value.expected == "(4, 8, 7)"
