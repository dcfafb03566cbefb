"""``unrolled vectors``: word vectors, of a run or of a file, asked, scored, converted and drawn."""

from __future__ import annotations

import click

from unrolled_workflows.commands.vectors.asking import analogy, neighbours
from unrolled_workflows.commands.vectors.converting import convert
from unrolled_workflows.commands.vectors.drawing import project
from unrolled_workflows.commands.vectors.scoring import analogies, similarity


@click.group()
def vectors() -> None:
    """Ask, score, convert and draw word vectors, of a finished run or of a file."""


for command in (analogies, analogy, convert, neighbours, project, similarity):
    vectors.add_command(command)
