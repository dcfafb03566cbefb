"""Batches of a tokenizer that encodes one value after another."""

from __future__ import annotations

import numpy as np
import pytest

from unrolled.contracts import encode_batch
from unrolled.errors import PluginError


class Fickle:
    """Gives frames of as many values as its series is long."""

    def encode(self, x_TI):
        return np.ones((2, len(x_TI)), np.float32)


def test_frames_that_do_not_go_together_are_the_plugin_s_fault():
    with pytest.raises(PluginError, match=r"Fickle: its encode is at fault: .*shapes \[\(1,\), \(2,\)\]"):
        encode_batch(Fickle(), [[[1.0]], [[1.0], [2.0]]])
