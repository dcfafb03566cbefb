"""plugins.lock.yaml: what code each component is, so that a stage reruns when the code it uses changes."""

from __future__ import annotations

import hashlib
import platform
from collections.abc import Iterable, Mapping, Sequence
from importlib import metadata
from pathlib import Path
from typing import Any

import unrolled
from unrolled.contracts import Dataset
from unrolled.durable import sha256
from unrolled.errors import DataError, PluginError, Problem
from unrolled.host import Host
from unrolled.params import Experiment, Selected
from unrolled.sources import Source, package_of

HOST_CODE = ("config.py", "contracts", "durable", "params/experiment.py", "params/wiring.py", "runtime", "sections.py")
LIBRARIES = {
    "jinja2": "jinja2",
    "lightning": "pytorch-lightning",
    "numpy": "numpy",
    "plotly": "plotly",
    "pyarrow": "pyarrow",
    "torch": "torch",
}


def build_lock(experiment: Experiment, host: Host, stages: Mapping[str, Sequence[Path]]) -> dict[str, Any]:
    """Describe the code that an experiment uses.

    Args:
        experiment: whose components are described.
        host: whose plugins may add callbacks to training.
        stages: stage name to the files and folders of its own code.

    Returns:
        Slot to entry, nested where slots are dotted, and the entries ``callbacks``, ``host`` and ``environment``.

    Raises:
        PluginError: a plugin's package, or a library that a component declares, is not there.
        DataError: a file that the dataset reads from an installed package is not there.
    """
    lock: dict[str, Any] = {}
    for slot, selected in experiment.components.items():
        section, _, field = slot.partition(".")
        entry = _entry(selected)
        if section == "data":
            entry |= _packaged(selected.build())
        if field:
            lock.setdefault(section, {})[field] = entry
        else:
            lock[section] = entry
    core = [Path(unrolled.__file__).parent / part for part in HOST_CODE]
    lock["host"] = {stage: digest_code([*core, *code]) for stage, code in stages.items()}
    lock["callbacks"] = {str(plugin.source): _code(plugin.source) for plugin in host.answering("callbacks")}
    lock["environment"] = environment(experiment)
    return lock


def environment(experiment: Experiment) -> dict[str, str]:
    """Return what the results depend on besides code and data: Python, libraries, the resolved unroll backend.

    Args:
        experiment: whose cell and ``unroll`` section decide the backend.
    """
    versions = {name: _public(metadata.version(distribution)) for name, distribution in LIBRARIES.items()}
    python = ".".join(platform.python_version_tuple()[:2])
    return {"python": python, **versions, "unroll": resolved_backend(experiment)}


def resolved_backend(experiment: Experiment) -> str:
    """Return the backend that ``unroll.backend: auto`` stands for with this cell; no torch is imported.

    Args:
        experiment: whose cell and ``unroll`` section decide it.
    """
    cell = experiment.components["cell"].located.component
    return experiment.unroll.resolved(fused=cell.fused, recurrent=cell.recurrent)


def digest_code(roots: Iterable[Path]) -> str:
    """Return one digest of the content of files and of all files in directories, byte code left out.

    Args:
        roots: files and directories, each of another name.
    """
    total = hashlib.sha256()
    for root in roots:
        files = [root] if root.is_file() else sorted(path for path in root.rglob("*") if path.is_file())
        for path in files:
            if "__pycache__" not in path.parts:
                total.update(f"{path.relative_to(root.parent).as_posix()}\0{sha256(path)}\n".encode())
    return total.hexdigest()


def _entry(selected: Selected) -> dict[str, Any]:
    located = selected.located
    entry: dict[str, Any] = {
        "component": located.id,
        "version": located.source.version,
        "schema": located.component.config.schema_digest(),
        "content": _code(located.source),
    }
    if located.component.libraries:
        entry["libraries"] = {name: _library(name, located.source) for name in located.component.libraries}
    return entry


def _code(source: Source) -> str:
    return digest_code([package_of(source)])


def _library(name: str, source: Source) -> str:
    try:
        return _public(metadata.version(name))
    except metadata.PackageNotFoundError as error:
        what = f"needs the library '{name}', which is not installed"
        raise PluginError(Problem(what, where=f"plugin {source}", command=f"pip install {name}")) from error


def _public(version: str) -> str:
    """Drop the local part (``+cpu``): it names a build, and the same code in another build gives the same plan."""
    return version.partition("+")[0]


def _packaged(dataset: Dataset) -> dict[str, Any]:
    digests: dict[str, str] = {}
    for distribution, name in dataset.inputs.packaged:
        try:
            path = Path(str(metadata.distribution(distribution).locate_file(name)))
            digests[name] = sha256(path)
        except (metadata.PackageNotFoundError, OSError) as error:
            what = f"the dataset reads {name} of the package '{distribution}', which is not installed"
            raise DataError(Problem(what, command="pip install 'unrolled[examples]'")) from error
    return {"files": digests} if digests else {}
