from pathlib import Path

import pytest

from unrolled.errors import ConfigError
from unrolled.host import Host
from unrolled.params import read_params
from unrolled.params.edit import set_component

TEXT = """\
# the experiment
cell:   # of the encoder
  name: lstm
  hidden_size: 4  # small
  forget_bias: 2.0
"""


@pytest.fixture(scope="module")
def host() -> Host:
    return Host.discover()


def test_setting_a_component_keeps_shared_fields_and_comments_and_drops_the_rest(tmp_path: Path, host: Host) -> None:
    path = tmp_path / "params.yaml"
    path.write_text(TEXT)
    assert set_component(path, "cell", "gru", host) == ["forget_bias"]
    assert path.read_text() == TEXT.replace("lstm", "gru").replace("  forget_bias: 2.0\n", "")


def test_commented_fields_that_the_new_component_does_not_have_go_too(tmp_path: Path, host: Host) -> None:
    path = tmp_path / "params.yaml"
    kept = (
        "cell:\n  name: lstm\n  # hidden_size: 128  # width\n  # bias: of mine\n\n# Step 4.\ntrain:\n  # chrono: no\n"
    )
    path.write_text(kept.replace("  # bias", "  # chrono: null  # longest lag\n  # forget_bias: 1.0\n  # bias"))
    assert set_component(path, "cell", "rnn", host) == []
    assert path.read_text() == kept.replace("lstm", "rnn")


def test_a_section_that_is_not_there_yet_is_made(tmp_path: Path, host: Host) -> None:
    path = tmp_path / "params.yaml"
    path.write_text(TEXT)
    set_component(path, "tokenizer.text", "word", host)
    assert path.read_text().endswith("tokenizer:\n  text:\n    name: word\n")


def test_the_cell_of_a_part_is_set_on_its_own(tmp_path: Path, host: Host) -> None:
    path = tmp_path / "params.yaml"
    path.write_text("cell:\n  encoder: {name: lstm}\n  decoder: {name: lstm, forget_bias: 2.0}\n")
    assert set_component(path, "cell.decoder", "gru", host) == ["forget_bias"]
    assert path.read_text() == "cell:\n  encoder: {name: lstm}\n  decoder: {name: gru}\n"


@pytest.mark.parametrize(("slot", "name"), [("cels", "lstm"), ("cell.text", "lstm"), ("cell", "lsmt")])
def test_what_is_no_section_or_component_is_refused_and_nothing_written(
    tmp_path: Path, host: Host, slot: str, name: str
) -> None:
    path = tmp_path / "params.yaml"
    path.write_text(TEXT)
    with pytest.raises(ConfigError):
        set_component(path, slot, name, host)
    assert path.read_text() == TEXT


def test_the_edited_file_is_right(tmp_path: Path, good: str, host: Host) -> None:
    path = tmp_path / "params.yaml"
    path.write_text(good)
    set_component(path, "embedding", "one-hot", host)
    assert read_params(path).experiment.components["embedding"].located.component.name == "one-hot"
