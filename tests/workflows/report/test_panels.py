"""Panels are chosen by what rows hold, and show it."""

from __future__ import annotations

import math
import shutil
import subprocess

import pytest
from hypothesis import given
from hypothesis import strategies as st

from unrolled_workflows.report import render
from unrolled_workflows.report.confusion import matrix
from unrolled_workflows.report.panels import panels
from unrolled_workflows.report.panels.alignment import labels
from unrolled_workflows.report.panels.panel import spread
from unrolled_workflows.report.panels.texts import compared

TRANSLATED = [
    {"target": "le chat dort", "predicted": "le chien dort", "loss": 0.5, "alignment": [[0.9, 0.1], [0.2, 0.8]]},
    {"target": "bonjour", "predicted": "bonjour", "loss": 0.1},
]
TAGGED = [
    {"target": ["B-PER", "I-PER", "O"], "predicted": ["B-PER", "O", "O"], "loss": 0.3},
    {"target": ["O"], "predicted": ["O"], "loss": 0.1},
]
FORECAST = [
    {"target": [1.0, 2.0], "predicted": [1.5, 2.0], "loss": 0.1, "quantiles": {"0.1": [1.0, 1.5], "0.9": [2.0, 2.5]}},
    {"target": [3.0, 4.0], "predicted": [3.0, 3.0], "loss": 0.2},
]
REGRESSED = [{"target": 1.0, "predicted": 1.5, "loss": 0.25}, {"target": 2.0, "predicted": 2.0, "loss": 0.0}]
SPOKEN = [{"log_probability": -9.0, "tokens": 3, "loss": 3.0}, {"log_probability": -2.0, "tokens": 2, "loss": 1.0}]

PLAYED = [
    {"notes": [[60, 64], []], "predicted_notes": [[60], [72]]},
    {"notes": [[]] * 200, "predicted_notes": [[]] * 200},
]


@pytest.fixture
def made(facts):
    """Return facts of rows, without classes."""

    def make(rows, **changes):
        texts = changes.pop("texts", [f"source {place}" for place in range(len(rows))])
        return facts(**{"predictions": rows, "texts": texts, "classes": (), **changes})

    return make


@pytest.mark.parametrize(
    ("rows", "titles"),
    [
        (TRANSLATED, ["Targets and predictions", "Alignments"]),
        (TAGGED, ["Tagged sequences"]),
        (FORECAST, ["Forecasts"]),
        (REGRESSED, ["Predicted over target"]),
        (SPOKEN, ["Likeliest texts"]),
        (PLAYED, ["Piano rolls"]),
        (PLAYED[1:], []),
        ([{"notes": "has a cough", "loss": 1.0}], []),
        ([{"notes": [60], "predicted_notes": [60]}], []),
        ([{"notes": [["C4"]], "predicted_notes": [["C4"]]}], []),
        ([{"loss": 1.0}], []),
        ([], []),
    ],
)
def test_rows_get_the_panels_of_what_they_hold(made, rows, titles):
    assert [panel.title for panel in panels(made(rows))] == titles


def test_classes_with_probabilities_get_a_calibration(facts):
    (panel,) = panels(facts())
    assert panel.title == "Calibration"
    (figure,) = panel.figures
    assert figure.spec["data"][1]["x"] == pytest.approx([0.6, 0.7, 0.8, 0.9])
    assert figure.spec["data"][1]["y"] == [1, 1, 0, 1]
    assert "0.400" in panel.remark  # (0.4 + 0.3 + 0.8 + 0.1) / 4


def test_what_differs_between_target_and_prediction_is_marked(made):
    panel = panels(made(TRANSLATED))[0]
    source, target, predicted = panel.examples[0]
    assert [piece.text for piece in source.pieces] == ["source 0"]
    assert [piece.text for piece in target.pieces if piece.wrong] == ["chat "]
    assert [piece.text for piece in predicted.pieces if piece.wrong] == ["chien "]
    assert panel.remark.startswith("1 of 2 predictions equal")


