"""One section of params.yaml that names a component: found, and its fields validated."""

from __future__ import annotations

from typing import Any, TypeVar, cast

from pydantic import ValidationError

from unrolled import __version__
from unrolled.component import Kind
from unrolled.config import Config
from unrolled.errors import ConfigError, Problem, UnrolledError
from unrolled.host import Host, Located
from unrolled.params.document import Document, Place
from unrolled.params.experiment import Selected
from unrolled.params.translate import Rules, translate

HOST = f"unrolled {__version__}"
S = TypeVar("S", bound=Config)


def dotted(place: Place) -> str:
    """Return a place as the user writes it."""
    return ".".join(map(str, place))


def mapping(document: Document, place: Place) -> dict[str, Any]:
    """Return the mapping at a place, empty where there is none.

    Args:
        document: the values.
        place: of the section.

    Raises:
        ConfigError: a value stands where a section is needed.
    """
    values: Any = document.values
    for part in place:
        values = values.get(part)
    if values is None:
        return {}
    if isinstance(values, dict):
        return cast("dict[str, Any]", values)
    what = f"{dotted(place)}: holds {values!r} where a section is needed"
    raise ConfigError(Problem(what, document.where(place), HOST, "", "unrolled schema"))


def parse_section(document: Document, name: str, config: type[S]) -> S:
    """Validate a section that the host owns.

    Args:
        document: the values.
        name: of the section.
        config: its class.

    Raises:
        ConfigError: the section breaks the class's rules.
    """
    values = mapping(document, (name,))
    try:
        return config.parse(values)
    except ValidationError as error:
        rules = Rules(config, f"section '{name}'", HOST, f"unrolled show section {name}")
        raise ConfigError(*translate(error, document, (name,), rules)) from error


def select(document: Document, host: Host, place: Place, kind: Kind) -> Selected:
    """Find and validate the component that a section names.

    Args:
        document: the values.
        host: with the plugins.
        place: of the section.
        kind: of the component.

    Raises:
        ConfigError: the name is missing, unknown or ambiguous, or a field is wrong.
        PluginError: the plugin that should declare the component is broken.
    """
    values = dict(mapping(document, place))
    name = values.pop("name", None)
    if not isinstance(name, str):
        wrong = "is missing" if name is None else f"{name!r} is no text"
        what = f"{dotted(place)}.name: {wrong}; it names the {kind}"
        raise ConfigError(Problem(what, document.where((*place, "name"), key=True), HOST, "", "unrolled plugins"))
    located = locate(document, host, (*place, "name"), kind, name)
    return parse_fields(document, host, place, located, values)


def locate(document: Document, host: Host, place: Place, kind: Kind, name: str) -> Located:
    """Find a component by name; an error points at the place that names it.

    Args:
        document: that holds the name.
        host: with the plugins.
        place: of the name.
        kind: of the component.
        name: as written.

    Raises:
        ConfigError: the name is unknown or ambiguous.
        PluginError: the plugin that should declare it is broken.
    """
    try:
        return host.find(kind, name)
    except UnrolledError as error:
        first, *rest = error.problems
        what = f"{dotted(place)}: {first.what}"
        located = Problem(what, document.where(place), first.owner, first.nearest, first.command)
        raise type(error)(located, *rest) from error


def parse_fields(document: Document, host: Host, place: Place, located: Located, values: dict[str, Any]) -> Selected:
    """Validate a component's fields.

    Args:
        document: that holds them.
        host: with the plugins.
        place: of the section.
        located: the component.
        values: field name to value.

    Raises:
        ConfigError: a field is wrong, or belongs to another component of the kind.
    """
    component = located.component
    try:
        return Selected(located, component.config.parse(values))
    except ValidationError as error:
        others = reversed(host.of_kind(component.kind))
        rules = Rules(
            component.config,
            f"{component.kind} '{component.name}'",
            str(located.source),
            f"unrolled show {component.kind} {component.name}",
            {key: other.component.name for other in others for key in other.component.config.model_fields},
            f"unrolled set {dotted(place)} {component.name}",
        )
        raise ConfigError(*translate(error, document, place, rules)) from error
