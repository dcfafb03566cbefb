"""``unrolled vectors similarity`` and ``unrolled vectors analogies``."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, cast

import click

from unrolled_workflows.commands.vectors.asking import method_option
from unrolled_workflows.commands.vectors.source import from_option, json_option, load_table, print_json, print_rows

if TYPE_CHECKING:
    from unrolled.vectors import Method

files_argument = click.argument("files", nargs=-1, required=True, type=click.Path(path_type=Path), metavar="FILE...")


@click.command()
@files_argument
@from_option
@json_option
def similarity(files: tuple[Path, ...], *, source: Path, as_json: bool) -> None:
    """Compare cosines with people's scores.

    Prints Spearman's rank correlation for pairs of words. FILE is WordSim-353, SimLex-999, MEN, RG-65, Rare Words or
    any other with two words and a score a line.
    """
    from unrolled.vectors import read_pairs, score_pairs

    pairs = [read_pairs(file) for file in files]
    table = load_table(source)
    scores = [score_pairs(table, each) for each in pairs]
    if as_json:
        print_json([{"file": str(file), **asdict(score)} for file, score in zip(files, scores, strict=True)])
        return
    print_rows(
        [
            ("file", "spearman", "pairs"),
            *((file.name, _shown(s.spearman), f"{s.covered}/{s.total}") for file, s in zip(files, scores, strict=True)),
        ]
    )


@click.command()
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--among", type=click.IntRange(1), help="Only the first words of the vectors may ask and answer.")
@from_option
@method_option
@json_option
def analogies(file: Path, *, among: int | None, source: Path, method: str, as_json: bool) -> None:
    """Answer the analogies of FILE by section.

    FILE is word2vec's questions-words.txt, or any other with four words a line.
    """
    from unrolled.vectors import altogether, read_questions, score_questions

    sections = read_questions(file)
    table = load_table(source)
    scores = score_questions(table, sections, method=cast("Method", method), among=among)
    scores.append(altogether(scores))
    if as_json:
        print_json([{**asdict(score), "accuracy": score.accuracy} for score in scores])
        return
    rows = [(s.name, _shown(s.accuracy), f"{s.right}/{s.covered}", f"{s.covered}/{s.total}") for s in scores]
    print_rows([("section", "accuracy", "right", "covered"), *rows])


def _shown(figure: float | None) -> str:
    return "-" if figure is None else f"{figure:.4f}"
