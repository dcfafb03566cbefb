"""Every task against published results: runs what is missing, and writes the section of RESULTS.md.

python benchmarks/tasks.py [--quick] [--only NAME ...] [--work DIR] [--jobs N] [--json]

Each recipe is run once for each of its seeds or folds, in a folder below DIR that outlives a kill; what has finished
there is not run again. --quick runs each recipe once and small, in ten minutes on two cores: it shows that all run,
its figures mean nothing, and RESULTS.md stays as it is.
"""

from __future__ import annotations

import argparse
import json
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from published import gap
from published.listed import RECIPES
from published.recipes import Recipe
from published.rows import findings, markdown
from published.runs import DATA, Run, runs
from sections import with_section
from unrolled.durable import write_text
from unrolled.errors import nearest

RESULTS = Path(__file__).with_name("RESULTS.md")
SMALL = "Reduced sizes, one run each: these figures say nothing of the goals.\n\n"
WORK = Path.home() / ".cache" / "unrolled" / "benchmarks"


def options() -> argparse.Namespace:
    """Return what the command line asks for."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--quick", action="store_true", help="one small run of each recipe")
    parser.add_argument("--only", nargs="+", metavar="NAME", help="recipes to run")
    parser.add_argument("--work", type=Path, default=WORK, help="folder of the runs")
    parser.add_argument("--jobs", type=int, default=2, help="runs at once, each on one core")
    parser.add_argument("--json", action="store_true", help="print a list of rows as JSON")
    given = parser.parse_args()
    known = [recipe.name for recipe in RECIPES]
    for name in given.only or ():
        if name not in known:
            parser.error(f"no recipe is called '{name}'. Did you mean '{nearest(name, known)}'?")
    return given


def missing(chosen: list[Recipe], work: Path, *, quick: bool) -> list[Run]:
    """Return the runs that have not finished, and say what cannot be run.

    Args:
        chosen: recipes to run.
        work: folder of the runs.
        quick: small runs.
    """
    absent = [recipe.name for recipe in chosen if not recipe.path.is_file()]
    if absent:
        print(f"no recipe file yet: {', '.join(absent)}", file=sys.stderr)
    ready = [recipe for recipe in chosen if recipe.path.is_file()]
    return [run for recipe in ready for run in runs(recipe, work, quick=quick) if run.result is None]


def execute(run: Run) -> None:
    """Run one, and say how it ended.

    Args:
        run: to be run.
    """
    status = run.execute()
    ended = "done" if not status else f"exit {status}, see {run.folder / 'log.txt'}"
    print(f"{run.recipe.name}, {run.recipe.varies} {run.value}: {ended}", file=sys.stderr, flush=True)


def compared(work: Path) -> str:
    """Return what attention is worth by the length of the source; empty where the two runs have not finished.

    Args:
        work: folder of the runs.
    """
    attention, plain = (
        runs(recipe, work, quick=False)[0] for recipe in RECIPES if recipe.name in {"eng-fra", "eng-fra-plain"}
    )
    if attention.result is None or plain.result is None:
        return ""
    table = gap.markdown(gap.buckets(attention, plain))
    return f"\n\nBLEU of Tatoeba English to French by the length of the source:\n\n{table}"


def main() -> None:
    """Run what is missing; print and write what there is."""
    given = options()
    if not DATA.is_dir():
        sys.exit(f"the data of the benchmarks is not at {DATA}")
    chosen = [recipe for recipe in RECIPES if not given.only or recipe.name in given.only]
    with ThreadPoolExecutor(given.jobs) as pool:
        list(pool.map(execute, missing(chosen, given.work, quick=given.quick)))
    shown = chosen if given.quick else RECIPES
    found = [each for one in shown for each in findings(one, runs(one, given.work, quick=given.quick))]
    if given.json:
        print(json.dumps([each.row.plain() for each in found if each.row], indent=1))
    else:
        print(SMALL + markdown(found) if given.quick else markdown(found))
    if not given.quick:
        hours = sum({each.recipe.name: each.cpu_seconds for each in found}.values()) / 3600
        body = f"{markdown(found)}\n\nAll finished runs together: {hours:.1f} CPU hours.{compared(given.work)}"
        write_text(RESULTS, with_section(RESULTS.read_text(encoding="utf-8"), "tasks", body))


if __name__ == "__main__":
    main()
