"""Unrolls a cell over time: layers, directions, lengths, truncation and dropout belong to the host."""

from unrolled.runtime.unroll.encoder import UnrolledEncoder, build_encoder, time_loops
from unrolled.runtime.unroll.packing import Packing

__all__ = ["Packing", "UnrolledEncoder", "build_encoder", "time_loops"]
