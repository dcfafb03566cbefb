"""What one entry of ``search.space`` says: a range, a choice, or the field's own range."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator, Mapping
from dataclasses import replace
from types import NoneType
from typing import Annotated, Any, get_args, get_origin

from unrolled.ranges import Choice, Interval, Tune

_MOST_STEPS = 1_000_000

_LARGEST = 2**62


def domain_of(annotation: Any, spec: Any) -> Interval | Choice:
    """Return what a field is drawn from.

    Args:
        annotation: of the field, with its ``Tune`` where it has one.
        spec: ``tune``, ``{low, high, log, step}`` or ``{choice: [...]}``.

    Raises:
        ValueError: the entry is none of these, or holds nothing to draw.
    """
    whole = int in _types(annotation) and float not in _types(annotation)
    if spec == "tune":
        tune = next((found for found in _metadata(annotation) if isinstance(found, Tune)), None)
        if tune is None:
            raise ValueError(f"has no range of its own; write {_example(annotation)}")
        low, high = (int(tune.low), int(tune.high)) if whole else (tune.low, tune.high)
        return Interval(low, high, log=tune.log, whole=whole)
    if isinstance(spec, dict) and set(spec) == {"choice"}:
        return _choice(spec["choice"])
    if isinstance(spec, dict) and {"low", "high"} <= set(spec) <= {"low", "high", "log", "step"}:
        return _interval(spec, whole=whole)
    raise ValueError("is none of tune, {low: 1, high: 10, log: true} and {choice: [1, 10]}")


def _example(annotation: Any) -> str:
    """Return an entry that a field without a range could have."""
    types = _types(annotation)
    words = sorted(word for word in types if isinstance(word, str))
    if bool in types or words:
        return f"{{choice: [{', '.join(words or ['false', 'true'])}]}}"
    return "{low: 1, high: 10} or {choice: [1, 10]}"


def _choice(options: Any) -> Choice:
    if not isinstance(options, list) or not options:
        raise ValueError("choice is an empty range: write {choice: [1, 10]}")
    if any(isinstance(option, dict | list) for option in options):
        raise ValueError("a choice is between single values")
    if len({json.dumps(option) for option in options}) < len(options):
        raise ValueError("the same value stands twice in the choice")
    return Choice(options)


def _interval(spec: Mapping[str, Any], *, whole: bool) -> Interval:
    low, high, log, step = spec["low"], spec["high"], spec.get("log", False), spec.get("step")
    numbers = [low, high] + ([] if step is None else [step])
    if not all(_is_number(number) for number in numbers):
        raise ValueError("low, high and step are numbers")
    if whole and any(number != int(number) for number in numbers):
        raise ValueError("the field takes whole numbers: so must low, high and step be")
    if not isinstance(log, bool):
        raise ValueError("log is true or false")  # noqa: TRY004 - one kind of error for every mistake in an entry
    if low >= high:
        raise ValueError(f"{low:g} to {high:g} is an empty range")
    if log and (low <= 0 or step is not None):
        raise ValueError("a range that is drawn evenly in the logarithm lies above 0 and has no step")
    if whole and any(abs(number) > _LARGEST for number in numbers):
        raise ValueError("whole numbers lie within 64 bits")
    if step is not None and step > high - low:
        raise ValueError(f"a step of {step:g} leads out of {low:g} to {high:g}")
    if step is not None and step <= 0:
        raise ValueError("a step is above 0")
    if step is not None and (high - low) / step > _MOST_STEPS:
        raise ValueError(f"a range has {_MOST_STEPS:,} steps at most; without a step, every number is drawn")
    kind = int if whole else float
    interval = Interval(kind(low), kind(high), log=log, step=None if step is None else kind(step), whole=whole)
    return replace(interval, high=interval.options[-1]) if step is not None and interval.options else interval


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and abs(value) <= sys.float_info.max


def _metadata(annotation: Any) -> Iterator[Any]:
    """Yield what is annotated anywhere in a type: ``Annotated[int, Tune(1, 4)] | None`` hides it in a branch."""
    annotated = get_origin(annotation) is Annotated
    if annotated:
        yield from annotation.__metadata__
    for branch in get_args(annotation)[: 1 if annotated else None]:
        yield from _metadata(branch)


def _types(annotation: Any) -> set[Any]:
    if get_origin(annotation) is Annotated:
        return _types(get_args(annotation)[0])
    branches = get_args(annotation)
    return {kind for branch in branches for kind in _types(branch)} - {NoneType} if branches else {annotation}
