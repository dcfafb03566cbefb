import io
import json
import shutil
from pathlib import Path

import pytest

LANGUAGE_MODEL = """\
seed: 1
data:
  name: files
  path: lines.txt
  fields:
    text: {kind: text}
tokenizer:
  name: word
embedding:
  name: learned
  dim: 8
cell:
  name: gru
  hidden_size: 16
task:
  name: language-model
train:
  epochs: 12
  batch_size: 8
  learning_rate: 0.02
"""


@pytest.fixture
def language_model(workspace: Path, cli) -> Path:
    """A trained language model of two kinds of sentences."""
    (workspace / "params.yaml").write_text(LANGUAGE_MODEL)
    lines = [f"the {'cat' if i % 2 else 'dog'} number {i % 7} {'sleeps' if i % 2 else 'barks'}" for i in range(60)]
    (workspace / "lines.txt").write_text("\n".join(lines) + "\n")
    code, _, errors = cli("run")
    assert code == 0, errors
    return workspace


def test_run_prints_the_score_beside_the_majority_class_and_the_report(cli) -> None:
    code, out, _ = cli("run", "train.epochs=3")
    assert code == 0
    score, besides, report = out.strip().split("\n")[-3:]
    assert score.startswith("test accuracy 0.")
    assert "(majority class 0." in score
    assert besides.startswith("besides calibration_error 0.")
    assert ", loss 0." in besides
    assert report == "report outputs/report/index.html"
    assert cli("result") == (0, f"{score}\n{besides}\n{report}\n", "")


def test_predict_says_one_row_for_each_text(cli) -> None:
    cli("run", "train.epochs=8")
    code, out, _ = cli("predict", "the film is wonderful", "this plot is dreadful")
    rows = [json.loads(line) for line in out.strip().split("\n")]
    assert code == 0
    assert [row["predicted"] for row in rows] == ["good", "bad"]
    assert [set(row) for row in rows] == [{"predicted", "probabilities"}] * 2


def test_predict_reads_lines_from_standard_input(cli, monkeypatch: pytest.MonkeyPatch) -> None:
    cli("run")
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(b"the film is wonderful\r\nfine\n")))
    assert len(cli("predict")[1].strip().split("\n")) == 2


def test_a_line_of_standard_input_that_is_not_utf8_is_named(cli, monkeypatch: pytest.MonkeyPatch) -> None:
    cli("run")
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(b"fine\na \xff\n")))
    code, _, errors = cli("predict")
    assert code == 3
    assert "standard input:2: is not UTF-8 at byte 2" in errors


@pytest.mark.parametrize("stage", ["train", "evaluate", "report"])
def test_a_run_whose_outputs_are_not_all_there_is_no_finished_run(cli, workspace: Path, stage: str) -> None:
    cli("run")
    shutil.rmtree(workspace / "outputs" / stage)
    assert cli("result")[0] == 2


def test_an_edited_score_is_not_believed(cli, workspace: Path) -> None:
    cli("run")
    path = workspace / "outputs" / "evaluate" / "metrics.json"
    path.write_text(path.read_text().replace("0.", "0.9", 1))
    code, _, errors = cli("result")
    assert code == 5
    assert "metrics.json: damaged" in errors
    assert errors.endswith("See: dvc repro, or unrolled run\n")


@pytest.mark.system("L02")
def test_sample_draws_the_same_texts_for_the_same_seed(language_model: Path, cli) -> None:
    code, first, _ = cli("sample", "--count", "3", "--seed", "5", "--temperature", "0.7")
    assert code == 0
    assert len(first.strip().split("\n")) == 3
    assert cli("sample", "--count", "3", "--seed", "5", "--temperature", "0.7")[1] == first
    assert cli("sample", "--count", "3", "--seed", "6", "--temperature", "0.7")[1] != first


@pytest.mark.system("L01")
def test_score_prefers_the_sentence_that_the_model_knows(language_model: Path, cli) -> None:
    code, out, _ = cli("score", "the cat number 3 sleeps", "sleeps 3 number cat the")
    assert code == 0
    known, strange = (float(line.partition("\t")[0]) for line in out.strip().split("\n"))
    assert known > strange