@given(st.text(alphabet="ab -", max_size=12), st.text(alphabet="ab -", max_size=12))
def test_a_comparison_shows_both_texts_and_marks_nothing_where_they_are_equal(target, predicted):
    lines = compared("", target, predicted)
    shown = ["".join(piece.text for piece in line.pieces) for line in lines]
    by_word = any(letter.isspace() for letter in target + predicted)
    assert shown == [target.lstrip(), predicted.lstrip()] if by_word else [target, predicted]
    assert any(piece.wrong for line in lines for piece in line.pieces) == (target.split() != predicted.split())


def test_a_wrong_tag_stands_beside_the_right_one(made):
    (panel,) = panels(made(TAGGED, tokens={0: ["Harry", "Potter", "and"], 1: ["so"]}))
    (line,) = panel.examples[0]
    assert [(piece.text, piece.note, piece.wrong) for piece in line.pieces] == [
        ("Harry", "B-PER", False), ("Potter", "O | I-PER", True), ("and", "O", False),
    ]  # fmt: skip
    assert panel.remark.startswith("1 of 4 tags are wrong")


def test_steps_without_tokens_are_numbered(made):
    (panel,) = panels(made(TAGGED))
    assert [piece.text for piece in panel.examples[0][0].pieces] == ["1", "2", "3"]


def test_tags_have_a_confusion_matrix(made):
    rows = matrix(made(TAGGED, classes=("B-PER", "I-PER", "O")))
    assert [[cell.count for cell in row.cells] for row in rows] == [[1, 0, 0], [0, 0, 1], [0, 0, 2]]


@pytest.mark.system("A03")
def test_a_piano_roll_tells_what_sounds_from_what_was_said(made):
    (figure,) = panels(made(PLAYED))[0].figures
    (roll,) = figure.spec["data"]
    assert (roll["x"], roll["y"]) == ([2, 3], list(range(60, 73)))
    said_and_sounding, unsaid, silent = roll["z"][0], roll["z"][4], roll["z"][12]
    assert (said_and_sounding, unsaid, silent) == ([1, 0], [2, 0], [0, 3])
    assert sum(map(sum, roll["z"])) == 6
    assert figure.spec["layout"]["yaxis"]["ticktext"] == ["C4", "C5"]
    assert figure.summary == "Notes that sound as was said: 1; that sound unsaid: 1; said and silent: 1."


def test_of_a_long_piece_the_beginning_is_drawn(made):
    piece = {"notes": [[61]] * 300, "predicted_notes": [[61]] * 300}
    (figure,) = panels(made([piece]))[0].figures
    assert figure.title.endswith("the first 120 of 300 steps")
    assert len(figure.spec["data"][0]["x"]) == 120
    assert figure.summary.startswith("Notes that sound as was said: 120;")
    assert figure.spec["layout"]["yaxis"]["ticktext"] == ["C#4"]


@pytest.mark.system("S06")
def test_an_alignment_is_a_map_of_source_and_prediction(made):
    (figure,) = panels(made(TRANSLATED, texts=["the cat", "hello"]))[1].figures
    (map_,) = figure.spec["data"]
    assert map_["z"] == TRANSLATED[0]["alignment"]
    assert figure.spec["layout"]["xaxis"]["ticktext"] == ["the", "cat"]
    assert "1 to the, 2 to cat" in figure.summary


@pytest.mark.parametrize(
    ("tokens", "text", "count", "names"),
    [
        (["a", "b"], "", 2, ["a", "b"]),
        ((), "two words", 2, ["two", "words"]),
        ((), "two words", 3, ["two", "words", "end"]),
        ((), "ab", 2, ["a", "b"]),
        ((), "a b", 3, ["a", " ", "b"]),
        ((), "abc", 3, ["a", "b", "c"]),
        ((), "abc", 4, ["a", "b", "c", "end"]),
        ((), "abc", 7, ["1", "2", "3", "4", "5", "6", "7"]),
    ],
)
def test_places_of_an_alignment_are_named_by_what_there_are_as_many_of(tokens, text, count, names):
    assert labels(tokens, text, count, ended=True) == names


