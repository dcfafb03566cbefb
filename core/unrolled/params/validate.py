"""From a document to an Experiment: every section checked, every error collected, then raised once."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, TypeVar

from pydantic import ValidationError

from unrolled.component import Kind
from unrolled.errors import ConfigError, PluginError, Problem, UnrolledError, listing, nearest
from unrolled.host import Host
from unrolled.params.document import Document, Place
from unrolled.params.experiment import Experiment, Scalars, Selected
from unrolled.params.parts import check_surroundings
from unrolled.params.plugin_files import check_plugin_files
from unrolled.params.select import HOST, locate, mapping, parse_fields, parse_section, select
from unrolled.params.translate import Rules, translate
from unrolled.params.varying import resolve_space
from unrolled.params.wiring import check_unroll, wire
from unrolled.search import SearchConfig
from unrolled.sections import TrainConfig, UnrollConfig, VectorsConfig

SECTION_KINDS: Mapping[str, Kind] = {
    "data": "dataset",
    "tokenizer": "tokenizer",
    "embedding": "embedding",
    "cell": "cell",
    "scorer": "scorer",
    "task": "task",
}
REQUIRED = ("data", "cell", "task")
PER_FIELD = ("tokenizer", "embedding")
PARTED = {"cell": ("encoder", "decoder")}
"""Sections that hold one component, or one for each of some parts."""
SECTIONS = (*SECTION_KINDS, "unroll", "train", "vectors", "search", "track", *Scalars.model_fields)

T = TypeVar("T")


def validate(document: Document, host: Host) -> Experiment:
    """Check a whole document.

    Args:
        document: the values and their places.
        host: with the plugins that the document may name.

    Returns:
        The experiment, frozen.

    Raises:
        ConfigError: something is wrong; every such thing is in it.
        PluginError: nothing is wrong but a plugin that the document needs.
    """
    errors = _Errors()
    errors.collect(_check_keys, document)
    places = _component_places(document)
    chosen = {slot: errors.collect(select, document, host, place, kind) for slot, (place, kind) in places.items()}
    errors.collect(check_plugin_files, document, host)
    tracked = errors.collect(_tracked, document) or []
    trackers = {name: errors.collect(_tracker, document, host, name) for name in tracked}
    unroll = errors.collect(parse_section, document, "unroll", UnrollConfig)
    train = errors.collect(parse_section, document, "train", TrainConfig)
    scored = VectorsConfig if "vectors" in document.values else None
    vectors = errors.collect(parse_section, document, "vectors", scored)
    searched = SearchConfig if "search" in document.values else None
    search = errors.collect(parse_section, document, "search", searched)
    space = errors.collect(resolve_space, document, host, SECTION_KINDS if search else None)
    scalars = errors.collect(_scalars, document)
    for slot in places:
        if slot.partition(".")[0] == "cell":
            device = "cpu" if train is None else train.device
            errors.collect(check_unroll, slot, chosen[slot], unroll, device, document)
    components = {slot: selected for slot, selected in chosen.items() if selected is not None}
    whole = components.keys() == places.keys() and {slot.partition(".")[0] for slot in components} >= set(REQUIRED)
    wiring = errors.collect(wire, components if whole else None, document, host)
    errors.collect(check_surroundings, components if whole else None, unroll, document)
    errors.raise_all()
    assert wiring is not None
    assert unroll is not None
    assert train is not None
    assert scalars is not None
    return Experiment(
        components=components,
        fields=wiring.fields,
        roles=wiring.roles,
        unroll=unroll,
        train=train,
        vectors=vectors,
        search=search,
        space=space,
        track={name: selected for name, selected in trackers.items() if selected is not None},
        plugins=scalars.plugins,
        seed=scalars.seed,
        threads=scalars.threads,
    )


class _Errors:
    def __init__(self) -> None:
        self._found: list[UnrolledError] = []

    def collect(self, check: Callable[..., T], *arguments: Any) -> T | None:
        """Check, and keep what is wrong; leave out the check of something that is wrong in itself."""
        if None in arguments:
            return None
        try:
            return check(*arguments)
        except UnrolledError as error:
            self._found.append(error)
            return None

    def raise_all(self) -> None:
        problems = [problem for error in self._found for problem in error.problems]
        if problems:
            only_plugins = all(isinstance(error, PluginError) for error in self._found)
            raise (PluginError if only_plugins else ConfigError)(*problems)


def _check_keys(document: Document) -> None:
    problems = [
        Problem(
            f"{section}.{key}: stands beside {listing(parts)}, which are sections of their own",
            document.where((section, key), key=True),
            HOST,
            nearest(str(key), parts),
            "docs/experiment.md",
        )
        for section, parts in PARTED.items()
        if isinstance(values := document.values.get(section), dict) and not values.keys().isdisjoint(parts)
        for key in values
        if key not in parts
    ]
    problems += [
        Problem(
            f"{key}: unknown section", document.where((key,), key=True), HOST, nearest(key, SECTIONS), "unrolled schema"
        )
        for key in document.values
        if key not in SECTIONS
    ]
    problems += [
        Problem(f"{key}: the section is missing", document.name, HOST, "", "unrolled plugins")
        for key in REQUIRED
        if key not in document.values
    ]
    if problems:
        raise ConfigError(*problems)


def _component_places(document: Document) -> dict[str, tuple[Place, Kind]]:
    places: dict[str, tuple[Place, Kind]] = {}
    for section, kind in SECTION_KINDS.items():
        values = document.values.get(section)
        if section in PER_FIELD and isinstance(values, dict) and "name" not in values and _all_mappings(values):
            places |= {f"{section}.{field}": ((section, field), kind) for field in values}
        elif section in PARTED and isinstance(values, dict) and not values.keys().isdisjoint(PARTED[section]):
            places |= {f"{section}.{part}": ((section, part), kind) for part in PARTED[section]}
        elif section in document.values and (values is not None or section in REQUIRED):
            places[section] = ((section,), kind)
    return places


def _all_mappings(values: Mapping[str, Any]) -> bool:
    return bool(values) and all(isinstance(value, dict) for value in values.values())


def _tracked(document: Document) -> list[str]:
    return list(mapping(document, ("track",)))


def _tracker(document: Document, host: Host, name: str) -> Selected:
    place: Place = ("track", name)
    located = locate(document, host, place, "tracker", name)
    return parse_fields(document, host, place, located, mapping(document, place))


def _scalars(document: Document) -> Scalars:
    values = {key: document.values[key] for key in Scalars.model_fields if key in document.values}
    try:
        return Scalars.parse(values)
    except ValidationError as error:
        rules = Rules(Scalars, "the experiment", HOST, "unrolled schema")
        raise ConfigError(*translate(error, document, (), rules)) from error
