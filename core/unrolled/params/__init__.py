"""params.yaml: read with places, validated into an Experiment, edited and described."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from unrolled.errors import ConfigError, Problem
from unrolled.host import Host
from unrolled.params.document import Document
from unrolled.params.experiment import Experiment, Selected
from unrolled.params.overrides import apply
from unrolled.params.plugin_files import plugin_files
from unrolled.params.reading import read_document
from unrolled.params.select import select
from unrolled.params.validate import validate

__all__ = ["Document", "Experiment", "Params", "Selected", "plugin_files", "read_document", "read_params", "select"]


@dataclass(frozen=True, slots=True)
class Params:
    """A params.yaml that was read and found right."""

    experiment: Experiment
    host: Host
    document: Document


def read_params(path: Path, overrides: Sequence[str] = ()) -> Params:
    """Read and check params.yaml.

    Args:
        path: of the file.
        overrides: ``KEY=VALUE`` texts that replace values for this run.

    Returns:
        The experiment and the host with its plugins.

    Raises:
        ConfigError: something is wrong; every such thing is in it.
        PluginError: nothing is wrong but a plugin that the experiment needs.
    """
    if not path.exists():
        raise ConfigError(Problem("there is no params.yaml here", where=str(path), command="README.md"))
    document = read_document(path)
    apply(document, overrides)
    host = Host.discover(plugin_files(document), path.parent)
    return Params(validate(document, host), host, document)
