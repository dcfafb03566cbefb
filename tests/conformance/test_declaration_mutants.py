"""Every law of declarations turns red for a component that breaks it."""

from __future__ import annotations

import importlib.util
import sys
from collections.abc import Callable
from typing import Annotated

import pytest
from pydantic import Field

from unrolled import Component, Config, Tune
from unrolled.testing import declaration
from unrolled.testing.law import Subject

LAWS = {law.name: law for law in declaration.LAWS}


class HealthyConfig(Config):
    """A cell of the tests."""

    width: Annotated[int, Field(ge=1, le=100), Tune(2, 64, log=True)] = 8
    """of the state"""
    rate: Annotated[float, Field(gt=0), Tune(0.1, 1)] = 0.5
    """of decay"""


class Undocumented(Config):
    width: int = 8
    """of the state"""


class InheritsItsDocstring(HealthyConfig):
    pass


class BareField(Config):
    """A cell of the tests."""

    width: int = 8


class DefaultOutOfBounds(Config):
    """A cell of the tests."""

    width: Annotated[int, Field(ge=1)] = 0
    """of the state"""


class DefaultOfAnotherType(Config):
    """A cell of the tests."""

    width: int = "8"
    """of the state"""


class NoSchema(Config):
    """A cell of the tests."""

    hook: Callable[[], None] | None = None
    """of no JSON type"""


class SearchesTooLow(Config):
    """A cell of the tests."""

    width: Annotated[int, Field(ge=4), Tune(2, 64)] = 8
    """of the state"""


class SearchesTooHigh(Config):
    """A cell of the tests."""

    width: Annotated[int, Field(le=63), Tune(2, 64)] = 8
    """of the state"""


def subject(config=HealthyConfig, name="healthy"):
    component = Component("cell", "healthy", config, lambda _config, /, **_arguments: None)
    object.__setattr__(component, "name", name)  # the class itself refuses a bad name
    return Subject(component, config())


MUTANTS = {
    "name-is-kebab-case": [subject(name="My_Cell"), subject(name="cell-"), subject(name="")],
    "config-says-in-one-line-what-it-is": [subject(Undocumented), subject(InheritsItsDocstring)],
    "every-field-is-described": [subject(BareField)],
    "defaults-are-valid": [subject(DefaultOutOfBounds), subject(DefaultOfAnotherType)],
    "config-has-a-json-schema": [subject(NoSchema)],
    "searched-ranges-are-valid": [subject(SearchesTooLow), subject(SearchesTooHigh)],
}
IMPORTS = "declaring-it-imports-nothing-heavy"
PLUGIN = """
from unrolled import Config, cell
{line}
class C(Config):
    "A cell."
@cell("mine", C)
def mine(config, /, *, input_size):
    import torch
"""


@pytest.fixture
def plugin(tmp_path, monkeypatch):
    """Write and import a plugin of one file that holds a line of its own."""

    def load(line):
        path = tmp_path / "mine_of_one_file.py"
        path.write_text(PLUGIN.format(line=line))
        spec = importlib.util.spec_from_file_location(path.stem, path)
        module = importlib.util.module_from_spec(spec)
        monkeypatch.setitem(sys.modules, path.stem, module)
        spec.loader.exec_module(module)
        return Subject(module.mine, module.C())

    return load


@pytest.mark.parametrize(("law", "mutants"), MUTANTS.items())
def test_a_law_turns_red_for_a_declaration_that_breaks_it(law, mutants):
    assert all(LAWS[law].breach(mutant) for mutant in mutants)


@pytest.mark.parametrize(("line", "heavy"), [("from torch import nn", "torch"), ("import numpy as np", "numpy")])
def test_the_law_of_imports_turns_red_for_heavy_ones(plugin, line, heavy):
    assert heavy in LAWS[IMPORTS].breach(plugin(line)).seen


def test_the_law_of_imports_says_that_a_module_does_not_import_on_its_own(plugin, tmp_path):
    mine = plugin("import os")
    (tmp_path / "mine_of_one_file.py").write_text("import nowhere_to_be_found")
    assert LAWS[IMPORTS].breach(mine).seen == "ModuleNotFoundError: No module named 'nowhere_to_be_found'"


@pytest.mark.parametrize("law", LAWS)
def test_every_law_is_green_for_a_healthy_declaration(law, plugin):
    assert LAWS[law].breach(plugin("import os") if law == IMPORTS else subject()) is None


def test_every_law_of_declarations_has_a_mutant():
    assert {*MUTANTS, IMPORTS} == set(LAWS)
