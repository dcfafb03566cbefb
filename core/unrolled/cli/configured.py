"""A component with fields from the command line."""

from __future__ import annotations

from collections.abc import Sequence

from unrolled.host import Host, Located
from unrolled.params import Document, Selected
from unrolled.params.overrides import apply
from unrolled.params.select import mapping, parse_fields


def configured(host: Host, located: Located, fields: Sequence[str]) -> Selected:
    """Return a component with its fields.

    Args:
        host: with the plugins.
        located: the component.
        fields: ``KEY=VALUE`` texts, the others having their defaults.

    Raises:
        ConfigError: a field is wrong.
    """
    kind, document = located.component.kind, Document("FIELDS")
    apply(document, [f"{kind}.{field}" for field in fields])
    return parse_fields(document, host, (kind,), located, mapping(document, (kind,)))
