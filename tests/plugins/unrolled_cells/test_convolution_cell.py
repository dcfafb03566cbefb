"""Pictures read row by row."""

import pytest
import torch

from unrolled import ConfigError
from unrolled_cells.baselines import ConvolutionConfig, convolution


def cell(input_size, **fields):
    torch.manual_seed(0)
    config = ConvolutionConfig(hidden_size=5, filters=2, **fields)
    return convolution.build(config, input_size=input_size).double()


def test_a_row_of_pixels_is_filtered_as_the_equations_say():
    built, x_BTI = cell(6, channels=2), torch.randn(1, 4, 6, dtype=torch.float64)
    picture_CTW = x_BTI[0].view(4, 3, 2).permute(2, 0, 1)

    def layer(filters, maps_CTW):
        (channels, rows, columns), kernel = maps_CTW.shape, filters.weight
        room = torch.zeros(channels, rows + 2, columns + 2, dtype=torch.float64)
        room[:, 2:, 1:-1] = maps_CTW
        seen = torch.stack(
            [
                torch.stack(
                    [(kernel * room[:, t : t + 3, w : w + 3]).sum((1, 2, 3)) + filters.bias for t in range(rows)]
                )
                for w in range(columns)
            ],
            2,
        ).relu()
        return torch.stack([seen[:, :, w : w + 2].amax(2) for w in range(0, columns, 2)], 2).transpose(0, 1)

    maps_FTW = layer(built.upper, layer(built.lower, picture_CTW))
    rows = [maps_FTW[:, t].flatten() for t in range(4)]
    most = [torch.stack(rows[: t + 1]).amax(0) for t in range(4)]
    expected = [torch.tanh(built.project(torch.cat([row, so_far]))) for row, so_far in zip(rows, most, strict=True)]
    torch.testing.assert_close(built(x_BTI)[0], torch.stack(expected), rtol=0, atol=1e-12)


def test_the_last_row_knows_what_stands_in_the_first():
    built, x_BTI = cell(6), torch.zeros(1, 9, 6, dtype=torch.float64)
    blank_H, x_BTI[0, 0] = built(x_BTI)[0, -1], 3.0
    assert (built(x_BTI)[0, -1] - blank_H).abs().max() > 0.01


def test_a_row_that_holds_a_part_of_a_pixel_is_refused():
    with pytest.raises(ConfigError, match="a row of 8 numbers is no row of pixels of 3 channels"):
        cell(8, channels=3)
