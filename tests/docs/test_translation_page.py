"""Every experiment of the page on translation could run, and it says where attention comes from."""

import re
from pathlib import Path

import pytest

from unrolled.params import read_params

PAGE = Path(__file__).resolve().parents[2] / "docs" / "tasks" / "translation.md"
TEXT = PAGE.read_text(encoding="utf-8")
FIRST, *PARTS = re.findall(r"^```yaml\n(.*?)^```$", TEXT, re.MULTILINE | re.DOTALL)


def test_the_first_block_is_a_right_experiment(tmp_path):
    (tmp_path / "params.yaml").write_text(FIRST)
    experiment = read_params(tmp_path / "params.yaml").experiment
    assert experiment.roles == {"input": "source", "target": "target"}


@pytest.mark.parametrize("part", PARTS)
def test_a_part_takes_the_place_of_its_section(tmp_path, part):
    section = part.partition(":")[0]
    rest = re.sub(rf"^{section}:\n(?:  .*\n)+", "", FIRST, flags=re.MULTILINE)
    (tmp_path / "params.yaml").write_text(rest + part)
    assert read_params(tmp_path / "params.yaml").experiment.cell("decoder").located.component.name == "gru"


@pytest.mark.system("S07")
def test_the_page_says_what_attention_has_of_people_s_and_what_it_has_not():
    told = TEXT.partition("## Where the idea comes from\n")[2].partition("\n## ")[0]
    assert "attend" in told
    assert "It differs where the likeness would mislead" in told
    assert len(re.findall(r"\(\w+(?: & \w+)?, (?:19|20)\d\d\)", told)) >= 3
