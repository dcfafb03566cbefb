"""``unrolled show cell NAME --input-size``."""

from __future__ import annotations

import subprocess
import sys

import pytest

from unrolled import cli


@pytest.fixture
def show(capsys, tmp_path, monkeypatch):
    """Run ``unrolled show``; return its exit code and all that it printed."""
    monkeypatch.chdir(tmp_path)

    def run(*words):
        with pytest.raises(SystemExit) as caught:
            cli.main(["show", *words])
        printed = capsys.readouterr()
        return caught.value.code, printed.out + printed.err

    return run


@pytest.mark.system("C11")
def test_an_lstms_learned_values_are_counted_beside_torchs(show):
    code, text = show("cell", "lstm", "--input-size", "300", "hidden_size=100")
    assert code == 0
    assert "learned values: 160,400 (160,800 in torch's layout) with an input of 300\n" in text


@pytest.mark.system("C12")
@pytest.mark.parametrize(
    ("words", "count"),
    [(("gru", "reset=before"), "120,300"), (("gru-simplified",), "80,200"), (("rnn",), "40,100 (40,200 in")],
)
def test_the_kin_learn_three_two_and_one_quarters_of_that(show, words, count):
    name, *fields = words
    assert f"learned values: {count} " in show("cell", name, "--input-size", "300", "hidden_size=100", *fields)[1]


def test_a_cell_that_keeps_no_count_is_counted(show, install):
    install(
        "lab-cells",
        """
from unrolled import Config, cell, hookimpl

class WideConfig(Config):
    '''A cell of a stranger.'''

@cell("wide", WideConfig)
def build(config, /, *, input_size):
    import torch
    return torch.nn.Linear(input_size, 5)

@hookimpl
def components():
    return [build]
""",
    )
    assert "learned values: 20 with an input of 3\n" in show("cell", "wide", "--input-size", "3")[1]


def test_the_widest_cell_is_counted_without_memory_for_its_weights(show):
    assert "learned values: 17,258,774,528 " in show("cell", "lstm", "--input-size", "300", "hidden_size=65536")[1]


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (("cell", "lstm", "--input-size", "9", "hiden_size=1"), "Did you mean 'hidden_size'?"),
        (("cell", "lstm", "--input-size", "9", "hidden_size=0"), "greater than or equal to 1"),
        (("cell", "lstm", "hidden_size=1"), "FIELDS are what --input-size counts with"),
        (("task", "classification", "--input-size", "9"), "--input-size is a cell's"),
        (("section", "train", "--input-size", "9"), "--input-size is a cell's"),
        (("cell", "lstm", "--input-size", "0"), "not in the range"),
    ],
)
def test_what_cannot_be_counted_is_refused_before_anything_is_shown(show, words, message):
    code, text = show(*words)
    assert code == 2
    assert message in text
    assert "Long short-term" not in text


def test_without_an_input_size_nothing_is_counted_and_torch_not_imported(show, tmp_path):
    assert "learned values" not in show("cell", "lstm")[1]
    code = (
        "import sys\nfrom unrolled.cli import main\ntry:\n    main(['show', 'cell', 'lstm'])\nexcept SystemExit:\n"
        "    print('torch' in sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=tmp_path)
    assert done.stdout.splitlines()[-1] == "False"
