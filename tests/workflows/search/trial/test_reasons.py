import pytest

from unrolled import errors
from unrolled.errors import Problem
from unrolled.runtime.signals import StoppedError
from unrolled_workflows.search.trial.reasons import reason_of


@pytest.mark.parametrize(
    ("error", "reason"),
    [
        (errors.ConfigError("x"), "config"),
        (errors.DataError("x"), "data"),
        (errors.PluginError("x"), "plugin"),
        (errors.IntegrityError("x"), "integrity"),
        (errors.ResourceError("x"), "resources"),
        (errors.DivergedError("x"), "diverged"),
        (errors.BusyError("x"), "lost"),
        (StoppedError(Problem("x"), exit_code=143), "stopped"),
        (errors.UnrolledError("x"), "unexpected"),
    ],
)
def test_each_error_has_its_word(error: Exception, reason: str) -> None:
    assert reason_of(error) == (reason, "x.")


def test_what_nobody_expected_is_told_with_its_type() -> None:
    assert reason_of(ZeroDivisionError("division by zero")) == ("unexpected", "ZeroDivisionError: division by zero")


def test_memory_that_ran_out_is_told_from_a_disk_that_refused() -> None:
    error = errors.ResourceError("memory ran out")
    error.__cause__ = MemoryError()
    assert reason_of(error) == ("memory", "memory ran out.")
    assert reason_of(MemoryError("x")) == ("memory", "MemoryError: x")
