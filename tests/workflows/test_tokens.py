"""Stage tokens with other tokenizers than words: bytes that stay, series, and a file that DVC watches."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest
from tokenizers import Tokenizer, models, pre_tokenizers

import unrolled
from unrolled.durable import verify
from unrolled.errors import ConfigError, DataError
from unrolled.params import read_params
from unrolled.runtime.columns import read_split
from unrolled_workflows.execute import execute
from unrolled_workflows.pipeline import pipeline
from unrolled_workflows.run import prepare
from unrolled_workflows.stages import stage_named, tokens
from unrolled_workflows.workspace import Workspace


def made(workspace: Path) -> Path:
    """Run the stages up to tokens and return the output of that one."""
    setting = prepare(read_params(workspace / "params.yaml"), Workspace(workspace))
    with setting.workspace.claimed():
        for name in ("data", "tokens"):
            execute(stage_named(name), setting)
    return workspace / "outputs" / "tokens"


def rewrite(workspace: Path, old: str, new: str) -> None:
    params = workspace / "params.yaml"
    assert old in params.read_text()
    params.write_text(params.read_text().replace(old, new))


def write_pieces(path: Path, *words: str) -> None:
    """Write a tokenizer.json that knows a few words."""
    pieces = Tokenizer(models.WordLevel({word: number for number, word in enumerate(words)}, unk_token=words[0]))
    pieces.pre_tokenizer = pre_tokenizers.WhitespaceSplit()
    pieces.save(str(path))


@pytest.fixture
def pieces(workspace: Path) -> Path:
    """Return a tokenizer.json beside params.yaml, which names it."""
    rewrite(workspace, "  name: word\n", "  name: pretrained\n  path: pieces.json\n")
    write_pieces(workspace / "pieces.json", "[UNK]", "film", "end")
    return workspace / "pieces.json"


@pytest.fixture
def signals(workspace: Path) -> Path:
    """Return a workspace whose examples are series of two channels."""
    random = np.random.default_rng(0)
    lines = [
        json.dumps({"signal": (random.normal(size=(3 + row % 4, 2)) + row % 2).tolist(), "label": "ab"[row % 2]})
        for row in range(60)
    ]
    (workspace / "signals.jsonl").write_text("\n".join(lines) + "\n")
    rewrite(workspace, "reviews.csv", "signals.jsonl")
    rewrite(workspace, "text: {column: text, kind: text}", "signal: {kind: frames}")
    rewrite(workspace, "embedding:\n  name: skip-gram\n  dim: 6\n", "")
    rewrite(workspace, "  name: word\n", "  name: frames\n  window: 3\n  hop: 2\n")
    return workspace


def test_the_bytes_do_not_depend_on_how_many_texts_are_encoded_at_once(
    workspace: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    together = verify(made(workspace))["files"]
    monkeypatch.setattr(tokens, "ROWS", 7)
    (workspace / "outputs" / "tokens").rename(tmp_path / "first")
    assert verify(made(workspace))["files"] == together


def test_what_a_tokenizer_learned_is_json_with_a_digest(workspace: Path) -> None:
    output = made(workspace)
    assert json.loads((output / "tokenizer.json").read_text())["words"]
    assert "sha256" in verify(output)["files"]["tokenizer.json"]


def test_pieces_of_a_file_are_kept_and_the_file_is_a_dependency_of_the_stage(pieces: Path) -> None:
    workspace = pieces.parent
    values = read_split(made(workspace) / "train.arrow", {"text": "text"})["text"].values
    assert set(values.tolist()) == {1, 2, 3}
    stages = pipeline(read_params(workspace / "params.yaml"))["stages"]
    assert stages["tokens"]["deps"] == ["outputs/data", "pieces.json"]
    assert [name for name, stage in stages.items() if "pieces.json" in stage.get("deps", ())] == ["tokens"]


def test_another_file_makes_other_tokens(pieces: Path) -> None:
    before = verify(made(pieces.parent))["files"]
    write_pieces(pieces, "[UNK]", "song", "cast", "film")
    assert verify(made(pieces.parent))["files"] != before


def test_a_file_of_pieces_that_is_not_there_is_named_before_anything_runs(pieces: Path, cli) -> None:
    pieces.rename(pieces.with_name("pieces2.json"))
    code, _, errors = cli("check")
    assert code == 3
    assert "params.yaml:11:9: tokenizer: there is no file pieces.json. Did you mean 'pieces2.json'?" in errors
    assert "See: unrolled show tokenizer pretrained" in errors
    with pytest.raises(DataError, match=r"pieces\.json: there is no such file"):
        made(pieces.parent)


@pytest.mark.system("T13")
def test_series_are_cut_into_windows_and_learned_from(signals: Path) -> None:
    run = unrolled.run(signals / "params.yaml", {"train.epochs": 8})
    output = signals / "outputs" / "tokens"
    signal = read_split(output / "train.arrow", {"signal": "frames"})["signal"]
    assert signal.values.shape[1] == 6
    assert set(np.diff(signal.offsets_S1)) == {1, 2, 3}
    assert json.loads((output / "tokenizer.json").read_text()).keys() == {"mean", "standard_deviation"}
    assert run.metrics["test"]["accuracy"] > run.metrics["majority_class"]["test"]


def test_series_without_a_tokenizer_stay_as_they_are(signals: Path) -> None:
    rewrite(signals, "tokenizer:\n  name: frames\n  window: 3\n  hop: 2\n", "")
    assert read_split(made(signals) / "train.arrow", {"signal": "frames"})["signal"].values.shape[1] == 2


@pytest.mark.parametrize(
    ("tokenizer", "refused"),
    [
        ("name: word", r"tokenizer: serves no field; the data has signal \(frames\) and label \(label\)"),
        ("sygnal: {name: frames}", r"tokenizer\.sygnal: reads frames and serves no field.*Did you mean 'signal'\?"),
    ],
)
def test_a_tokenizer_that_reads_no_series_is_refused(signals: Path, tokenizer: str, refused: str) -> None:
    rewrite(signals, "  name: frames\n  window: 3\n  hop: 2\n", f"  {tokenizer}\n")
    with pytest.raises(ConfigError, match=refused):
        read_params(signals / "params.yaml")


def test_a_tokenizer_of_series_for_text_is_refused_with_its_line(workspace: Path) -> None:
    rewrite(workspace, "  name: word\n", "  name: frames\n")
    with pytest.raises(ConfigError, match=r"params\.yaml:9:1: tokenizer: reads frames and serves no field"):
        read_params(workspace / "params.yaml")


def test_a_text_beside_series_needs_a_tokenizer_each(signals: Path) -> None:
    rewrite(signals, "signal: {kind: frames}", "input: {column: signal, kind: frames}\n    note: {kind: text}")
    with pytest.raises(ConfigError, match=r"params\.yaml:\d+:9: tokenizer 'frames' reads frames; field 'note' is text"):
        read_params(signals / "params.yaml")
    rewrite(signals, "  name: frames\n  window: 3\n  hop: 2\n", "  note: {name: word}\n  input: {name: frames}\n")
    assert set(read_params(signals / "params.yaml").experiment.slots("tokenizer")) == {
        "tokenizer.note",
        "tokenizer.input",
    }


def series(signal: list[list[float]]) -> str:
    """Return a line of signals.jsonl."""
    return json.dumps({"signal": signal, "label": "a"}) + "\n"


@pytest.mark.parametrize("rows", [10_000, 7])
@pytest.mark.parametrize(
    ("tokenizer", "refused"),
    [
        ("nucleotide", "letter 3 of the sequence 'ACXG' is 'X', none of ACGT or U"),
        ("word\n  specials: []", "'acxg' is not in the vocabulary, and the specials have no <unk>"),
    ],
)
def test_a_text_that_is_refused_is_named_by_split_row_and_field(
    workspace: Path, monkeypatch: pytest.MonkeyPatch, tokenizer: str, refused: str, rows: int
) -> None:
    monkeypatch.setattr(tokens, "ROWS", rows)
    rewrite(workspace, "  name: word\n", f"  name: {tokenizer}\n")
    rewrite(workspace, "  path: reviews.csv", "  train: good.csv\n  validation: good.csv\n  test: bad.csv")
    good = "text,label\n" + "ACG,a\n" * 9
    (workspace / "good.csv").write_text(good)
    (workspace / "bad.csv").write_text(good + "ACXG,a\n" + "ACG,a\n")
    with pytest.raises(DataError) as caught:
        made(workspace)
    assert str(caught.value).startswith(f"tokenizer: example 10 of split 'test', field 'text': {refused}")
    assert str(caught.value).endswith(f"See: unrolled show tokenizer {tokenizer.partition(chr(10))[0]}")


def test_a_series_that_cannot_be_learned_from_is_named_by_its_row(signals: Path) -> None:
    lines = (signals / "signals.jsonl").read_text()
    (signals / "test.jsonl").write_text(series([[1.0, 2.0]]))
    (signals / "signals.jsonl").write_text(lines + series([[1.0, 2.0, 3.0]]))
    rewrite(signals, "  path: signals.jsonl", "  train: signals.jsonl\n  validation: test.jsonl\n  test: test.jsonl")
    with pytest.raises(DataError) as caught:
        made(signals)
    assert str(caught.value).startswith("tokenizer: example 61 of split 'train', field 'signal': series 61 has steps")
    assert str(caught.value).endswith("See: unrolled show tokenizer frames")


def test_what_is_wrong_with_all_texts_names_none_of_them(workspace: Path) -> None:
    rewrite(workspace, "  name: word\n", "  name: regex\n  pattern: '\\b'\n")
    with pytest.raises(DataError, match=r"^tokenizer: the pattern .* matches no word .* See: unrolled show tokenizer"):
        made(workspace)


def test_a_vocabulary_of_one_word_is_warned_of(workspace: Path, caplog: pytest.LogCaptureFixture) -> None:
    rewrite(workspace, "  name: word\n", "  name: regex\n  pattern: end\n")
    made(workspace)
    assert caplog.messages == ["tokenizer: knows one token alone, 'end'. See: unrolled show tokenizer regex"]
