"""What the host's own sections refuse."""

import pytest
from pydantic import ValidationError

from unrolled.sections import TrainConfig


def test_every_process_gets_a_sequence_of_every_whole_batch():
    assert TrainConfig(batch_size=6, devices=3, num_nodes=2).processes == 6
    with pytest.raises(ValidationError, match=r"batch_size 5 leaves some of 6 processes .* without a sequence"):
        TrainConfig(batch_size=5, devices=3, num_nodes=2)
