"""What a decoder says of the frames that a latent stands for."""

from __future__ import annotations

import torch
from torch.distributions import Normal

from unrolled.contracts import Sequences


def test_frames_are_normally_distributed_about_what_is_predicted_from_those_before(autoencoder):
    told = autoencoder(frame_size=3).eval().reconstruction
    x_BTI, lengths_B, z_BZ = torch.randn(2, 5, 3), torch.tensor([5, 2]), torch.randn(2, 4)
    with torch.no_grad():
        found_B = told.log_likelihoods(Sequences(x_BTI, lengths_B), z_BZ)
        for row, length in enumerate(lengths_B.tolist()):
            before_TI = torch.cat([torch.zeros(1, 3), x_BTI[row, : length - 1]])
            y_BTH = told.decoder(before_TI[None], torch.tensor([length]), ((z_BZ[row : row + 1],),)).y_BTH
            density = Normal(told.output(y_BTH)[0], 1.0).log_prob(x_BTI[row, :length]).sum()
            torch.testing.assert_close(found_B[row], density)


def test_frames_that_training_hides_are_not_read(autoencoder):
    told = autoencoder(frame_size=3, word_dropout=1.0).reconstruction.train()
    z_BZ, lengths_B = torch.zeros(1, 4), torch.tensor([4])
    x_BTI = torch.randn(1, 4, 3)
    hidden = told.log_likelihoods(Sequences(x_BTI, lengths_B), z_BZ)
    y_BTH = told.decoder(torch.zeros(1, 4, 3), lengths_B, ((z_BZ,),)).y_BTH
    torch.testing.assert_close(hidden, Normal(told.output(y_BTH), 1.0).log_prob(x_BTI).sum((1, 2)))
