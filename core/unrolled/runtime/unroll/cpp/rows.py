"""A stage of rows in C++: what one row takes, reductions first."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from unrolled.runtime.unroll.cpp.held import held_values
from unrolled.runtime.unroll.cpp.loop import Loop, Read, address, pointer
from unrolled.runtime.unroll.cpp.segments import Segment, segments
from unrolled.runtime.unroll.lowering.expressions import Expression, walk
from unrolled.runtime.unroll.lowering.program import Buffer, Place, RowStage, Store

_START = {"sum": "REAL(0)", "amax": "-INFINITY", "amin": "INFINITY"}
_JOIN = {
    "sum": "{0} += keep<N>({1}, REAL(0));",
    "amax": "{0} = maximum({0}, keep<N>({1}, -INFINITY));",
    "amin": "{0} = minimum({0}, keep<N>({1}, INFINITY));",
}
_END = {"sum": "sum_of", "amax": "largest_of", "amin": "smallest_of"}


def row_stage(stage: RowStage) -> list[str]:
    """Return the statements that one row takes.

    Args:
        stage: to be written.

    Raises:
        NotImplementedError: a loop would read what it has written over.
    """
    given = dict(stage.given)
    reduced: dict[Expression, str] = {}
    lines: list[str] = []
    values = [store.value for store in stage.stores]
    waves = _waves(values, given)
    for number, wave in enumerate(waves):
        later = [value.arguments[0] for after in waves[number + 1 :] for value in after] + values
        held = held_values([value.arguments[0] for value in wave], later, given)
        places = [Place(Buffer(f"held{number}_{k}", "row", value.width), "row") for k, value in enumerate(held)]
        lines += [f"alignas(64) REAL {pointer(place)}[{place.buffer.width}];" for place in places]
        holds = [Store(value, place) for value, place in zip(held, places, strict=True)]
        lines += _reductions(wave, holds, given, reduced)
        given |= {hold.value: hold.place for hold in holds}
    return lines + _all_stores(stage.stores, given, reduced)


def _all_stores(stores: Sequence[Store], given: dict[Expression, Place], reduced: dict[Expression, str]) -> list[str]:
    """Write the loops that store, those of one length together."""
    lines: list[str] = []
    written = list[Read]()
    groups = _by_length(stores, given)
    for length, group in groups.items():
        lines += _stores(length, group, given, reduced, written)
        # What is stored can be read from now on, and must be where it took the place of what it was made of.
        last = {store.value: other for other, stores in groups.items() for _, store in stores}
        given |= {store.value: store.place for _, store in group if last[store.value] == length and store.can_be_read}
    return lines


def _waves(values: Sequence[Expression], given: Mapping[Expression, Place]) -> list[list[Expression]]:
    """Return the reductions that values need, in waves: each needs those of the waves before only."""
    depth: dict[Expression, int] = {}
    for value in walk(*values, stop=frozenset(given)):
        below = 0 if value in given else max((depth[argument] for argument in value.arguments), default=0)
        depth[value] = below + (value.op == "reduce" and value not in given)
    waves: dict[int, list[Expression]] = {}
    for value, level in depth.items():
        if value.op == "reduce" and value not in given:
            waves.setdefault(level, []).append(value)
    return [waves[level] for level in sorted(waves)]


def _reductions(
    wave: Sequence[Expression],
    holds: Sequence[Store],
    given: Mapping[Expression, Place],
    reduced: dict[Expression, str],
) -> list[str]:
    """Write the loops of reductions that do not wait for one another, and name their results; hold what is held."""
    names = {value: f"reduced{len(reduced) + k}" for k, value in enumerate(wave)}
    lines = [f"V {name}_lanes = splat({_START[str(value.detail)]});" for value, name in names.items()]
    groups: dict[int, list[tuple[Segment, Expression | Store]]] = {}
    for one in (*wave, *holds):
        value = one.value if isinstance(one, Store) else one.arguments[0]
        for segment in segments(value, given):
            groups.setdefault(segment.length, []).append((segment, one))
    for length, group in groups.items():
        loop = Loop(length, given, reduced)
        lines += loop.written([_end_of_turn(loop, segment.first, one, names) for segment, one in group])
    lines += [f"const V {name} = splat({_END[str(value.detail)]}({name}_lanes));" for value, name in names.items()]
    reduced |= names
    return lines


def _end_of_turn(loop: Loop, first: int, one: Expression | Store, names: Mapping[Expression, str]) -> str:
    """Write what a turn of a loop does with a value: store it, or join it to what came before."""
    if isinstance(one, Store):
        return f"store<N>({address(one.place, first)}, {loop.column(one.value, first)});"
    return _JOIN[str(one.detail)].format(f"{names[one]}_lanes", loop.column(one.arguments[0], first))


def _by_length(stores: Iterable[Store], given: Mapping[Expression, Place]) -> dict[int, list[tuple[Segment, Store]]]:
    """Return the segments that are stored, those of one length together: they share a loop and what it computes."""
    groups: dict[int, list[tuple[Segment, Store]]] = {}
    for store in stores:
        for segment in segments(store.value, given):
            groups.setdefault(segment.length, []).append((segment, store))
    return groups


def _stores(
    length: int,
    group: Sequence[tuple[Segment, Store]],
    given: Mapping[Expression, Place],
    reduced: Mapping[Expression, str],
    written: list[Read],
) -> list[str]:
    """Write the loop that stores all segments of one length."""
    loop = Loop(length, given, reduced)
    ends: list[str] = []
    now: list[Read] = []
    for segment, store in group:
        value, target = loop.column(store.value, segment.first), address(store.place, segment.first)
        ends.append(f"store<N>({target}, {f'load<N>({target}) + {value}' if store.adds else value});")
        now.append(Read(pointer(store.place), store.place.column + segment.first, length, store.value))
    _refuse_overwritten(loop, [*written, *(one for one in now if not _reads_same_columns(loop, one))])
    written += now
    return loop.written(ends)


def _reads_same_columns(loop: Loop, one: Read) -> bool:
    """Tell whether a loop reads just the columns that it stores in the same turn, which is safe."""
    return all(read[1:3] == one[1:3] for read in loop.reads if _overlap(read, one))


def _refuse_overwritten(loop: Loop, written: Iterable[Read]) -> None:
    """Refuse to read columns after something else was stored there."""
    for one in written:
        if any(_overlap(read, one) and read.value is not one.value for read in loop.reads):
            raise NotImplementedError("a value that is needed again after its place was taken")


def _overlap(one: Read, other: Read) -> bool:
    return one.row == other.row and -one.length < one.column - other.column < other.length
