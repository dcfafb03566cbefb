"""A cell that takes its time for as long as the file SLOW of the environment is there."""

import os
import time
from pathlib import Path

from unrolled import Config, cell, hookimpl


class SlowConfig(Config):
    hidden_size: int = 4


@cell("slow", SlowConfig)
def slow(config, /, *, input_size):
    import torch

    class Slow(torch.nn.Module):
        output_size = config.hidden_size

        def __init__(self):
            super().__init__()
            self.project = torch.nn.Linear(input_size, self.output_size)

        def initial_state(self, batch_size):
            if Path(os.environ.get("SLOW", "/nowhere")).exists():
                time.sleep(0.2)
            return (self.project.weight.new_zeros(batch_size, self.output_size),)

        def step(self, x_BI, state):
            h_BH = 0.5 * state[0] + torch.tanh(self.project(x_BI))
            return h_BH, (h_BH,)

    return Slow()


@hookimpl
def components():
    return [slow]
