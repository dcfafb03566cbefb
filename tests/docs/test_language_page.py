"""Every experiment of the page on language models and music is one that could run."""

import re
from pathlib import Path

import pytest

from unrolled.params import read_params

PAGE = Path(__file__).resolve().parents[2] / "docs" / "tasks" / "language-model.md"
BLOCKS = re.findall(r"^```yaml\n(.*?)^```$", PAGE.read_text(encoding="utf-8"), re.MULTILINE | re.DOTALL)


@pytest.mark.parametrize("block", BLOCKS)
def test_a_block_of_the_page_is_a_right_experiment(tmp_path, block):
    (tmp_path / "params.yaml").write_text(block)
    experiment = read_params(tmp_path / "params.yaml").experiment
    assert experiment.components["task"].located.component.name in {"language-model", "music"}


def test_every_field_of_the_language_model_stands_on_the_page():
    from unrolled_tasks.language import LanguageModelConfig

    assert set(re.findall(r"^\| `(\w+)", PAGE.read_text(encoding="utf-8"), re.MULTILINE)) == set(
        LanguageModelConfig.model_fields
    )