def test_what_was_said_has_no_mark_of_the_end():
    assert labels((), "two words", 3) == ["1", "2", "3"]


def test_a_forecast_is_drawn_with_its_past_and_its_band(made):
    (panel,) = panels(made(FORECAST, frames={0: [[-1.0, 9.0], [0.0, 9.0]]}))
    horizon, first, second = panel.figures
    assert horizon.spec["data"][0]["y"] == [0.25, 0.5]
    drawn = {line["name"]: (line["x"], line["y"]) for line in first.spec["data"]}
    assert drawn["past"] == ([-1, 0], [-1.0, 0.0])
    assert drawn["target"] == ([1, 2], [1.0, 2.0])
    assert drawn["forecast"] == ([1, 2], [1.5, 2.0])
    assert drawn["quantile 0.1"] == ([1, 2], [1.0, 1.5])
    assert [line["name"] for line in second.spec["data"]] == ["past", "target", "forecast"]


def test_an_input_that_is_a_picture_is_drawn_with_what_was_said_of_it(made):
    frames = {0: [[0.0, 1.0, 0.0, 1.0]] * 5, 1: [[0.5]] * 500}
    panel = panels(made(TRANSLATED, frames=frames))[1]
    (figure,) = panel.figures
    assert figure.title == "le chien dort (is: le chat dort)"
    assert figure.summary == "Predicted: le chien dort. Target: le chat dort."
    assert figure.spec["data"][0]["z"] == frames[0]


def test_of_several_channels_the_first_is_drawn(made):
    rows = [{"target": [[1.0, 7.0], [2.0, 7.0]], "predicted": [[1.0, 0.0], [1.0, 0.0]], "loss": 0.1}]
    (panel,) = panels(made(rows))
    assert panel.figures[0].spec["data"][0]["y"] == [0.0, 1.0]
    assert "the first is drawn" in panel.remark


def test_the_likeliest_text_comes_first(made):
    (panel,) = panels(made(SPOKEN, texts=["odd", "usual"]))
    assert [line.pieces[0].text for (line,) in panel.examples] == ["usual", "odd"]


@given(st.integers(0, 60), st.integers(1, 20))
def test_places_are_spread_over_all_and_none_comes_twice(count, wanted):
    places = spread(count, wanted)
    assert len(places) == len(set(places)) == min(count, wanted)
    assert places == sorted(places)
    assert all(0 <= place < count for place in places)
    assert not places or max(after - before for before, after in zip(places, [*places[1:], count], strict=True)) <= (
        math.ceil(count / len(places))
    )


def test_the_page_shows_panels_and_hostile_texts_stay_texts(made):
    rows = [{"target": "<b>a</b> x", "predicted": "<script>x</script> y", "loss": 1.0}]
    page = render(made(rows, texts=["<img>"]))
    assert "<h2>Targets and predictions</h2>" in page
    assert "&lt;script&gt;x&lt;/script&gt;" in page
    assert "<img>" not in page


@pytest.mark.slow
@pytest.mark.parametrize(
    ("rows", "mark"),
    [(TRANSLATED, 'class="hm"'), (FORECAST, "js-line"), (REGRESSED, 'class="point"')],
    ids=["alignments", "forecasts", "scatter"],
)
def test_a_browser_draws_the_panels_and_has_nothing_to_complain_about(made, rows, mark, tmp_path):
    chromium = shutil.which("chromium") or pytest.skip("chromium is not installed")
    page = tmp_path / "report.html"
    page.write_text(render(made(rows)))
    result = subprocess.run(
        [
            chromium, "--headless", "--no-sandbox", "--disable-gpu", "--disable-background-networking",
            f"--user-data-dir={tmp_path / 'profile'}", "--enable-logging=stderr", "--virtual-time-budget=10000",
            "--dump-dom", page.as_uri(),
        ],
        capture_output=True, text=True, timeout=120, check=True,
    )  # fmt: skip
    assert mark in result.stdout
    assert "CONSOLE" not in result.stderr
