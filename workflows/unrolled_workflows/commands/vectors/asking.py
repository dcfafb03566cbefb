"""``unrolled vectors neighbours`` and ``unrolled vectors analogy``."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, cast

import click

from unrolled_workflows.commands.vectors.source import from_option, json_option, load_table, print_json, print_rows

if TYPE_CHECKING:
    from unrolled.vectors import Answer, Method, WordVectors

count_option = click.option("--count", type=click.IntRange(1), default=10, show_default=True, help="Words to print.")
method_option = click.option(
    "--method", type=click.Choice(["3cosadd", "3cosmul"]), default="3cosadd", show_default=True, help="How to score."
)


@click.command()
@click.argument("word")
@from_option
@count_option
@json_option
def neighbours(word: str, *, source: Path, count: int, as_json: bool) -> None:
    """Print the words nearest to WORD."""
    from unrolled.vectors import neighbours as nearest_words

    found = nearest_words(load_table(source), word, count)
    if as_json:
        print_json({"word": word, "neighbours": [each._asdict() for each in found]})
    else:
        print_rows((each.word, f"{each.cosine:.4f}") for each in found)


@click.command()
@click.argument("a")
@click.argument("b")
@click.argument("c")
@click.argument("expected", required=False)
@from_option
@count_option
@method_option
@json_option
def analogy(
    a: str, b: str, c: str, expected: str | None, *, source: Path, count: int, method: str, as_json: bool
) -> None:
    """Print what C is to as A is to B.

    For man, king and woman that is queen. With the EXPECTED word, also its rank, and, where it is not the first,
    which value of a table of named features looks as if its sign were wrong.
    """
    from unrolled.vectors import analogy as answers_to

    table = load_table(source)
    answers = answers_to(table, a, b, c, count=len(table), method=cast("Method", method))
    rank = _rank(table, answers, expected, (a, b, c)) if expected else None
    if as_json:
        document = {"a": a, "b": b, "c": c, "answers": [each._asdict() for each in answers[:count]]}
        print_json(document | ({"expected": expected, "rank": rank} if expected else {}))
        return
    print_rows((each.word, f"{each.score:.4f}") for each in answers[:count])
    if expected and rank:
        click.echo(f"expected '{expected}': rank {rank}, {answers[rank - 1].score:.4f}")
        if rank > 1:
            _lint(table, (a, c), (b, expected))


def _rank(table: WordVectors, answers: Sequence[Answer], expected: str, asked: Sequence[str]) -> int:
    row = table.row(expected)
    if row is None:
        raise table.unknown(expected)
    if row in map(table.row, asked):
        raise click.UsageError(f"the EXPECTED word '{expected}' is one of those that were asked about")
    return [each.word for each in answers].index(table.words[row]) + 1


def _lint(table: WordVectors, *pairs: tuple[str, str]) -> None:
    from unrolled.vectors import sign_errors

    for wrong in sign_errors(table, pairs):
        value = f"value {wrong.feature + 1} of '{wrong.word}', {wrong.value:.4g}"
        what = f"{value}, may have the wrong sign: with the other one the analogy holds"
        click.secho(f"warning: {what}", fg="yellow", err=True)
