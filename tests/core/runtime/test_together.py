"""Several processes train as one does, end together, and go on to the same bytes."""

import json
import subprocess
import sys
from pathlib import Path

import pytest
import torch
from safetensors.torch import load_file

SCRIPT = Path(__file__).with_name("tiny_together.py")
SHORT = {"epochs": 2, "checkpoint_every": 3}
STEEP = {**SHORT, "optimizer": "sgd"}
UNEVEN = {"make": "DryTask", "examples": 41, "settings": STEEP}
KILLS = {
    "of the rank that writes": [0, 8, "kill"],
    "of a rank that does not write": [1, 8, "kill"],
}


ALIKE = {
    "the last batch has fewer examples than ranks": {},
    "shares of different sizes": {"ranks": 3, "examples": 43},
    "a loss that is a mean over tokens": {"make": "TokenTask", "examples": 43},
    "parameters that not every rank uses": {"make": "PartialTask"},
    "a rank without a batch to validate": {"settings": {**STEEP, "batch_size": 40}},
}


def trainings():
    """Return all trainings by name; those that share a directory follow one another."""
    base = {"make": "UnrolledTask", "examples": 41, "settings": {**SHORT, "probe_every": 5}}
    found = {"undisturbed": {**base, "work": "undisturbed"}}
    for name, act in KILLS.items():
        found |= {name: {**base, "work": name, "act": act}, f"{name}, again": {**base, "work": name}}
    for name, options in ALIKE.items():
        several = {**UNEVEN, **options, "work": name}
        found |= {name: several, f"{name}, alone": {**several, "work": f"{name}, alone", "ranks": 1}}
    return found | {
        "asked to stop": {**base, "work": "asked", "act": [1, 7, "term"]},
        "asked to stop, again": {**base, "work": "asked"},
        "asked late": {**base, "work": "late", "act": [0, 12, "interrupt"]},
        "lost": {**UNEVEN, "make": "LostTask", "work": "lost"},
        "lost once": {**UNEVEN, "make": "LostTask", "work": "once", "settings": {**SHORT, "non_finite": "skip:2"}},
        "one ends it": {**base, "work": "ended", "stopper": 1, "settings": {"epochs": 3}},
        "first": {**base, "work": "grown", "settings": {**base["settings"], "epochs": 1}, "goes_on": True},
        "grown": {**base, "work": "grown"},
        "of two": {**base, "work": "sizes", "settings": {"epochs": 1, "checkpoint_every": 3}},
        "by one": {**base, "work": "sizes", "ranks": 1},
    }


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """Return the folder that all trainings have run in."""
    return tmp_path_factory.mktemp("together")


@pytest.fixture(scope="module")
def told(folder):
    """Return what the ranks of each training told."""
    wanted = trainings()
    command = [sys.executable, str(SCRIPT), str(folder), json.dumps(list(wanted.values()))]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")
    return dict(zip(wanted, map(json.loads, done.stdout.splitlines()), strict=True))


@pytest.mark.parametrize("name", ALIKE)
def test_processes_learn_to_rounding_what_one_learns(told, folder, name):
    (alone,) = told[f"{name}, alone"]
    weights, expected = (load_file(folder / f"{each}.safetensors") for each in (name, f"{name}, alone"))
    torch.testing.assert_close(weights, expected, rtol=1e-3, atol=1e-5)
    for rank in told[name]:
        assert rank["curves"] == [pytest.approx(row, rel=1e-4) for row in alone["curves"]]


@pytest.mark.fault("F01")
@pytest.mark.parametrize("name", KILLS)
def test_a_training_whose_rank_was_killed_goes_on_to_the_same_bytes(told, name):
    rank = KILLS[name][0]
    assert told[name][rank] == {"code": -9}
    assert told[name][1 - rank]["code"] == 6
    assert told[name][1 - rank]["lost"]
    assert told[f"{name}, again"] == told["undisturbed"]


def test_all_ranks_have_the_same_result(told):
    first, second = told["undisturbed"]
    assert first["code"] == 0
    assert first == second


def test_a_signal_that_one_rank_gets_stops_all_at_one_checkpoint(told):
    what = "SIGTERM stopped the training at step 8; the same command goes on from its checkpoint."
    assert told["asked to stop"] == [{"code": 143, "error": what, "lost": False}] * 2
    assert told["asked to stop, again"] == told["undisturbed"]


def test_a_signal_in_the_last_step_stops_all_after_the_validation(told):
    assert [(each["code"], each["lost"]) for each in told["asked late"]] == [(130, False)] * 2


def test_a_training_that_is_asked_for_more_epochs_goes_on_on_all_ranks(told):
    assert len(told["first"][0]["curves"]) == 1
    assert told["grown"] == told["undisturbed"]


def test_a_loss_that_is_not_finite_on_one_rank_ends_all(told):
    first, second = told["lost"]
    assert first["code"] == 7
    assert "the loss is nan" in first["error"]
    assert first == second


def test_all_ranks_skip_the_step_that_one_cannot_take(told):
    first, second = told["lost once"]
    assert first["code"] == 0
    assert first == second


def test_a_callback_on_one_rank_ends_the_training_of_all(told):
    assert [[row["epoch"] for row in each["curves"]] for each in told["one ends it"]] == [[1, 2]] * 2


def test_a_checkpoint_of_another_number_of_processes_is_refused(told):
    (alone,) = told["by one"]
    assert alone["code"] == 5
    assert "'processes': 2" in alone["error"]
    assert "'processes': 1" in alone["error"]
