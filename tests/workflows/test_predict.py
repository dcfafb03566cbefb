"""Examples of every kind of field through a trained model."""

from __future__ import annotations

import json
import random

import pytest

import unrolled
from unrolled.errors import ConfigError, DataError
from unrolled_workflows.load import LoadedRun
from unrolled_workflows.predict import predict_lines, predict_texts

SERIES = """\
data:
  name: files
  path: series.jsonl
  fields: {signal: {kind: frames}, label: {kind: label}}
cell: {name: gru, hidden_size: 4}
task: {name: classification}
train: {epochs: 6, learning_rate: 0.03, batch_size: 16}
"""


@pytest.fixture(scope="module")
def series(tmp_path_factory: pytest.TempPathFactory) -> LoadedRun:
    """Return a run whose examples are series that rise or fall."""
    place, chance = tmp_path_factory.mktemp("series"), random.Random(1)
    rows = []
    for number in range(120):
        way = 1 if number % 2 else -1
        signal = [[way * step + chance.gauss(0, 0.1), 1.0] for step in range(4)]
        rows.append(json.dumps({"signal": signal, "label": "rises" if way > 0 else "falls"}))
    (place / "series.jsonl").write_text("\n".join(rows) + "\n")
    (place / "params.yaml").write_text(SERIES)
    unrolled.run(place / "params.yaml")
    return unrolled.load_run(place)


def test_a_json_object_a_line_is_an_example(series) -> None:
    lines = [json.dumps({"signal": [[way * step, 1] for step in range(4)]}) for way in (1, -1)]
    assert [row["predicted"] for row in predict_lines(series, lines)] == ["rises", "falls"]


def test_the_batches_of_a_run_are_its_split_in_order_as_its_task_reads_them(series) -> None:
    batches, task = list(series.batches("test")), series.task()
    places = [row for batch in batches for row in batch.rows_B.tolist()]
    assert places == list(range(len(series.predictions("test"))))
    rows = [row for batch in batches for row in task.predict(batch)]
    assert [row["predicted"] for row in rows] == [row["predicted"] for row in series.predictions("test")]


def test_a_split_that_is_not_there_is_refused_at_once(series) -> None:
    for ask in (series.batches, series.predictions):
        with pytest.raises(ConfigError, match=r"there is no split 'tset' here\. Did you mean 'test'"):
            ask("tset")


def test_an_example_that_is_no_text_is_not_taken_for_one(series) -> None:
    with pytest.raises(ConfigError, match=r"an example of this run is signal \(frames\), not one text"):
        predict_texts(series, ["up"])


@pytest.mark.parametrize(
    ("line", "told"),
    [
        ("{", "line 1: is no JSON"),
        ("[" * 100_000, "line 1: is no JSON"),
        ("[1]", "line 1: is no JSON object with signal"),
        ('{"signal": 3}', "line 1: 'signal' is not a list of lists of numbers that float32 holds, all of one length"),
        ('{"signal": [[1, 2], [1]]}', "line 1: 'signal' is not a list of lists"),
        ('{"signal": [[NaN, 2]]}', "line 1: 'signal' is not a list of lists"),
        ('{"signal": [[1e39, 2]]}', "line 1: 'signal' is not a list of lists"),
        ('{"signal": [[1' + "0" * 400 + ", 2]]}", "line 1: 'signal' is not a list of lists"),
        ('{"signal": []}', "line 1: 'signal' is not a list of lists"),
        ('{"sygnal": [[1, 2]]}', "line 1: 'signal' is missing"),
        ('{"signal": [[1, 2, 3]]}', "line 1: 'signal' has frames of 3 numbers, the model reads 2"),
    ],
)
def test_a_line_that_is_no_example_is_told_by_its_number(series, line: str, told: str) -> None:
    with pytest.raises(DataError) as caught:
        predict_lines(series, [line])
    assert told in str(caught.value)


def test_all_lines_that_are_wrong_are_told_at_once(series) -> None:
    with pytest.raises(DataError) as caught:
        predict_lines(series, ["{}", json.dumps({"signal": [[1, 2]]}), "no"])
    assert [problem.where for problem in caught.value.problems] == ["line 1", "line 3"]


def test_no_line_gives_no_row(series) -> None:
    assert predict_lines(series, []) == []


def test_the_command_reads_json_from_standard_input(series, monkeypatch, capsys) -> None:
    import io

    from unrolled.cli import main

    monkeypatch.chdir(series.workspace.root)
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(b'{"signal": [[3, 1], [4, 1]]}\n')))
    with pytest.raises(SystemExit) as caught:
        main(["predict", "--json"])
    assert (caught.value.code or 0, json.loads(capsys.readouterr().out)["predicted"]) == (0, "rises")
