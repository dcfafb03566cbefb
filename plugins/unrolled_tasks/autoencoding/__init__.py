"""The task ``autoencoding``: a sequence in a few numbers, and sequences out of such numbers."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Annotated

from pydantic import Field

from unrolled import Config, Tune, task

if TYPE_CHECKING:
    from unrolled.contracts import Encoder, Input, Schema, Task


class AutoencodingConfig(Config):
    """A variational autoencoder of texts or frames: a sequence as a point among normally distributed ones."""

    latent_size: Annotated[int, Field(ge=1, le=100_000), Tune(4, 64, log=True)] = 16
    """numbers that a sequence becomes"""
    anneal_steps: Annotated[int, Field(ge=0)] = 1000
    """training steps over which the weight of the divergence rises evenly from 0 to 1; 0: it is 1 from the start"""
    word_dropout: Annotated[float, Field(ge=0, le=1), Tune(0, 0.7)] = 0.0
    """share of what the decoder reads that training hides, tokens as <unk>, frames as zeros: the latent must tell it"""


@task("autoencoding", AutoencodingConfig, roles={"input": ("text", "tokens", "frames")}, parts=("decoder",))
def autoencoding(
    config: AutoencodingConfig,
    /,
    *,
    encoder: Encoder,
    inputs: Mapping[str, Input],
    schema: Schema,
    decoder: Callable[[int], Encoder],
) -> Task:
    """Build the autoencoder.

    Args:
        config: its fields.
        encoder: of the input.
        inputs: the ``input`` field.
        schema: is not needed.
        decoder: makes a decoder for an input width.
    """
    del schema
    from unrolled_tasks.autoencoding.autoencoder import Autoencoding

    return Autoencoding(config, encoder, inputs["input"], decoder)
