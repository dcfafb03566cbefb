"""A speaker, put together from the parts that a task is given."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import NamedTuple

import torch
from torch import Tensor, nn

from unrolled.contracts import PAD, Encoder, Input, Scorer
from unrolled.errors import ConfigError, Problem
from unrolled_tasks.framing import Frame
from unrolled_tasks.language.softmaxes import FullSoftmax, TiedSoftmax
from unrolled_tasks.seq2seq import Seq2SeqConfig
from unrolled_tasks.seq2seq.attention import Attention
from unrolled_tasks.seq2seq.attentive_decoder import AttentiveDecoder
from unrolled_tasks.seq2seq.bridge import Bridge, state_on_zeros
from unrolled_tasks.seq2seq.plain_decoder import PlainDecoder
from unrolled_tasks.seq2seq.readout import Readout
from unrolled_tasks.seq2seq.speaker import Speaker
from unrolled_tasks.unknown import unknown_ids


class Parts(NamedTuple):
    """What a task is built from.

    Args:
        encoder: of the source.
        inputs: by role: the field that is read, and the one that is said.
        decoder: makes a decoder for an input width.
        scorer: makes a scorer for the widths of query and key; None: without attention.
    """

    encoder: Encoder
    inputs: Mapping[str, Input]
    decoder: Callable[[int], Encoder]
    scorer: Callable[[int, int], Scorer] | None


def build_speaker(config: Seq2SeqConfig, parts: Parts) -> Speaker:
    """Return what says targets.

    Args:
        config: the task's fields.
        parts: of the task.

    Raises:
        ConfigError: the scorer does not fit, or the target has no end.
    """
    target = parts.inputs["target"]
    assert target.tokenizer is not None
    assert target.embedding is not None
    decoder = _decoder(parts)
    unsaid_K = torch.tensor(sorted({PAD, frame_of(target).start}))
    unknown = unknown_ids(target.tokenizer).tolist()
    readout = _readout(config, decoder, target, unsaid_K)
    return Speaker(target.embedding, decoder, readout, unknown=unknown, own_share=config.scheduled_sampling)


def frame_of(target: Input) -> Frame:
    """Return what stands around a target.

    Args:
        target: the field that is said.

    Raises:
        ConfigError: its tokenizer has no end symbol.
    """
    assert target.tokenizer is not None
    frame = Frame.of(target.tokenizer.specials)
    if frame.end is None:
        what = f"the tokenizer of '{target.name}' has no <eos>, without which no prediction knows its end"
        raise ConfigError(Problem(what, where="tokenizer.specials", command="unrolled show tokenizer word"))
    return frame


def _decoder(parts: Parts) -> PlainDecoder | AttentiveDecoder:
    encoder, source, target = parts.encoder, parts.inputs["input"], parts.inputs["target"]
    input_size = target.size if parts.scorer is None else target.size + encoder.output_size
    cells = parts.decoder(input_size)
    bridge = Bridge(encoder, source.size, cells, input_size)
    if parts.scorer is None:
        return PlainDecoder(cells, bridge)
    query_size = state_on_zeros(cells, input_size)[-1][0].numel()
    attention = Attention(parts.scorer(query_size, encoder.output_size))
    return AttentiveDecoder(cells, bridge, attention, encoder.output_size)


def _readout(
    config: Seq2SeqConfig, decoder: PlainDecoder | AttentiveDecoder, target: Input, unsaid_K: Tensor
) -> Readout:
    assert target.tokenizer is not None
    assert target.embedding is not None
    size, layers = decoder.features, list[nn.Module]()
    if isinstance(decoder, AttentiveDecoder):
        size = decoder.state_size
        layers = [nn.Linear(decoder.features, size, bias=False), nn.Tanh()]
    between = nn.Sequential(*layers, nn.Dropout(config.dropout))
    softmax = (
        TiedSoftmax(size, target.embedding, unsaid_K)
        if config.tied
        else FullSoftmax(size, target.tokenizer.vocab_size, unsaid_K)
    )
    return Readout(between, softmax, smoothing=config.label_smoothing)
