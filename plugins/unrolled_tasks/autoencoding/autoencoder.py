"""A variational autoencoder of sequences.

Shapes: B batch, K draws, R = K B rows, Z numbers of the latent.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import torch
from torch import Tensor

from unrolled import SequenceTask
from unrolled.contracts import Batch, Encoder, Input, Monitor, Sequences
from unrolled.errors import ConfigError, Problem
from unrolled.runtime.prediction import evaluation
from unrolled_tasks.autoencoding import AutoencodingConfig
from unrolled_tasks.autoencoding.frame_reconstruction import FrameReconstruction
from unrolled_tasks.autoencoding.latent import Posterior, ToPosterior
from unrolled_tasks.autoencoding.text_reconstruction import TextReconstruction
from unrolled_tasks.language.sampling import Draws
from unrolled_tasks.scores import mean

_DRAWS = 4
"""Points at which a sequence is evaluated, the same noise for all sequences: so it has one loss."""


class Autoencoding(SequenceTask):
    """Learns a lower bound of how likely sequences are: the reconstruction from a latent, less what it tells.

    In training the divergence counts more from step to step, or the decoder would learn to do without the latent; the
    steps are counted in a buffer, which checkpoints hold. In evaluation it counts in full.

    Args:
        config: size of the latent, annealing, word dropout.
        encoder: of the input.
        source: the input field.
        decoder: makes a decoder for an input width.

    Source:
        Bowman et al. (2016), Generating sentences from a continuous space, sections 2 and 3.1.
    """

    monitor = Monitor("elbo", "max")
    steps: Tensor
    noise_KZ: Tensor

    def __init__(
        self, config: AutoencodingConfig, encoder: Encoder, source: Input, decoder: Callable[[int], Encoder]
    ) -> None:
        super().__init__()
        self.input_name, self.anneal_steps = source.name, config.anneal_steps
        self.encoder = encoder
        self.posterior = ToPosterior(encoder.output_size, config.latent_size)
        made = decoder(source.size + config.latent_size)
        self.reconstruction = (
            FrameReconstruction(source.size, made, config.word_dropout)
            if source.kind == "frames"
            else TextReconstruction(source, made, config.word_dropout)
        )
        self.register_buffer("steps", torch.zeros((), dtype=torch.int64))
        noise_KZ = torch.randn(_DRAWS, config.latent_size, generator=torch.Generator().manual_seed(0))
        self.register_buffer("noise_KZ", noise_KZ, persistent=False)

    def loss(self, batch: Batch) -> Tensor:
        """Return the mean negative lower bound of a sequence, in nats; in training the divergence weighs less at first.

        Args:
            batch: examples of the training split.
        """
        field = self._field(batch)
        posterior = self._posterior(field)
        divergence_B = posterior.divergence()
        if not self.training:
            return (divergence_B - self._reconstructed(field, posterior)).mean()
        z_BZ = posterior.at(torch.randn_like(posterior.mean_BZ))
        weight = (self.steps / self.anneal_steps).clamp(max=1) if self.anneal_steps else 1.0
        self.steps += 1
        return (weight * divergence_B - self.reconstruction.log_likelihoods(field, z_BZ)).mean()

    def predict(self, batch: Batch) -> list[dict[str, Any]]:
        """Return the lower bound of each sequence in nats with its two parts; of texts, what the latent gives back.

        Args:
            batch: examples of any split.
        """
        field = self._field(batch)
        posterior = self._posterior(field)
        parts = zip(self._reconstructed(field, posterior).tolist(), posterior.divergence().tolist(), strict=True)
        rows: list[dict[str, Any]] = [
            {"elbo": likelihood - kl, "reconstruction": -likelihood, "kl": kl, "loss": kl - likelihood}
            for likelihood, kl in parts
        ]
        if isinstance(self.reconstruction, TextReconstruction):
            texts = self.reconstruction.texts(field, posterior.mean_BZ)
            rows = [{**row, "target": text, "predicted": found} for row, (text, found) in zip(rows, texts, strict=True)]
        return rows

    def score(self, rows: Sequence[Mapping[str, Any]]) -> dict[str, float]:
        """Return the means of the negative bound, the bound, and its two parts, in nats a sequence.

        Args:
            rows: of ``predict``.
        """
        return {name: mean([row[name] for row in rows]) for name in ("loss", "elbo", "reconstruction", "kl")}

    def sample(
        self,
        count: int,
        *,
        max_length: int,
        temperature: float = 1.0,
        top_k: int | None = None,
        top_p: float | None = None,
        seed: int,
        prompt: str = "",
    ) -> list[str]:
        """Draw texts: a point of the standard normal distribution each, then token by token what it stands for.

        Args:
            count: number of texts.
            max_length: tokens a text at most, those of the prompt not counted.
            temperature: 1 draws as the model has it, less is bolder, 0 takes the likeliest.
            top_k: draw from this many of the likeliest tokens only.
            top_p: draw from the likeliest tokens that first sum to this.
            seed: of the points and the draws.
            prompt: text to go on from; it stands before each of the texts.

        Raises:
            ConfigError: temperature, top_k or top_p are out of range, or the model is one of frames.
        """
        if not isinstance(self.reconstruction, TextReconstruction):
            what = "this run's input is of kind frames, and texts alone are drawn"
            raise ConfigError(Problem(what, where="task 'autoencoding'", command="unrolled sample --help"))
        draws, random = Draws(temperature, top_k, top_p), torch.Generator().manual_seed(seed)
        z_BZ = torch.randn(count, self.noise_KZ.shape[1], generator=random).to(self.device)
        with evaluation(self):
            return self.reconstruction.drawn(z_BZ, prompt, max_length, draws, random)

    def _field(self, batch: Batch) -> Sequences:
        field = batch.fields[self.input_name]
        assert isinstance(field, Sequences)
        return field

    def _posterior(self, field: Sequences) -> Posterior:
        return self.posterior(self.encoder(self.reconstruction.vectors(field), field.lengths_B).last_BH)

    def _reconstructed(self, field: Sequences, posterior: Posterior) -> Tensor:
        """Return the log-likelihood of each sequence, the mean over fixed draws of its latent, as (B,)."""
        count, draws = len(field.lengths_B), len(self.noise_KZ)
        many = Posterior(*(part_BZ.repeat(draws, 1) for part_BZ in posterior))
        repeated = Sequences(torch.cat([field.values] * draws), field.lengths_B.repeat(draws))
        noise_RZ = self.noise_KZ.repeat_interleave(count, 0)
        return self.reconstruction.log_likelihoods(repeated, many.at(noise_RZ)).view(draws, count).mean(0)
