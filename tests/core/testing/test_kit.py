"""What ``conform`` and ``laws`` tell a plugin's author."""

from __future__ import annotations

import pytest
import torch
from pydantic import Field

from unrolled import Component, Config, ConfigError
from unrolled.testing import Breach, NonConforming, NotApplicable, conform, kit, laws
from unrolled.testing.law import book, expect
from unrolled_cells import attention, lstm, rnn


class MineConfig(Config):
    """A tracker of the tests."""

    loud: bool = False
    """whether it is"""


def build(config, /, *, run):
    return config, run


MINE = Component("tracker", "mine", MineConfig, build)


def loud_ones_are_refused(subject):
    """A tracker is not loud."""
    expect(not subject.config.loud, "a loud one", "a quiet one")


def loud_ones_fall_over(subject):
    """A tracker stands."""
    if subject.config.loud:
        raise ZeroDivisionError("fell over")


def says_nothing(subject):
    """A law of other kinds."""
    raise NotApplicable(f"{subject.component.name} is no such thing")


@pytest.fixture
def three_laws(monkeypatch):
    monkeypatch.setattr(kit, "_laws", lambda _component: book(loud_ones_are_refused, loud_ones_fall_over, says_nothing))


def test_a_conforming_component_gives_a_report_of_what_ran_and_what_did_not(three_laws):
    report = conform(MINE)
    assert report.held == ("loud-ones-are-refused", "loud-ones-fall-over")
    assert report.not_applicable == {"says-nothing": "mine is no such thing"}
    assert str(report) == "tracker 'mine': 2 laws hold, 1 not applicable\n  says-nothing: mine is no such thing"


class OddConfig(Config):
    """A cell of the tests."""


class Odd(torch.nn.Linear):
    """A step with an operation that is not compiled."""

    output_size = 3

    def initial_state(self, batch_size):
        return (self.weight.new_zeros(batch_size, 3),)

    def step(self, x_BI, state):
        h_BH = self(x_BI).sort(1).values + 0.5 * state[0]
        return h_BH, (h_BH,)


ODD = Component("cell", "odd", OddConfig, lambda _config, /, *, input_size: Odd(input_size, 3))


@pytest.fixture
def no_laws(monkeypatch):
    monkeypatch.setattr(kit, "_laws", lambda _component: ())


def test_the_report_of_a_cell_says_that_its_step_was_compiled(compiler, no_laws):
    assert conform(rnn).notes == (
        "tried by sequence, fold of step, hoisted and engine",
        "hoisted: traced",
        "engine: compiled",
    )


def test_the_report_of_a_cell_says_why_and_in_which_line_its_step_was_not_compiled(compiler, no_laws):
    line = f"{__file__}:{Odd.step.__code__.co_firstlineno + 1}"
    tried, _, engine = str(conform(ODD)).splitlines()[1:]
    assert tried == "  tried by fold of step and hoisted"
    assert engine.startswith(f"  engine: not possible: {line}: Odd is not compiled; ")
    assert engine.endswith("aten.sort.default")


def test_the_report_of_a_cell_says_that_there_is_no_compiler(no_compiler, no_laws):
    *_, engine = conform(rnn).notes
    assert engine.startswith("engine: not possible: there is no C++ compiler. See: pip install")


def test_the_report_of_a_cell_without_a_step_says_by_what_it_was_tried(no_laws):
    assert conform(attention).notes == ("tried by sequence",)


def test_every_broken_law_is_listed_with_what_was_seen_and_expected(three_laws):
    with pytest.raises(NonConforming) as caught:
        conform(MINE, MineConfig(loud=True))
    line = f"{__file__}:{loud_ones_fall_over.__code__.co_firstlineno + 3}"
    fell_over = f'ZeroDivisionError: fell over in {line} (`raise ZeroDivisionError("fell over")`)'
    assert caught.value.breaches == (
        Breach("loud-ones-are-refused", "a loud one", "a quiet one"),
        Breach("loud-ones-fall-over", fell_over, "A tracker stands."),
    )
    assert str(caught.value).splitlines() == [
        "tracker 'mine' breaks 2 of the 2 laws that ran:",
        "  loud-ones-are-refused",
        "    seen:     a loud one",
        "    expected: a quiet one",
        "  loud-ones-fall-over",
        f"    seen:     {fell_over}",
        "    expected: A tracker stands.",
    ]


def test_laws_gives_pytest_a_name_and_a_function_for_each(three_laws):
    checks = dict(laws(MINE, MineConfig(loud=True)))
    with pytest.raises(AssertionError, match="a loud one"):
        checks["loud-ones-are-refused"]()
    with pytest.raises(NotApplicable, match="no such thing"):
        checks["says-nothing"]()


def test_fields_without_a_default_ask_for_a_config():
    class Needy(Config):
        """A tracker of the tests."""

        path: str = Field(description="of a file")

    with pytest.raises(ConfigError, match=r"'mine' has no default for path: pass conform\(\) a config"):
        conform(Component("tracker", "mine", Needy, build))


def test_a_cell_has_laws_of_its_declaration_its_module_and_its_time():
    names = [name for name, _ in laws(lstm)]
    assert {"name-is-kebab-case", "a-step-is-pure", "nothing-looks-ahead"} <= set(names)
    assert len(set(names)) == len(names)


@pytest.mark.parametrize(("name", "law"), laws(rnn, rnn.config(hidden_size=4, bias=False)))
def test_laws_parametrise_a_plugins_own_tests(name, law):
    law()
