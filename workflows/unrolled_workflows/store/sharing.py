"""What pipelines take from the store that searches fill."""

from __future__ import annotations

import logging
from pathlib import Path

from unrolled.errors import ConfigError, ResourceError
from unrolled.params import Experiment
from unrolled_workflows.store.local import LocalStore
from unrolled_workflows.store.opening import DEFAULT, local_place, open_store

_log = logging.getLogger("unrolled")


def shared_output(experiment: Experiment, root: Path, stage: str, key: str) -> Path | None:
    """Return the output of a key from the store that searches of an experiment fill.

    Args:
        experiment: whose ``search.store`` says where that is.
        root: directory of its params.yaml.
        stage: its name.
        key: digest of all that the output depends on.

    Returns:
        A sealed directory; None where the store has none, is not there, or does not answer, which is said.
    """
    location = experiment.search.store if experiment.search else DEFAULT
    place = local_place(location, root)
    try:
        return (LocalStore(place) if place else open_store(location, root)).find(stage, key)
    except (ConfigError, ResourceError) as error:
        _log.warning("stage %s runs without the store: %s", stage, error.problems[0])
        return None
