"""What goes wrong, said once: where, what, whose, the nearest choice, the next command."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from difflib import get_close_matches


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing that is wrong, in the house's order of words.

    Args:
        what: the sentence that says what is wrong.
        where: file, line and column, or the component that it happened in.
        owner: whose it is: the distribution and version that declared the rule.
        nearest: the valid choice closest to what was given.
        command: the next command to run.
    """

    what: str
    where: str = ""
    owner: str = ""
    nearest: str = ""
    command: str = ""

    def __str__(self) -> str:
        """Return the problem as one line; what is said in several keeps them, the later ones indented."""
        what, where = self.what.rstrip("\n").replace("\n", "\n  "), self.where.replace("\n", "\\n")
        line = f"{where}: {what}" if where else what
        if self.owner:
            line += f" ({self.owner})"
        line = line if line.endswith((".", "!", "?")) else line + "."
        if self.nearest:
            line += f" Did you mean '{self.nearest}'?"
        if self.command:
            line += f" See: {self.command}"
        return line


class UnrolledError(Exception):
    """Anything that ends a command with a message instead of a traceback.

    Args:
        problems: the problems found; all of a file's at once.
    """

    exit_code = 1

    def __init__(self, *problems: Problem | str) -> None:
        self.problems = tuple(Problem(problem) if isinstance(problem, str) else problem for problem in problems)
        super().__init__("\n".join(str(problem) for problem in self.problems))

    def __reduce__(self) -> tuple[type[UnrolledError], tuple[Problem, ...]]:
        """Let the error cross a process boundary with its problems."""
        return type(self), self.problems


class ConfigError(UnrolledError):
    """A command, params.yaml or dvc.yaml is wrong."""

    exit_code = 2


class DataError(UnrolledError):
    """An input file is missing, empty or malformed."""

    exit_code = 3


class PluginError(UnrolledError):
    """A plugin could not be loaded, or broke its contract."""

    exit_code = 4


class IntegrityError(UnrolledError):
    """A file that the product wrote is not what its manifest says."""

    exit_code = 5


class ResourceError(UnrolledError):
    """Disk or memory ran out."""

    exit_code = 6


class DivergedError(UnrolledError):
    """Training met a value that is not finite."""

    exit_code = 7


class BusyError(UnrolledError):
    """Another process is at work in this workspace."""

    exit_code = 8


class SearchError(UnrolledError):
    """A search has finished, and trials of it failed."""

    exit_code = 9


def is_out_of_memory(error: BaseException) -> bool:
    """Tell whether memory ran out; torch says so with errors of several types.

    Args:
        error: that was raised.
    """
    named = type(error).__name__ in {"MemoryError", "OutOfMemoryError"}
    return named or any(words in str(error) for words in ("can't allocate memory", "alloc_cpu"))


def nearest(word: str, choices: Iterable[str]) -> str:
    """Return the choice closest to ``word``, or an empty string.

    Args:
        word: what was given.
        choices: what would have been valid.

    Returns:
        The nearest choice, empty where none is close.
    """
    return next(iter(get_close_matches(word, list(choices), n=1, cutoff=0.5)), "")


def listing(choices: Sequence[str]) -> str:
    """Return choices as one readable phrase.

    Args:
        choices: the words to list, in order.

    Returns:
        ``a, b and c``; ``none`` for no choice.
    """
    if not choices:
        return "none"
    return choices[0] if len(choices) == 1 else f"{', '.join(choices[:-1])} and {choices[-1]}"
