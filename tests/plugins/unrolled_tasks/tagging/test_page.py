"""The example of docs/tasks/tagging.md."""

import json
import re
from pathlib import Path

import pytest

import unrolled
from unrolled.host import Host
from unrolled.params import read_document
from unrolled.params.validate import validate

PAGE = Path(__file__).resolve().parents[4] / "docs" / "tasks" / "tagging.md"


@pytest.fixture
def params(tmp_path):
    (block,) = re.findall(r"^```yaml\n(.*?)^```$", PAGE.read_text(encoding="utf-8"), re.MULTILINE | re.DOTALL)
    (tmp_path / "params.yaml").write_text(block)
    return tmp_path / "params.yaml"


def test_the_example_is_right_and_fills_every_role(params):
    experiment = validate(read_document(params), Host.discover())
    assert experiment.roles == {"input": "tokens", "letters": "letters", "target": "labels"}


@pytest.mark.slow
def test_the_example_learns_what_the_tokens_are(params, monkeypatch):
    monkeypatch.chdir(params.parent)
    unrolled.run("params.yaml")
    scores = json.loads((params.parent / "outputs" / "evaluate" / "metrics.json").read_text())
    assert scores["test"]["accuracy"] >= 0.9
