"""What code a search depends on: every component that it may choose, the stages that it runs, and its own decisions."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import islice, product
from pathlib import Path
from typing import Any

import unrolled
from unrolled.config import digest_json
from unrolled.digests import digest_code, public_version
from unrolled.errors import ConfigError, Problem
from unrolled.params import Document, Params
from unrolled.params.validate import validate
from unrolled.ranges import Choice
from unrolled.space import Dimension, Space
from unrolled_workflows.keys import file_digest, input_files
from unrolled_workflows.lockfile import current_lock
from unrolled_workflows.search.trial.sharing import upstream_of
from unrolled_workflows.stages import stage_named

_TRIAL_STAGES = ("data", "tokens", "embedding", "train")
_DECIDING = ("drawing", "record", "rules", "session.py", "trial")
_CORE = ("params/domains.py", "params/owners.py", "params/varying.py", "ranges.py", "search.py", "space.py")
_LIBRARIES = ("cmaes", "optuna", "scipy")
_TRIES = 256
"""Combinations of values that are tried before a space is said to fit nowhere."""
_AFTER_THE_FACT = ("max_losses", "resources", "store")
"""Fields of the search section that no result depends on."""


def search_lock(params: Params) -> dict[str, Any]:
    """Describe the code of all that a search may use, in the shape of plugins.lock.yaml.

    Args:
        params: of the experiment, with a search.

    Returns:
        Slot to entry, or to option and entry where the component varies; ``host`` and ``environment``.
    """
    space = params.experiment.space
    assert space is not None
    lock = current_lock(_varied(params, {}))
    lock["host"] = {stage: lock["host"][stage] for stage in _TRIAL_STAGES}
    deciding = [Path(__file__).parents[1] / name for name in _DECIDING]
    lock["host"]["search"] = digest_code([*deciding, *(Path(unrolled.__file__).parent / name for name in _CORE)])
    lock["environment"] |= {name: public_version(name) for name in _LIBRARIES}
    backends: dict[str, str] = {}
    for dimension, options in _component_choices(space):
        locks = {option: current_lock(_varied(params, {dimension.name: option})) for option in options}
        _put(lock, dimension.section, {option: _get(found, dimension.section) for option, found in locks.items()})
        backends |= {f"{dimension.name}={option}": found["environment"]["unroll"] for option, found in locks.items()}
    if backends:
        lock["environment"]["unroll"] = backends
    return lock


def variants(params: Params) -> Iterator[Params]:
    """Yield parameters of trials, in which every component that may be chosen comes once at least.

    Args:
        params: of the experiment, with a search.
    """
    assert params.experiment.space is not None
    yield _varied(params, {})
    for dimension, options in _component_choices(params.experiment.space):
        for option in options:
            yield _varied(params, {dimension.name: option})


def search_files(params: Params) -> list[str]:
    """Return the local files that trials of a search may read, as params.yaml writes them.

    Args:
        params: of the experiment, with a search.
    """
    stages = upstream_of(stage_named("train"))
    found = [input_files(stage, each.experiment) for each in variants(params) for stage in stages]
    return list(dict.fromkeys(file for files in found for file in files))


def search_key(params: Params, lock: Mapping[str, Any], root: Path) -> str:
    """Return the digest of all that the results of a search depend on.

    Args:
        params: of the experiment, with a search.
        lock: as ``search_lock`` gives it.
        root: directory of params.yaml.

    Raises:
        DataError: a file that trials read is not there.
    """
    search, space = params.experiment.search, params.experiment.space
    assert search is not None
    assert space is not None
    rules = {name: value for name, value in search.plain().items() if name not in _AFTER_THE_FACT}
    base = {name: value for name, value in space.fixed(params.document.values).items() if name != "track"}
    files = {file: file_digest(root, file) for file in search_files(params)}
    return digest_json({"search": rules, "base": base, "lock": lock, "files": files})


def _component_choices(space: Space) -> Iterator[tuple[Dimension, Sequence[str]]]:
    for dimension in space.dimensions:
        if dimension.path.endswith(".name") and isinstance(dimension.domain, Choice):
            yield dimension, dimension.domain.options


def _varied(params: Params, given: Mapping[str, Any]) -> Params:
    """Return the parameters of a trial: some values given, of the others the first that fit together."""
    space = params.experiment.space
    assert space is not None
    names = [dimension.name for dimension in space.dimensions]
    options = [[given[each.name]] if each.name in given else _options(each) for each in space.dimensions]
    first: Problem | None = None
    for values in islice(product(*options), _TRIES):
        drawn = dict(zip(names, values, strict=True))
        document = Document(params.document.name, space.vary(params.document.values, drawn))
        try:
            return Params(validate(document, params.host), params.host, document)
        except ConfigError as error:
            first = first or error.problems[0]
    assert first is not None
    raise ConfigError(_unfit(params, given, first))


def _options(dimension: Dimension) -> Sequence[Any]:
    domain = dimension.domain
    return domain.options if isinstance(domain, Choice) else (domain.low, domain.high)


def _unfit(params: Params, given: Mapping[str, Any], first: Problem) -> Problem:
    """Return what is wrong with a space of which nothing fits, or nothing with what is given."""
    place = ("search", "space", *given)
    which = "".join(f"'{value}' never" for value in given.values()) or "nothing"
    what = f"{'.'.join(place)}: {which} fits the rest of params.yaml: {first.what}"
    return replace(first, what=what, where=params.document.where(place), command="docs/search.md")


def _get(lock: Mapping[str, Any], slot: str) -> Any:
    node: Any = lock
    for part in slot.split("."):
        node = node[part]
    return node


def _put(lock: dict[str, Any], slot: str, entry: Any) -> None:
    *sections, last = slot.split(".")
    node = lock
    for section in sections:
        node = node[section]
    node[last] = entry
