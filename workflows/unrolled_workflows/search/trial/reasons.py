"""Why a leg gave no values, in one word and in the words of its error."""

from __future__ import annotations

from unrolled import errors
from unrolled.runtime.signals import StoppedError
from unrolled.runtime.world import LostRankError
from unrolled_workflows.search.legs import Reason

_REASONS: tuple[tuple[type[Exception], Reason], ...] = (
    (StoppedError, "stopped"),
    (LostRankError, "lost"),
    (errors.BusyError, "lost"),
    (errors.DivergedError, "diverged"),
    (errors.ResourceError, "resources"),
    (errors.DataError, "data"),
    (errors.PluginError, "plugin"),
    (errors.IntegrityError, "integrity"),
    (errors.ConfigError, "config"),
)


def reason_of(error: Exception) -> tuple[Reason, str]:
    """Return the reason and the message of an error that a trial raised.

    Args:
        error: that was raised.
    """
    message = str(error) if isinstance(error, errors.UnrolledError) else f"{type(error).__name__}: {error}"
    if errors.is_out_of_memory(error) or (error.__cause__ and errors.is_out_of_memory(error.__cause__)):
        return "memory", message
    for kind, reason in _REASONS:
        if isinstance(error, kind):
            return reason, message
    return "unexpected", message
