import pytest
import torch

from unrolled.contracts import Encoded
from unrolled_workflows.claims.memory import bytes_kept


class Keeping(torch.nn.Module):
    """Makes a temporary tensor of 800 bytes and gives one of 400; what it keeps is counted too."""

    def __init__(self):
        super().__init__()
        self.weight = torch.nn.Parameter(torch.ones(1000))

    def forward(self, x_BTI, lengths_B):
        del lengths_B
        temporary = torch.zeros(200)
        y_BTH = torch.zeros(1, 1, 100) + temporary.sum() + self.weight[0] * 0 + x_BTI.view(-1)[0]
        return Encoded(y_BTH.detach(), y_BTH.detach()[:, 0], ())


def test_only_what_is_still_held_counts_without_input_and_parameters():
    assert bytes_kept(Keeping(), torch.zeros(1, 1, 50)) == pytest.approx(400, abs=8)


def test_twice_the_steps_keep_twice_the_bytes(lab):
    encoder = lab.encoder("lstm", 16, hidden_size=16)
    short, long = (bytes_kept(encoder, lab.noise(4, steps, 16)) for steps in (50, 100))
    assert long / short == pytest.approx(2, rel=0.1)
