"""Programs written out in plain C++ with vector extensions."""

from unrolled.runtime.unroll.cpp.arguments import buffers_of
from unrolled.runtime.unroll.cpp.matrices import PANEL
from unrolled.runtime.unroll.cpp.source import source_of

__all__ = ["PANEL", "buffers_of", "source_of"]
