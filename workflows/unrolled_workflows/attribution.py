"""Whose fault it was: what a stage raises is traced to the plugin that it came from, or to memory."""

from __future__ import annotations

from collections.abc import Generator
from contextlib import contextmanager

from unrolled.blame import innermost, stands_in, told
from unrolled.digests import code_of
from unrolled.errors import PluginError, Problem, ResourceError, UnrolledError, is_out_of_memory
from unrolled.params import Experiment
from unrolled.sources import Source


@contextmanager
def attributed(experiment: Experiment) -> Generator[None]:
    """Name the plugin whose code raised.

    Args:
        experiment: whose components ran.

    Raises:
        PluginError: a component's code raised something that is no error of ours.
        ResourceError: memory ran out.
    """
    try:
        yield
    except UnrolledError:
        raise
    except Exception as error:
        if is_out_of_memory(error):
            raise ResourceError(_out_of_memory(error, experiment)) from error
        source = _culprit(error, experiment)
        if source is None:
            raise
        what = f"raised {told(error, source)}"
        raise PluginError(Problem(what, where=f"plugin {source}", command=_next_command(source, experiment))) from error


def _culprit(error: Exception, experiment: Experiment) -> Source | None:
    """Return the plugin in whose code the innermost frame stands that is of any component's."""
    codes = {chosen.located.source: code_of(chosen.located.source) for chosen in experiment.components.values()}
    frame = innermost(error, [path for code in codes.values() for path in code])
    return next((source for source, code in codes.items() if frame and stands_in(frame, code)), None)


def _next_command(source: Source, experiment: Experiment) -> str:
    """Return what tries a cell out on its own, where the plugin has one and nothing else in the experiment."""
    used = [chosen.located.component for chosen in experiment.components.values() if chosen.located.source == source]
    return f"unrolled conform cell {used[0].name}" if [one.kind for one in used] == ["cell"] else "unrolled --debug run"


def _out_of_memory(error: Exception, experiment: Experiment) -> Problem:
    first = str(error).partition("\n")[0] or type(error).__name__
    size = experiment.train.batch_size
    return Problem(f"memory ran out ({first}); try a smaller train.batch_size than {size}, or a smaller model")
