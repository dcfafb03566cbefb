"""Generations of checkpoints: the newest that is whole is believed, and no other."""

import pytest
import torch

from unrolled.durable import faultpoints
from unrolled.errors import ResourceError
from unrolled.runtime.checkpoint import Generation, Generations


def generation(value, *, best=False):
    weights = {"weight": torch.full((3,), float(value))}
    memory = {"0.exp_avg": torch.full((3,), value + 0.5)}
    return Generation(weights, memory, weights if best else {}, {"step": value})


def names(directory):
    return sorted(path.name for path in directory.iterdir())


def test_what_was_saved_is_loaded(tmp_path):
    generations = Generations(tmp_path)
    generations.save(3, generation(3, best=True))
    found = generations.newest()
    assert found.state == {"step": 3}
    assert found.model["weight"].tolist() == found.best["weight"].tolist() == [3.0, 3.0, 3.0]
    assert found.optimizer["0.exp_avg"].tolist() == [3.5, 3.5, 3.5]


def test_there_is_none_before_the_first(tmp_path):
    assert Generations(tmp_path / "missing").newest() is None


def test_the_two_newest_are_kept(tmp_path):
    generations = Generations(tmp_path)
    for step in (2, 9, 10, 100_000_000):
        generations.save(step, generation(step))
    assert names(tmp_path) == ["step-00000010", "step-100000000"]
    assert generations.newest().state == {"step": 100_000_000}


@pytest.mark.parametrize("name", ["model.safetensors", "optim.safetensors", "state.json", "MANIFEST.json"])
@pytest.mark.parametrize("damage", ["flip", "truncate", "remove"])
def test_a_damaged_generation_is_set_aside_and_reported(tmp_path, caplog, name, damage):
    generations = Generations(tmp_path)
    generations.save(1, generation(1))
    generations.save(2, generation(2))
    path = tmp_path / "step-00000002" / name
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 4
    if damage == "remove":
        path.unlink()
    else:
        path.write_bytes(content if damage == "flip" else content[:-7])
    assert generations.newest().state == {"step": 1}
    assert names(tmp_path) == ["step-00000001", "step-00000002.bad"]
    assert len(caplog.messages) == 1
    assert "checkpoint set aside as step-00000002.bad" in caplog.text


@pytest.mark.parametrize("passage", range(1, 20, 3))
def test_a_full_disk_costs_no_earlier_generation(tmp_path, monkeypatch, passage):
    generations = Generations(tmp_path)
    generations.save(1, generation(1))
    monkeypatch.setattr(faultpoints, "_plan", faultpoints._parse(f"durable.write.*:enospc@{passage}"))
    if passage <= 16:
        with pytest.raises(ResourceError):
            generations.save(2, generation(2))
    monkeypatch.setattr(faultpoints, "_plan", None)
    assert generations.newest().state == {"step": 1}
    generations.save(2, generation(2))
    assert generations.newest().state == {"step": 2}
    assert names(tmp_path) == ["step-00000001", "step-00000002"]
