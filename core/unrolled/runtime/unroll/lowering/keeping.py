"""Where the forward step puts what the backward step will read.

Shapes: N rows of all steps.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from unrolled.runtime.unroll.lowering.expressions import Expression, walk
from unrolled.runtime.unroll.lowering.program import Buffer, Place, Store
from unrolled.runtime.unroll.lowering.storage import Readers, in_place, kept


@dataclass(frozen=True, slots=True)
class Kept:
    """What the forward step keeps.

    Args:
        places: where backward finds what is kept.
        targets: where products stand.
        buffers: that are kept beside rows, states and outputs.
        stores: that forward needs for it.
    """

    places: dict[Expression, Place] = field(default_factory=dict[Expression, Place])
    targets: dict[Expression, Place] = field(default_factory=dict[Expression, Place])
    buffers: list[Buffer] = field(default_factory=list[Buffer])
    stores: list[Store] = field(default_factory=list[Store])


@dataclass(frozen=True, slots=True)
class Ends:
    """What a step is for, and what it begins with.

    Args:
        results: new state and output.
        wanted: what the backward step is for.
        owned: inputs that may be written over.
        given: where inputs stand.
        standing: where results stand.
    """

    results: Sequence[Expression]
    wanted: Sequence[Expression]
    owned: Sequence[Expression]
    given: Mapping[Expression, Place]
    standing: Mapping[Expression, Place]


def keep(ends: Ends) -> Kept:
    """Decide what the forward step keeps beside states and outputs.

    Args:
        ends: of the step.
    """
    over = _written_over(ends)
    needed = kept(ends.wanted, (*over, *ends.standing, *ends.given))
    owners = {owner for owner, _ in over.values()}
    keeping = Kept()
    readers = Readers(ends.results, ends.wanted)
    for product in walk(*ends.results, *needed):
        if product.op == "product":
            _place_product(product, keeping, ends, readers, is_needed=product in needed or product in owners)
    for k, value in enumerate(value for value in needed if value.op == "reduce"):
        keeping.buffers.append(Buffer(f"reduced{k}", "step", 1))
        keeping.places[value] = Place(keeping.buffers[-1], "step")
        keeping.stores.append(Store(value, keeping.places[value]))
    for value, (owner, column) in over.items():
        place = (keeping.targets.get(owner) or ends.given[owner]).at(column)
        keeping.places[value] = place
        keeping.stores.append(Store(value, place))
    keeping.places.update({value: place for value, place in keeping.targets.items() if value in needed})
    return keeping


def _written_over(ends: Ends) -> dict[Expression, tuple[Expression, int]]:
    """Return the activations that backward reads, each with what it can be written over, and where in it."""
    found = in_place(ends.results, ends.wanted, ends.owned)
    over = {value: place for value, place in found.items() if value not in ends.standing}
    read = set(walk(*ends.wanted, stop=frozenset((*over, *ends.standing, *ends.given))))
    return {value: place for value, place in over.items() if value in read}


def _place_product(product: Expression, keeping: Kept, ends: Ends, readers: Readers, *, is_needed: bool) -> None:
    """Give a product the place of what it starts from, else one of its own where it is needed."""
    start = product.arguments[1:]
    standing = ends.given if start and start[0] in ends.owned else keeping.targets
    if start and start[0] in standing and readers.is_only(product, start[0]):
        keeping.targets[product] = standing[start[0]]
    elif is_needed:
        keeping.buffers.append(Buffer(f"product{len(keeping.buffers)}", "step", product.width))
        keeping.targets[product] = Place(keeping.buffers[-1], "step")
