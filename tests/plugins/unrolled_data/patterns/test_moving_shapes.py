from itertools import pairwise

import numpy as np
import pytest

import unrolled
from unrolled_data.patterns import MovingShapesConfig, moving_shapes_dataset
from unrolled_data.patterns.moving_shapes import MOVES

PARAMS = """
seed: 1
threads: 1
data: {name: moving-shapes, steps: 6, size: 8, train: 800, validation: 100, test: 200}
tokenizer: {name: frames}
cell: {name: gru, hidden_size: 48}
task: {name: classification, pooling: mean}
train: {epochs: 10, batch_size: 32, learning_rate: 0.01}
"""


def read(split="test", **section):
    return list(moving_shapes_dataset.build(MovingShapesConfig.parse({"test": 200, **section})).read(seed=1)[split])


def test_every_frame_is_the_one_before_moved_as_the_activity_says():
    examples = read(steps=5, size=9, noise=0.0, train=1, validation=1, test=60)
    assert {example["activity"] for example in examples} == set(MOVES)
    for example in examples:
        clip_THW = example["clip"].reshape(5, 9, 9)
        assert clip_THW.dtype == np.float32
        for before_HW, after_HW in pairwise(clip_THW):
            assert (np.roll(before_HW, MOVES[example["activity"]], (0, 1)) == after_HW).all()


def test_no_single_frame_tells_the_activity():
    first = {activity: [] for activity in MOVES}
    for example in read(steps=2, size=8, noise=0.0, train=1, validation=1, test=1200):
        first[example["activity"]].append(example["clip"][0])
    means = np.array([np.mean(frames, axis=0) for frames in first.values()])
    assert np.ptp(means, axis=0).max() < 0.2


def test_noise_has_the_deviation_that_is_asked_for():
    plain, noisy = (np.concatenate([e["clip"] for e in read(noise=noise)]) for noise in (0.0, 0.3))
    assert set(np.unique(plain)) == {0, 1}
    assert np.sqrt(noisy.var() - plain.var()) == pytest.approx(0.3, rel=0.05)


@pytest.mark.system("A06")
@pytest.mark.system("T13")
def test_a_recurrent_network_recognises_the_activity_in_a_clip(tmp_path):
    (tmp_path / "params.yaml").write_text(PARAMS)
    assert unrolled.run(tmp_path / "params.yaml").metrics["test"]["accuracy"] > 0.9
