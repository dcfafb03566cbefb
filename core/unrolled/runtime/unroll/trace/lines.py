"""Where the operations of a step stand in its author's code."""

from __future__ import annotations

import linecache
import os
from collections.abc import Callable, Mapping, Sequence
from inspect import currentframe, getsourcefile, getsourcelines, unwrap
from pathlib import Path
from typing import Any

import torch
from torch import Tensor
from torch._subclasses.fake_tensor import DataDependentOutputException, DynamicOutputShapeException, is_fake
from torch.fx.traceback import set_stack_trace
from torch.overrides import TorchFunctionMode

from unrolled.errors import PluginError, Problem
from unrolled.runtime.unroll.trace.refusal import GUIDE

_NOT_AUTHORS = tuple(f"{Path(file).parent}{os.sep}" for file in (torch.__file__, __file__))
_READS = frozenset((Tensor.tolist, Tensor.numpy, Tensor.__array__))
"""What torch does not refuse by itself for a tensor without values."""


class Lines(TorchFunctionMode):
    """Marks what is traced with the author's line that it stands in.

    Args:
        name: of the class whose step is traced.
    """

    def __init__(self, name: str) -> None:
        super().__init__()
        self._name = name

    def __torch_function__(
        self, func: Callable[..., Any], _types: Any, args: Sequence[Any] = (), kwargs: Mapping[str, Any] | None = None
    ) -> Any:
        """Run a function of torch.

        Raises:
            PluginError: it needs values where there are none yet.
        """
        line = _line_outside_torch()
        set_stack_trace([line])
        if func in _READS and is_fake(args[0]):
            raise PluginError(self._needs_values(line))
        try:
            return func(*args, **(kwargs or {}))
        except (DataDependentOutputException, DynamicOutputShapeException) as error:
            raise PluginError(self._needs_values(line)) from error

    def _needs_values(self, line: str) -> Problem:
        what = (
            f"the step of {self._name} needs the values of tensors to go on (`{text_at(line)}`), which no compiled time"
            " loop can give it: let them stay in tensors; torch.where gives every sequence its own choice"
        )
        return Problem(what, where=line, command=GUIDE)


def _line_outside_torch() -> str:
    """Return the line that called torch; a whole traceback at every operation would take as long as the trace."""
    frame = currentframe()
    while frame and frame.f_code.co_filename.startswith(_NOT_AUTHORS):
        frame = frame.f_back
    return f"{frame.f_code.co_filename}:{frame.f_lineno}" if frame else ""


def text_at(line: str) -> str:
    """Return what stands in a line of code, empty where it cannot be read.

    Args:
        line: as ``FILE:NUMBER``.
    """
    file, _, number = line.rpartition(":")
    return linecache.getline(file, int(number)).strip() if number else ""


def line_of_definition(thing: Any) -> str:
    """Return the first line of a class or a method as ``FILE:NUMBER``, empty where its source is not there.

    Args:
        thing: the class or the method.
    """
    defined = unwrap(thing)
    try:
        return f"{getsourcefile(defined)}:{getsourcelines(defined)[1]}"
    except (OSError, TypeError):
        return ""
