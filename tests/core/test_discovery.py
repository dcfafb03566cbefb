"""Single-file plugins and the modules beside them."""

from __future__ import annotations

import importlib.util
import sys

import pytest

from unrolled.discovery import Broken, load
from unrolled.sources import single_file

PLUGIN = """
from unrolled import Config, cell, hookimpl

class Mine(Config):
    pass

@cell("mine", Mine)
def mine(config, /, *, input_size):
    from .lab_gates import NAME
    return NAME

@hookimpl
def components():
    return [mine]
"""


@pytest.fixture
def beside(tmp_path):
    """Write a plugin file and a module beside it into a folder, and load it."""

    def write_and_load(folder, name, first="from . import lab_gates"):
        (tmp_path / folder).mkdir(exist_ok=True)
        (tmp_path / folder / "lab_gates.py").write_text(f"NAME = {name!r}")
        (tmp_path / folder / "mine.py").write_text(first + PLUGIN)
        return load(single_file("./mine.py", tmp_path / folder))

    return write_and_load


def built(plugin):
    return plugin.components[0].build(None, input_size=1)


def test_a_file_imports_the_modules_beside_it_when_it_is_loaded_and_later(beside):
    assert built(beside("lab", "sigmoid")) == "sigmoid"


def test_of_two_files_of_one_name_each_imports_what_stands_beside_it(beside):
    assert [built(each) for each in (beside("one", "sigmoid"), beside("other", "tanh"))] == ["sigmoid", "tanh"]


def test_a_module_beside_a_file_is_read_anew_with_it(beside):
    beside("lab", "sigmoid")
    assert built(beside("lab", "a longer name")) == "a longer name"


def test_nobody_else_can_import_what_stands_beside_a_file(beside):
    before = list(sys.path)
    beside("lab", "sigmoid")
    assert sys.path == before
    assert importlib.util.find_spec("lab_gates") is None


@pytest.mark.parametrize("path", ["missing.py", ".", ""])
def test_a_file_that_is_none_is_broken_and_nothing_else_happens(tmp_path, path):
    assert isinstance(load(single_file(path, tmp_path)), Broken)


def test_a_file_that_imports_a_module_beside_it_by_its_bare_name_is_told_how(beside):
    plugin = beside("lab", "sigmoid", "import lab_gates")
    assert isinstance(plugin, Broken)
    assert plugin.cause.endswith("; it stands beside the plugin: from . import lab_gates")


def test_a_file_without_a_hook_is_told_what_it_lacks(tmp_path):
    (tmp_path / "mine.py").write_text("x = 1\n")
    plugin = load(single_file("./mine.py", tmp_path))
    assert isinstance(plugin, Broken)
    assert "it has no hook, such as: @hookimpl def components()" in str(plugin)
