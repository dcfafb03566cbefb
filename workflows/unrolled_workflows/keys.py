"""The key of a stage: the digest of all that its output depends on."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from unrolled.config import digest_json
from unrolled.durable import sha256
from unrolled.errors import DataError, Problem
from unrolled.params import Experiment
from unrolled_workflows.lineage import input_digests
from unrolled_workflows.stages import Stage
from unrolled_workflows.workspace import Workspace

READERS = {"tokens": "tokenizer", "embedding": "embedding"}
"""Stages besides ``data`` that may read files, and the section whose components name them."""


def stage_key(stage: Stage, workspace: Workspace, experiment: Experiment, lock: Mapping[str, Any]) -> str:
    """Return the digest of a stage's parameters, code, environment and inputs.

    Args:
        stage: of the table.
        workspace: where the outputs of earlier stages stand.
        experiment: the parameters.
        lock: the code, as ``build_lock`` describes it.

    Raises:
        ConfigError: an earlier stage has not run.
        DataError: a file that a component reads is not there.
    """
    return digest_json(
        {
            "params": {section: experiment.section(section) for section in stage.sections},
            "lock": {slot: lock.get(slot) for slot in stage.slots},
            "host": lock["host"][stage.name],
            "environment": {name: lock["environment"].get(name) for name in stage.environment},
            "inputs": input_digests(stage.needs, workspace),
            "files": {file: file_digest(workspace.root, file) for file in input_files(stage, experiment)},
        }
    )


def input_files(stage: Stage, experiment: Experiment) -> tuple[str, ...]:
    """Return the local files that a stage reads besides earlier outputs, as params.yaml writes them.

    Args:
        stage: of the table.
        experiment: whose components and sections name them.
    """
    if stage.name == "data":
        return experiment.components["data"].build().inputs.files
    if stage.name == "vectors" and experiment.vectors:
        return experiment.vectors.files
    served = experiment.slots(READERS[stage.name]).values() if stage.name in READERS else ()
    return tuple(dict.fromkeys(file for chosen in served for file in chosen.inputs))


def file_digest(root: Path, file: str) -> str:
    """Return the digest of a local file that a stage reads.

    Args:
        root: directory of params.yaml, which relative paths start from.
        file: as params.yaml writes it.

    Raises:
        DataError: it is not there, or cannot be read.
    """
    path = root / file
    if not path.is_file():
        what = "is no file" if path.exists() else "there is no such file"
        raise DataError(Problem(what, where=file, command="unrolled check"))
    try:
        return sha256(path)
    except OSError as error:
        raise DataError(Problem(f"cannot read: {error.strerror}", where=file)) from error
