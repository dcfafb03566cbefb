"""Whose fault an exception in a stage is."""

from __future__ import annotations

from types import SimpleNamespace

import pytest

from unrolled.errors import PluginError
from unrolled.host import Host
from unrolled_workflows.attribution import attributed

PLUGIN = """
from unrolled import Config, Inputs, cell, dataset, hookimpl

class Mine(Config):
    pass

@cell("my-cell", Mine)
def my_cell(config, /, *, input_size):
    from .beside import fail
    fail()

@dataset("my-data", Mine)
def my_data(config, /):
    fail()

@hookimpl
def components():
    return [my_cell, my_data]
"""


@pytest.fixture
def failed(tmp_path):
    """Let the cell of a plugin file fail in an experiment that uses some of its components; return the problem."""
    (tmp_path / "beside.py").write_text("def fail():\n    raise ValueError('seven')\n")
    (tmp_path / "mine.py").write_text(PLUGIN)
    host = Host.discover(["mine.py"], tmp_path)

    def run(**used):
        located = {kind: host.find(kind, name) for kind, name in used.items()}
        experiment = SimpleNamespace(components={kind: SimpleNamespace(located=one) for kind, one in located.items()})
        with pytest.raises(PluginError) as caught, attributed(experiment):
            located["cell"].component.build(None, input_size=1)
        return caught.value.problems[0]

    return run


def test_what_a_module_beside_a_plugin_file_raises_is_the_plugins_fault_and_names_the_line(failed, tmp_path):
    problem = failed(cell="my-cell")
    assert problem.where == "plugin mine.py file"
    line = f"{tmp_path / 'beside.py'}:2 (`raise ValueError('seven')`)"
    assert problem.what == f"raised ValueError: seven in {line}"


def test_the_laws_of_a_cell_are_what_comes_next(failed):
    assert failed(cell="my-cell").command == "unrolled conform cell my-cell"


def test_where_several_components_of_a_plugin_could_have_raised_the_traceback_comes_next(failed):
    assert failed(cell="my-cell", dataset="my-data").command == "unrolled --debug run"


def test_what_no_plugin_raised_is_left_as_it_is():
    with pytest.raises(ZeroDivisionError), attributed(SimpleNamespace(components={})):
        1 / 0  # noqa: B018 - it raises
