"""What goes wrong on the way in: one error in the house style, the right exit code, nothing half-written."""

from pathlib import Path

import pytest

ROWS = "text,label\n" + "".join(f"word{i} film,{'good' if i % 2 else 'bad'}\n" for i in range(40))


def outputs(workspace: Path) -> list[str]:
    return sorted(path.name for path in (workspace / "outputs").glob("*"))


@pytest.mark.fault("F18")
@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"", "reviews.csv: the file is empty"),
        (b"text,label\n", "reviews.csv"),
        (ROWS.encode() + b"caf\xe9,good\n", "reviews.csv:42: not valid UTF-8: 0xe9 at byte 664"),
        ((ROWS + "fine,\n").encode(), "reviews.csv:42"),
        ((ROWS + "fine\n").encode(), "reviews.csv:42"),
        ((ROWS.replace("text,label", "txt,label")).encode(), "text"),
    ],
    ids=["empty", "header only", "not UTF-8", "label missing", "column missing", "wrong header"],
)
def test_a_bad_table_is_one_error_with_its_place(cli, workspace: Path, data: bytes, words: str) -> None:
    (workspace / "reviews.csv").write_bytes(data)
    code, _, errors = cli("run")
    assert code == 3
    assert words in errors
    assert "Traceback" not in errors
    assert outputs(workspace) == []


def test_a_missing_file_is_a_data_error(cli, workspace: Path) -> None:
    (workspace / "reviews.csv").unlink()
    code, _, errors = cli("run")
    assert (code, "reviews.csv" in errors) == (3, True)


def test_three_mistakes_are_told_at_once(cli, workspace: Path) -> None:
    code, _, errors = cli("run", "cell.hiden_size=3", "cell.hidden_size=null", "train.epochs=0", "tokenizer.name=wrod")
    assert code == 2
    assert errors.count("error: ") == 4
    assert outputs(workspace) == []


@pytest.mark.fault("F06")
@pytest.mark.parametrize("passage", [1, 3, 6])
def test_a_full_disk_leaves_nothing_half_written(cli, workspace: Path, passage: int, monkeypatch) -> None:
    from unrolled.durable import faultpoints

    monkeypatch.setattr(faultpoints, "_plan", faultpoints._parse(f"durable.write.fsync:enospc@{passage}"))
    code, _, errors = cli("run")
    assert code == 6
    assert "cannot write: No space left on device" in errors
    assert "Traceback" not in errors
    assert [name for name in outputs(workspace) if not (workspace / "outputs" / name / "MANIFEST.json").is_file()] == []
    monkeypatch.setattr(faultpoints, "_plan", None)
    assert cli("run")[0] == 0


@pytest.mark.fault("F36")
def test_a_training_that_diverges_ends_with_its_own_exit_code(cli, workspace: Path) -> None:
    # Weight decay far beyond 1 / learning rate multiplies every weight by -999 a step.
    code, _, errors = cli(
        "run", "train.optimizer=sgd", "train.learning_rate=100", "train.weight_decay=10", "train.epochs=9"
    )
    assert code == 7
    assert "step" in errors
    assert "train" not in outputs(workspace)


def test_params_that_are_missing_are_named(cli, workspace: Path) -> None:
    (workspace / "params.yaml").unlink()
    code, _, errors = cli("run")
    assert code == 2
    assert "there is no params.yaml here" in errors
