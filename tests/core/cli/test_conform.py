"""``unrolled conform``."""

from __future__ import annotations

import pytest

from unrolled import cli

CONFIG = """
class UpperConfig(Config):
    '''Texts in capitals.'''
"""
BESIDE = "from .fields import UpperConfig"
PLUGIN = f"""
import torch
from unrolled import Component, Config, hookimpl, tokenizer

{CONFIG}

class Upper:
    vocab_size, specials = 4, {{"<pad>": 0}}

    def fit(self, texts):
        return self

    def encode(self, text):
        return [0 for _ in text]

    def decode(self, ids):
        return ""

    def state(self):
        return {{}}

    def restore(self, state):
        return self


@tokenizer("upper", UpperConfig)
def upper(config, /):
    \"\"\"Build it.\"\"\"
    return Upper()


@hookimpl
def components():
    return [upper]
"""


def run(*words):
    with pytest.raises(SystemExit) as caught:
        cli.main(words)
    return int(caught.value.code or 0)


@pytest.fixture(autouse=True)
def _elsewhere(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)


def test_a_component_that_breaks_no_law_is_reported_with_what_ran(capsys):
    assert run("conform", "tokenizer", "character", "lowercase=true") == 0
    assert "tokenizer 'character':" in capsys.readouterr().out


def test_broken_laws_are_listed_and_are_the_plugins_fault(tmp_path, capsys):
    (tmp_path / "upper_case.py").write_text(PLUGIN)
    (tmp_path / "params.yaml").write_text("plugins: [upper_case.py]\n")
    assert run("conform", "tokenizer", "upper") == 4
    *report, error = capsys.readouterr().err.splitlines()
    assert error.startswith("error: tokenizer 'upper' breaks ")
    assert "upper_case.py" in error
    assert any(line.startswith("    expected: ") for line in report)


def test_a_plugin_file_and_the_module_that_it_imports_from_beside_it_are_tried_as_they_are(tmp_path, capsys):
    (tmp_path / "upper_case.py").write_text(PLUGIN.replace("import torch", "").replace(CONFIG, BESIDE))
    (tmp_path / "fields.py").write_text(f"from unrolled import Config\n{CONFIG}")
    (tmp_path / "params.yaml").write_text("plugins: [upper_case.py]\n")
    run("conform", "tokenizer", "upper")
    report = capsys.readouterr().err
    assert "laws" in report
    assert "declaring-it-imports" not in report


def test_a_field_that_it_does_not_have_is_refused(capsys):
    assert run("conform", "cell", "lstm", "hidden=3") == 2
    assert "hidden_size" in capsys.readouterr().err
