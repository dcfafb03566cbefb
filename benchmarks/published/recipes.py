"""What a recipe is: a params.yaml that is measured against what others published."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from unrolled.params import read_document

HERE = Path(__file__).parents[1]


@dataclass(frozen=True, slots=True)
class Measure:
    """One figure of a recipe's runs.

    Args:
        metric: of the test split, as metrics.json names it.
        goal: to reach; None where the figure is only told.
        published: what others reached, in words.
        source: who published it.
        lower: whether less is better.
    """

    metric: str
    goal: float | None
    published: str
    source: str
    lower: bool = False


@dataclass(frozen=True, slots=True)
class Recipe:
    """A params.yaml that is run several times, with another seed or fold each.

    Args:
        name: of the recipe; its file is ``recipes/NAME.yaml`` where no other is given.
        data: what it is measured on, in words.
        measures: of its runs.
        quick: ``KEY=VALUE`` texts that make a run small.
        values: of what varies, one a run: three seeds where a run takes less than 20 minutes.
        varies: dotted name of what differs between the runs.
        sets: ``KEY=VALUE`` texts in place of what the file says.
        without: sections that are left out.
        file: of the params.yaml, from this folder.
    """

    name: str
    data: str
    measures: tuple[Measure, ...]
    quick: tuple[str, ...]
    values: tuple[int, ...] = (1, 2, 3)
    varies: str = "seed"
    sets: tuple[str, ...] = ()
    without: tuple[str, ...] = ()
    file: str = ""

    @property
    def cell(self) -> str:
        """The name of its cell, or of those of encoder and decoder."""
        section = read_document(self.path).values["cell"]
        cells = [section] if "name" in section else section.values()
        return ", ".join(str(each["name"]) for each in cells)

    @property
    def path(self) -> Path:
        """Its params.yaml."""
        return HERE / (self.file or f"recipes/{self.name}.yaml")
