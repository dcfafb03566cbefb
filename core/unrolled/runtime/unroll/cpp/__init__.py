"""Programs written out in plain C++ with vector extensions."""

from unrolled.runtime.unroll.cpp.arguments import Gradient, buffers_of, gradients_of
from unrolled.runtime.unroll.cpp.matrices import PANEL
from unrolled.runtime.unroll.cpp.source import source_of

__all__ = ["PANEL", "Gradient", "buffers_of", "gradients_of", "source_of"]
