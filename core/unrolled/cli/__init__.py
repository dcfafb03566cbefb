"""The shell of the command line: commands by name from metadata, errors as messages, exit codes."""

from __future__ import annotations

import errno
import os
import sys
from collections.abc import Sequence
from typing import NoReturn

import click

from unrolled.cli.commands import Commands
from unrolled.errors import ResourceError, UnrolledError, is_out_of_memory

EXIT_UNEXPECTED, EXIT_INTERRUPTED = 1, 130


@click.group(cls=Commands, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 110})
@click.option("--debug", is_flag=True, help="Show the traceback of an error; may stand anywhere in the command.")
@click.version_option(package_name="unrolled", message="%(package)s %(version)s")
def group(*, debug: bool) -> None:
    """Experiments with deep sequence models: plugins, DVC stages, and the same bytes every time."""
    del debug  # read by main, which must know it before any command runs


def main(arguments: Sequence[str] | None = None) -> NoReturn:
    """Run one command and end the process with its exit code.

    Args:
        arguments: words after ``unrolled``; the process's own where None.
    """
    words = list(sys.argv[1:] if arguments is None else arguments)
    debug = "--debug" in words
    try:
        code = group.main([word for word in words if word != "--debug"], "unrolled", standalone_mode=False)
        sys.stdout.flush()
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        code = 0
    except (Exception, KeyboardInterrupt) as error:
        if debug:
            raise
        code = _report(error)
    raise SystemExit(code or 0)


def _report(error: BaseException) -> int:
    match error:
        case UnrolledError():
            message, code = "\n".join(f"error: {problem}" for problem in error.problems), error.exit_code
        case click.exceptions.Exit():
            return error.exit_code
        case click.ClickException():
            error.show()
            return error.exit_code
        case click.Abort() | KeyboardInterrupt():
            message, code = "interrupted", EXIT_INTERRUPTED
        case OSError(errno=errno.ENOSPC | errno.EDQUOT):
            message, code = f"error: {error.strerror}", ResourceError.exit_code
        case _ if is_out_of_memory(error):
            message, code = "error: memory ran out. Try a smaller train.batch_size", ResourceError.exit_code
        case _:
            what = f"{type(error).__name__}: {error}".strip().partition("\n")[0]
            message = f"error: unexpected {what}. See the traceback with: unrolled --debug ..."
            code = EXIT_UNEXPECTED
    click.echo(message, err=True)
    return code
