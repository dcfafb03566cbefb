"""One vector for a whole sequence."""

import pytest
import torch

from unrolled.contracts import Encoded
from unrolled_tasks.pooling import pooled


@pytest.mark.parametrize(("pooling", "expected"), [("max", [-1.0, 9.0]), ("mean", [-2.0, 5.0]), ("last", [-1.0, 9.0])])
def test_pooling_sees_valid_steps_only(pooling, expected):
    y_BTH = torch.tensor([[[-3.0], [-1.0], [0.0]], [[1.0], [5.0], [9.0]]])
    encoded = Encoded(y_BTH, torch.tensor([[-1.0], [9.0]]), ())
    assert pooled(encoded, torch.tensor([2, 3]), pooling).flatten().tolist() == expected
