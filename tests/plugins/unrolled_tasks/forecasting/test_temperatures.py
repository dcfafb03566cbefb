"""A year of hourly temperatures, each day from the three before it."""

import numpy as np
import pytest
import torch

from unrolled_data import TemperaturesConfig, temperatures_dataset

FIELDS = {"input": "frames", "target": "frames", "covariates": "frames"}


@pytest.mark.system("A11")
def test_forecasts_of_unseen_weeks_beat_the_seasonal_naive_ones(forecaster, learn, batch_of):
    splits = temperatures_dataset.build(TemperaturesConfig(stride=12)).read(seed=1)
    train, validation, test = (list(splits[name]) for name in ("train", "validation", "test"))
    task = forecaster(known=2, horizon=24, season=24, normalise="season", loss="mae")
    learn(task, FIELDS, train, validation, epochs=6)
    task.eval()
    fields = {name: torch.from_numpy(np.stack([example[name] for example in test])) for name in FIELDS}
    scores = task.score(task.predict(batch_of(**fields)))
    assert scores["mase"] < 1 < scores["seasonal_naive_mase"]
    assert scores["mae"] < 0.8 * scores["seasonal_naive_mae"]
