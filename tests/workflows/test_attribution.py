"""Whose fault an exception in a stage is."""

from __future__ import annotations

import importlib.util
from types import SimpleNamespace

import pytest

from unrolled.errors import PluginError
from unrolled.sources import single_file
from unrolled_workflows.attribution import attributed


def test_what_a_module_beside_a_plugin_file_raises_is_the_plugins_fault(tmp_path, monkeypatch):
    (tmp_path / "beside_my_cell.py").write_text("def fail():\n    raise ValueError('seven')\n")
    plugin = tmp_path / "my_cell.py"
    plugin.write_text("import beside_my_cell\n")
    monkeypatch.syspath_prepend(tmp_path)
    spec = importlib.util.spec_from_file_location("my_cell", plugin)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    source = single_file("my_cell.py", tmp_path)
    experiment = SimpleNamespace(components={"cell": SimpleNamespace(located=SimpleNamespace(source=source))})
    with pytest.raises(PluginError, match="seven") as raised, attributed(experiment):
        module.beside_my_cell.fail()
    assert "my_cell" in str(raised.value)
