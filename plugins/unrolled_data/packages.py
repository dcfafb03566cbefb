"""What other packages bring, which may not be installed."""

from __future__ import annotations

from importlib import import_module
from importlib.metadata import PackageNotFoundError, distribution
from typing import TYPE_CHECKING

from unrolled.errors import DataError, Problem

if TYPE_CHECKING:
    from types import ModuleType

EXTRA = "examples"
"""The extra of this package that brings them."""


def shipped(package: str, file: str, *, dataset: str) -> str:
    """Return where a file of an installed package stands.

    Args:
        package: the distribution's name.
        file: path inside site-packages.
        dataset: name of the dataset that reads it.

    Raises:
        DataError: the package is not installed.
    """
    try:
        return str(distribution(package).locate_file(file))
    except PackageNotFoundError as error:
        raise _absent(package, dataset) from error


def imported(module: str, *, package: str, dataset: str) -> ModuleType:
    """Import a module of another package.

    Args:
        module: its full name.
        package: the name of the distribution that has it.
        dataset: name of the dataset that uses it.

    Raises:
        DataError: the package is not installed.
    """
    try:
        return import_module(module)
    except ModuleNotFoundError as error:
        if str(error.name).partition(".")[0] != module.partition(".")[0]:
            what = f"the package '{package}' wants '{error.name}', which is not installed"
            raise DataError(
                Problem(what, where=f"dataset '{dataset}'", command=f"pip install '{error.name}'")
            ) from error
        raise _absent(package, dataset) from error


def _absent(package: str, dataset: str) -> DataError:
    what = f"the package '{package}' is not installed"
    return DataError(Problem(what, where=f"dataset '{dataset}'", command=f"pip install 'unrolled[{EXTRA}]'"))
