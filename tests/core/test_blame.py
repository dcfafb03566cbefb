"""How an error in a plugin is told: with the line of the plugin's own code."""

from __future__ import annotations

import importlib.util

import pytest

from unrolled.blame import told
from unrolled.sources import Source, single_file

CODE = """
import json

def divide():
    return 1 / 0

def read():
    return json.loads("{")

def nothing():
    raise KeyboardInterrupt

def much():
    raise ValueError("word " * 1000)

def beside():
    import lab_gates

def nowhere():
    import no_such_module
"""


@pytest.fixture
def tell(tmp_path):
    """Call a function of a plugin file, and tell what it raised."""
    file = tmp_path / "mine.py"
    file.write_text(CODE)
    (tmp_path / "lab_gates.py").write_text("")
    spec = importlib.util.spec_from_file_location("mine", file)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)

    def call(name):
        with pytest.raises(BaseException) as caught:  # noqa: PT011 - whatever it raises
            getattr(module, name)()
        return told(caught.value, single_file("mine.py", tmp_path)).replace(str(file), "mine.py")

    return call


def test_the_line_that_raised_is_named_and_shown(tell):
    assert tell("divide") == "ZeroDivisionError: division by zero in mine.py:5 (`return 1 / 0`)"


def test_where_a_library_raised_the_line_that_called_it_is_named(tell):
    assert tell("read").endswith('in mine.py:8 (`return json.loads("{")`)')


def test_an_error_without_words_is_its_type(tell):
    assert tell("nothing") == "KeyboardInterrupt in mine.py:11 (`raise KeyboardInterrupt`)"


def test_a_long_error_is_cut_and_its_line_is_not(tell):
    assert len(tell("much")) < 400
    assert "word ... in mine.py:14" in tell("much")


def test_a_module_beside_the_plugin_that_was_not_found_comes_with_the_way_to_import_it(tell):
    assert tell("beside").endswith("(`import lab_gates`); it stands beside the plugin: from . import lab_gates")


def test_a_module_that_is_nowhere_comes_without(tell):
    assert tell("nowhere").endswith("(`import no_such_module`)")


@pytest.mark.parametrize("module", ["json", "no_such_package", ""])
def test_what_was_raised_outside_the_plugin_has_no_line(module):
    with pytest.raises(ZeroDivisionError) as caught:
        1 / 0  # noqa: B018 - it raises
    assert told(caught.value, Source("lab", "1.0", "main", module)) == "ZeroDivisionError: division by zero"
