"""What trials share: the stages before training, as often as the space makes them differ."""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from dataclasses import dataclass

from unrolled.space import Dimension, Space
from unrolled_workflows.search.legs import Leg
from unrolled_workflows.stages import Stage, stage_named


def upstream_of(stage: Stage) -> list[Stage]:
    """Return the stages whose outputs one depends on, in order.

    Args:
        stage: of the table.
    """
    needed = [each for name in stage.needs for each in (*upstream_of(stage_named(name)), stage_named(name))]
    return list(dict.fromkeys(needed))


def sections_of(stage: Stage) -> set[str]:
    """Return the sections of params.yaml, or single values of theirs, that a stage or one before it reads.

    Args:
        stage: of the table.
    """
    return {section for each in (stage, *upstream_of(stage)) for section in each.sections}


def dimensions_of(stage: Stage, space: Space) -> Sequence[Dimension]:
    """Return what varies in a stage's output.

    Args:
        stage: of the table.
        space: of the search.
    """
    sections = sections_of(stage)
    return [each for each in space.dimensions if each.path in sections or each.path.partition(".")[0] in sections]


@dataclass(frozen=True, slots=True)
class Sharing:
    """Tells which legs need the same outputs before they train.

    Args:
        space: of the search.
    """

    space: Space

    def upstream(self, leg: Leg) -> Hashable:
        """Return what tells a leg's inputs from those of others.

        Args:
            leg: of the search.
        """
        last = stage_named("train").needs[-1]
        varied = dimensions_of(stage_named(last), self.space)
        return (leg.repeat, *(leg.values.get(dimension.name) for dimension in varied))
