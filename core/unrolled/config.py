"""The base of every typed configuration: pydantic, frozen, nothing unknown, nothing coerced."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from typing import Any, Self

from pydantic import BaseModel, ConfigDict


class Config(BaseModel):
    """The fields of one component or section; a subclass's docstring is its one-line summary."""

    model_config = ConfigDict(
        frozen=True,
        extra="forbid",
        strict=True,
        protected_namespaces=(),
        use_attribute_docstrings=True,
    )

    @classmethod
    def parse(cls, values: Mapping[str, Any]) -> Self:
        """Validate plain values, as read from YAML or JSON.

        Args:
            values: field name to plain value; lists stand for tuples.

        Returns:
            The validated configuration.

        Raises:
            pydantic.ValidationError: a key is unknown, or a value has the wrong type or range.
        """
        return cls.model_validate_json(json.dumps(values))

    @classmethod
    def schema_digest(cls) -> str:
        """Return the digest of this class's JSON Schema: it changes when a field, bound or default does."""
        return digest_json(cls.model_json_schema())

    def plain(self) -> dict[str, Any]:
        """Return the values as plain JSON types."""
        return self.model_dump(mode="json")


def digest_json(value: Any) -> str:
    """Return the sha256 of a plain value's canonical JSON.

    Args:
        value: anything made of JSON types.

    Returns:
        Sixty-four hexadecimal digits.
    """
    text = json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=True)
    return hashlib.sha256(text.encode()).hexdigest()
