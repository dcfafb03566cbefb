"""``unrolled vectors``: word vectors learned, and those of a run or a file asked, scored, converted and drawn."""

from __future__ import annotations

import click

from unrolled_workflows.commands.vectors.asking import analogy, neighbours
from unrolled_workflows.commands.vectors.converting import convert
from unrolled_workflows.commands.vectors.drawing import project
from unrolled_workflows.commands.vectors.scoring import analogies, similarity
from unrolled_workflows.commands.vectors.training import train


@click.group()
def vectors() -> None:
    """Learn word vectors; ask, score, convert and draw those of a finished run or of a file."""


for command in (analogies, analogy, convert, neighbours, project, similarity, train):
    vectors.add_command(command)
