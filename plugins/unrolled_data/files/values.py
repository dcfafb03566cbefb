"""From what a format gives to a value of a field's kind."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from unrolled.contracts import FieldKind


def convert(kind: FieldKind, raw: Any) -> Any:
    """Return one value.

    Args:
        kind: of the field.
        raw: text, or what JSON or Arrow hold.

    Returns:
        The value, as ``FieldKind`` says.

    Raises:
        ValueError: there is no value, or none of that kind; the message completes "field 'x' ...".
    """
    if raw is None or (isinstance(raw, str) and not raw.strip()) or raw == []:
        raise ValueError("is missing")
    return _CONVERTERS[kind](raw)


def _text(raw: Any) -> str:
    if not isinstance(raw, str):
        raise _refused(raw, "text")
    try:
        raw.encode()
    except UnicodeEncodeError as error:
        raise ValueError(f"holds half of a surrogate pair, \\u{ord(raw[error.start]):04x}") from error
    return raw


def _label(raw: Any) -> str:
    if isinstance(raw, bool):
        return "true" if raw else "false"
    if isinstance(raw, int):
        return str(raw)
    if isinstance(raw, str):
        return _text(raw).strip()
    raise _refused(raw, "a label (text, an integer, true or false)")


def _tokens(raw: Any) -> list[str]:
    return [_filled(_text, token) for token in _items(raw)]


def _labels(raw: Any) -> list[str]:
    return [_filled(_label, label) for label in _items(raw)]


def _number(raw: Any) -> float:
    try:
        if isinstance(raw, bool) or not isinstance(raw, str | int | float) or "_" in str(raw):
            raise _refused(raw, "a number")
        value = float(raw)
    except OverflowError:
        value = math.inf
    except ValueError as error:
        raise _refused(raw, "a number") from error
    if not math.isfinite(value):
        raise _refused(raw, "a finite number")
    return value


def _frames(raw: Any) -> list[list[float]]:
    if not isinstance(raw, list) or not all(isinstance(frame, list) and frame for frame in raw):
        raise _refused(raw, "a list of frames, each a list of numbers")
    frames = [[_number(value) for value in frame] for frame in raw]
    widths = sorted({len(frame) for frame in frames})
    if len(widths) > 1:
        raise ValueError(f"has frames of {widths[0]} and of {widths[-1]} numbers, where all must be alike")
    return frames


def _items(raw: Any) -> list[Any]:
    if isinstance(raw, str):
        return raw.split()
    if isinstance(raw, list):
        return raw
    raise _refused(raw, "a list, or text parted by white space")


def _filled(converter: Callable[[Any], str], raw: Any) -> str:
    value = converter(raw)
    if not value.strip():
        raise ValueError("has an empty item")
    return value


def _refused(raw: Any, wanted: str) -> ValueError:
    shown = repr(raw)
    shown = shown if len(shown) <= SHOWN else f"{shown[:SHOWN]}..."
    return ValueError(f"is {shown}, not {wanted}")


SHOWN = 40
_CONVERTERS: Mapping[FieldKind, Callable[[Any], Any]] = {
    "text": _text,
    "tokens": _tokens,
    "label": _label,
    "labels": _labels,
    "frames": _frames,
    "number": _number,
}