def test_sampling_from_a_classifier_is_refused(cli) -> None:
    cli("run")
    code, _, errors = cli("sample")
    assert code == 2
    assert "is no language model" in errors


@pytest.mark.parametrize("command", ["result", "predict", "sample", "score"])
def test_a_command_on_a_finished_run_says_so_where_there_is_none(cli, command: str) -> None:
    code, _, errors = cli(command)
    assert code == 2
    assert "no finished run stands here. See: unrolled run" in errors


def test_the_lock_is_written_once_and_again_only_when_it_changes(cli, workspace: Path) -> None:
    assert cli("lock")[1] == "plugins.lock.yaml: written\n"
    assert cli("lock")[1] == "plugins.lock.yaml: unchanged\n"
    assert cli("set", "cell", "gru")[0] == 0
    assert cli("lock")[1] == "plugins.lock.yaml: written\n"


def test_the_pipeline_is_checked_without_writing(cli, workspace: Path) -> None:
    assert cli("dvc", "--check")[0] == 2
    assert not (workspace / "dvc.yaml").exists()
    assert cli("dvc")[0] == 0
    assert cli("dvc", "--check")[0] == 0


def test_the_schema_lets_an_editor_complete_and_check(cli, workspace: Path) -> None:
    assert cli("schema")[0] == 0
    schema = json.loads((workspace / "params.schema.json").read_text())
    assert set(schema["required"]) == {"data", "cell", "task"}


def test_check_says_what_is_right_and_what_is_missing(cli, workspace: Path) -> None:
    code, out, _ = cli("check")
    assert (code, out.partition(":")[0]) == (0, "params.yaml is right")
    (workspace / "reviews.csv").unlink()
    code, _, errors = cli("check")
    assert code == 3
    assert "params.yaml:5:9: data: there is no file reviews.csv" in errors


def test_check_opens_the_files_of_vectors_and_of_scores_and_tells_all_that_is_wrong(cli, workspace: Path) -> None:
    params = workspace / "params.yaml"
    given = "name: pretrained\n  path: given.txt\n  dim: 2"
    scored = "vectors:\n  similarity: [pairs.txt, lost]\n  analogies: [questions.txt]\n"
    params.write_text(params.read_text().replace("name: skip-gram\n  dim: 6", given) + scored)
    (workspace / "given.txt").write_text("film 1 2\nsong 3\n")
    (workspace / "pairs.txt").write_text("film song 5\nfilm song\n")
    (workspace / "questions.txt").write_text("a b c\n")
    code, _, errors = cli("check")
    assert code == 3
    assert errors.splitlines() == [
        "error: given.txt:2: holds 1 values where the first line has 2.",
        "error: pairs.txt:2: holds no two words and a score. See: unrolled vectors similarity --help",
        "error: params.yaml:27:27: vectors: there is no file lost. See: unrolled show section vectors",
        (
            "error: questions.txt:1: holds 3 words where a question has 4 and a section starts with ':'. "
            "See: unrolled vectors analogies --help"
        ),
    ]


LOOKING = """
from unrolled import Config, embedding, hookimpl

class Mine(Config):
    "Mine."

def look(config):
    raise KeyError("header")

@embedding("mine", Mine, check=look)
def mine(config, /, *, vocab_size):
    raise NotImplementedError

@hookimpl
def components():
    return [mine]
"""


def test_what_a_plugins_check_of_its_files_raises_is_the_plugins(cli, workspace: Path) -> None:
    (workspace / "mine.py").write_text(LOOKING)
    code, _, errors = cli("check", "plugins=[./mine.py]", "embedding={name: mine}")
    assert code == 4
    assert errors.startswith(
        "error: plugin ./mine.py file: checking the files of embedding 'mine' raised KeyError: 'header'"
    )


def test_a_plugin_file_that_is_not_there_is_named_with_its_place(cli, workspace: Path) -> None:
    params = workspace / "params.yaml"
    params.write_text(params.read_text() + "plugins:\n- ./mine.py\n")
    code, _, errors = cli("check")
    assert code == 4
    assert "params.yaml:26:3: plugins: ./mine.py is broken: FileNotFoundError" in errors
