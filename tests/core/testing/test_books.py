"""The books of laws are whole: no law is written and then left out, none goes without a sentence."""

from __future__ import annotations

import inspect
from importlib import import_module

import pytest

from unrolled.component import KINDS
from unrolled.testing.kit import _BOOKS

ROOMS = ["declaration", *(name for names in _BOOKS.values() for name in names)]


def test_every_kind_of_component_has_its_books():
    assert set(_BOOKS) == set(KINDS)


@pytest.mark.parametrize("room", ROOMS)
def test_every_law_that_is_written_is_in_the_book(room):
    module = import_module(f"unrolled.testing.{room}")
    written = {
        name.replace("_", "-")
        for name, function in inspect.getmembers(module, inspect.isfunction)
        if function.__module__ == module.__name__
        and not name.startswith("_")
        and function.__annotations__ == {"subject": "Subject", "return": "None"}
    }
    assert written == {law.name for law in module.LAWS}


@pytest.mark.parametrize("room", ROOMS)
def test_every_law_is_one_sentence(room):
    for law in import_module(f"unrolled.testing.{room}").LAWS:
        assert law.statement.endswith(".")
        assert len(law.statement) > 20
