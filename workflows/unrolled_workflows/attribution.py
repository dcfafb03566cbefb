"""Whose fault it was: what a stage raises is traced to the plugin that it came from, or to memory."""

from __future__ import annotations

from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path
from traceback import extract_tb

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
        what = f"raised {type(error).__name__}: {error}"
        raise PluginError(Problem(what, where=f"plugin {source}", command="unrolled --debug run")) from error


def _culprit(error: Exception, experiment: Experiment) -> Source | None:
    """Find the innermost frame that stands in the code of a component."""
    sources = {chosen.located.source for chosen in experiment.components.values()}
    owners = {code.resolve(): source for source in sources for code in code_of(source)}
    for frame in reversed(extract_tb(error.__traceback__)):
        file = Path(frame.filename).resolve()
        for code, source in owners.items():
            if file.is_relative_to(code):
                return source
    return None


def _out_of_memory(error: Exception, experiment: Experiment) -> Problem:
    first = str(error).partition("\n")[0] or type(error).__name__
    size = experiment.train.batch_size
    return Problem(f"memory ran out ({first}); try a smaller train.batch_size than {size}, or a smaller model")
