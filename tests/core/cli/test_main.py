import json
import subprocess
import sys
from pathlib import Path

import click
import pytest

from unrolled import cli
from unrolled.cli import commands
from unrolled.errors import ConfigError, DivergedError, Problem

HEAVY = ("torch", "pytorch_lightning", "ray", "dvc", "wandb", "numpy", "pyarrow", "pydantic")


def run(*words: str) -> int:
    with pytest.raises(SystemExit) as caught:
        cli.main(words)
    return int(caught.value.code or 0)


@pytest.fixture
def command(monkeypatch: pytest.MonkeyPatch):
    """Add a command that raises what it is told to."""

    def add(error: BaseException) -> None:
        @click.command()
        def fail() -> None:
            raise error

        class Point:
            name, value, dist = "fail", "nowhere:fail", None

            def load(self) -> click.Command:
                return fail

        monkeypatch.setattr(commands, "_points", lambda: {"fail": Point()})

    return add


@pytest.mark.parametrize("words", [["--help"], ["plugins"]])
def test_help_and_plugins_import_nothing_heavy(words: list[str], tmp_path: Path) -> None:
    code = (
        "import sys\nfrom unrolled.cli import main\ntry:\n    main(sys.argv[1:])\nexcept SystemExit as done:\n"
        "    assert not done.code\nprint(sorted(sys.modules), file=sys.stderr)"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, *words], capture_output=True, text=True, check=True, cwd=tmp_path
    )
    modules = done.stderr.strip().split("\n")[-1]
    heavy = [name for name in HEAVY if f"'{name}'" in modules and not (name == "pydantic" and words == ["plugins"])]
    assert heavy == []


def test_help_lists_every_command_with_its_first_line(capsys: pytest.CaptureFixture[str]) -> None:
    assert run("--help") == 0
    text = capsys.readouterr().out
    for name in commands._points():
        row = next(line for line in text.split("\n") if line.split()[:1] == [name])
        assert len(row.split()) > 2, row


def test_a_strangers_command_is_listed_with_its_distribution(install, capsys: pytest.CaptureFixture[str]) -> None:
    install("strange-tools", "", group="unrolled.commands")
    assert run("--help") == 0
    assert "[strange-tools 1.0]" in capsys.readouterr().out


def test_a_strangers_command_that_cannot_be_loaded_is_the_plugins_fault(
    install, capsys: pytest.CaptureFixture[str]
) -> None:
    install("strange-tools", "import nothing_of_that_name", group="unrolled.commands")
    assert run("main") == 4
    assert "plugin strange-tools 1.0: the command 'main' cannot be loaded" in capsys.readouterr().err


def test_a_strangers_command_that_is_no_python_costs_the_help_nothing(install) -> None:
    install("strange-tools", "def (", group="unrolled.commands")
    assert run("--help") == 0


def test_an_unknown_command_suggests_the_nearest(capsys: pytest.CaptureFixture[str]) -> None:
    assert run("plugin") == 2
    assert "Did you mean 'plugins'?" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("error", "code", "words"),
    [
        (ConfigError(Problem("first", "here"), "second"), 2, "error: here: first.\nerror: second.\n"),
        (DivergedError("the loss is nan"), 7, "error: the loss is nan.\n"),
        (MemoryError(), 6, "memory ran out"),
        (KeyError("x"), 1, "unexpected KeyError: 'x'"),
        (KeyboardInterrupt(), 130, "interrupted"),
    ],
)
def test_every_error_is_a_message_and_its_exit_code(
    command, error: BaseException, code: int, words: str, capsys
) -> None:
    command(error)
    assert run("fail") == code
    shown = capsys.readouterr().err
    assert words in shown
    assert "Traceback" not in shown


def test_debug_shows_the_traceback(command) -> None:
    command(KeyError("x"))
    with pytest.raises(KeyError):
        cli.main(["fail", "--debug"])


def test_plugins_as_json_is_one_document(capsys: pytest.CaptureFixture[str], tmp_path: Path, monkeypatch) -> None:
    monkeypatch.chdir(tmp_path)
    assert run("plugins", "--json") == 0
    listed = json.loads(capsys.readouterr().out)
    assert {"kind", "name", "id", "distribution", "version", "summary"} == listed["components"][0].keys()
    assert listed["broken"] == []


def test_a_broken_plugin_is_shown_with_its_cause(
    install, capsys: pytest.CaptureFixture[str], tmp_path, monkeypatch
) -> None:
    monkeypatch.chdir(tmp_path)
    install("bad-plugin", "import nothing_of_that_name")
    assert run("plugins") == 0
    assert "broken: bad-plugin 1.0 (entry point main): ModuleNotFoundError" in capsys.readouterr().out


def test_show_prints_fields_bounds_defaults_and_source(capsys: pytest.CaptureFixture[str]) -> None:
    assert run("show", "cell", "lstm") == 0
    text = capsys.readouterr().out
    assert "cell unrolled/lstm (unrolled 0.1.0)" in text
    assert "hidden_size" in text
    assert "integer >= 1" in text
    assert "unrolled_cells/lstms.py:" in text


def test_show_prints_the_fields_of_a_section(capsys: pytest.CaptureFixture[str]) -> None:
    assert run("show", "section", "train") == 0
    assert "learning_rate" in capsys.readouterr().out
    assert run("show", "section", "trian") == 2
    assert "Did you mean 'train'?" in capsys.readouterr().err


def test_show_prints_the_fields_of_a_nested_config(capsys: pytest.CaptureFixture[str]) -> None:
    assert run("show", "dataset", "files") == 0
    assert "column" in capsys.readouterr().out
