"""Every experiment of the page on speech is one that could run, and its figures are those of the tasks."""

import re
from pathlib import Path

import pytest

from unrolled.params import read_params

PAGE = Path(__file__).resolve().parents[2] / "docs" / "tasks" / "speech.md"
TEXT = PAGE.read_text(encoding="utf-8")
BLOCKS = re.findall(r"^```yaml\n(.*?)^```$", TEXT, re.MULTILINE | re.DOTALL)


@pytest.mark.parametrize("block", BLOCKS)
def test_a_block_of_the_page_is_a_right_experiment(tmp_path, block):
    (tmp_path / "params.yaml").write_text(block)
    experiment = read_params(tmp_path / "params.yaml").experiment
    assert experiment.components["task"].located.component.name in {"classification", "transcription", "autoencoding"}


def test_the_python_of_the_page_names_what_there_is():
    (source,) = re.findall(r"^```python\n(.*?)^```$", TEXT, re.MULTILINE | re.DOTALL)
    for module, names in re.findall(r"^from (\S+) import (.*)$", source, re.MULTILINE):
        exec(f"from {module} import {names}", {})
    compile(source, str(PAGE), "exec")


@pytest.mark.parametrize("name", ["word_error_rate", "character_error_rate", "unreachable", "elbo", "reconstruction"])
def test_a_metric_of_the_page_is_one_of_the_tasks(name):
    from unrolled_tasks.autoencoding.autoencoder import Autoencoding
    from unrolled_tasks.transcription.transcript_scores import scores

    rows = [{"target": "a", "predicted": "a", "symbols": 1, "loss": 1.0, "elbo": 0.0, "reconstruction": 0.0, "kl": 0.0}]
    assert f"`{name}`" in TEXT
    assert name in scores(rows) | Autoencoding.score(None, rows)
