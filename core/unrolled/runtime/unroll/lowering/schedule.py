"""Puts what a step computes in order: a stage of rows, the products that wait for it, the next stage of rows."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence

from unrolled.runtime.unroll.lowering.expressions import Expression, walk
from unrolled.runtime.unroll.lowering.program import Buffer, Place, ProductStage, Program, RowStage, Store
from unrolled.runtime.unroll.lowering.storage import Readers


def place_of(value: Expression, given: Mapping[Expression, Place]) -> Place | None:
    """Return where a value stands, itself or as columns of another.

    Args:
        value: to look for.
        given: what stands where.
    """
    if value in given:
        return given[value]
    if value.op == "slice" and (source := place_of(value.arguments[0], given)):
        return source.at(value.first)
    return None


def schedule(
    roots: Sequence[Store],
    given: Mapping[Expression, Place],
    target: Callable[[Expression], Place | None],
    name: str,
) -> Program:
    """Order the stages of a step.

    Every store happens in the first stage of rows that can make it, so that what it stored can be read from there on.

    Args:
        roots: what the step is for.
        given: what stands where before the step.
        target: where a product shall stand; None: in scratch.
        name: of the program.

    Returns:
        The stages, and the scratch buffers that they need.
    """
    return _Schedule(roots, given, target, name).run()


class _Schedule:
    """One program in the making; ``given`` grows with every stage."""

    def __init__(
        self,
        roots: Sequence[Store],
        given: Mapping[Expression, Place],
        target: Callable[[Expression], Place | None],
        name: str,
    ) -> None:
        self.program = Program(name)
        self.roots = roots
        self.given = dict(given)
        self.target = target
        self.levels = _levels([root.value for root in roots], given)
        self.readers = Readers([root.value for root in roots])

    def run(self) -> Program:
        """Add stage by stage."""
        products = [value for value in self.levels if value.op == "product" and value not in self.given]
        for level in range(max(self.levels.values(), default=0) + 1):
            for product in products:
                if self.levels[product] == level:
                    self.program.stages.append(self._product(product))
            stores = [root for root in self.roots if self._is_due(root, level)]
            stores += self._sources((product for product in products if self.levels[product] > level), stores, level)
            if stores:
                self.program.stages.append(RowStage(tuple(stores), dict(self.given)))
            self.given |= {store.value: store.place for store in stores if store.can_be_read}
        return self.program

    def _is_due(self, root: Store, level: int) -> bool:
        return self.levels[root.value] == level and self.given.get(root.value) != root.place

    def _sources(self, waiting: Iterable[Expression], stores: Iterable[Store], level: int) -> list[Store]:
        """Return the stores, into scratch, of what later products multiply and what stands nowhere yet."""
        known = {store.value for store in stores if not store.adds}
        made: list[Store] = []
        for product in waiting:
            source = product.arguments[0]
            if self.levels[source] == level and source not in known and place_of(source, self.given) is None:
                made.append(Store(source, self._scratch(source.width)))
                known.add(source)
        return made

    def _scratch(self, width: int) -> Place:
        scratch = self.program.scratch
        scratch.append(Buffer(f"{self.program.name}_scratch{len(scratch)}", "sequence", width))
        return Place(scratch[-1], "sequence")

    def _product(self, product: Expression) -> ProductStage:
        source, *start = product.arguments
        place = place_of(source, self.given)
        begins = place_of(start[0], self.given) if start else None
        assert place is not None
        reuses = begins and begins.buffer in self.program.scratch and self.readers.is_only(product, start[0])
        target = self.target(product) or (begins if reuses else None) or self._scratch(product.width)
        self.given[product] = target
        return ProductStage(place, product.matrix, source.width, product.width, begins, target)


def _levels(roots: Iterable[Expression], given: Mapping[Expression, Place]) -> dict[Expression, int]:
    """Return how many products lie behind each value."""
    levels: dict[Expression, int] = {}
    for value in walk(*roots, stop=frozenset(given)):
        behind = 0 if value in given else max((levels[argument] for argument in value.arguments), default=0)
        levels[value] = behind + (value.op == "product" and value not in given)
    return levels
