"""The runner of published results, with a recipe of a second."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from unrolled.params import read_params

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def recipe(tmp_path, monkeypatch):
    """Return the small experiment as a recipe whose data file stands elsewhere."""
    from published import runs
    from published.recipes import Measure, Recipe

    shutil.copytree(ROOT / "tests" / "small_experiment", tmp_path / "data" / "deep")
    monkeypatch.setattr(runs, "DATA", tmp_path / "data")
    measures = (Measure("accuracy", 0.0, "nothing", "nobody"),)
    return Recipe(
        "small", "reviews", measures, ("train.epochs=1",), (1, 2), file=str(tmp_path / "data/deep/params.yaml")
    )


def test_a_run_is_kept_and_has_the_key_of_what_it_depends_on(recipe, tmp_path):
    from published.rows import findings, markdown
    from published.runs import runs

    first, second = runs(recipe, tmp_path / "work", quick=False)
    (small,) = runs(recipe, tmp_path / "work", quick=True)
    assert len({first.key, second.key, small.key}) == 3
    assert small.result is None
    assert small.execute() == 0
    assert (small.folder / "reviews.csv").is_symlink()
    params = read_params(small.folder / "params.yaml").experiment
    assert (params.seed, params.train.epochs) == (1, 1)
    result = small.result
    assert result is not None
    assert result["cpu_seconds"] > 0
    assert result["code"].startswith("20")
    (finding,) = findings(recipe, [small])
    assert finding.values == [result["metrics"]["test"]["accuracy"]]
    assert "| yes | nothing | nobody |" in markdown([finding])
    recipe.path.write_text(recipe.path.read_text().replace("dim: 6", "dim: 7"))
    assert small.result is None


def test_a_run_that_fails_says_so_and_leaves_no_result(recipe, tmp_path):
    from published.runs import runs

    recipe.path.write_text(recipe.path.read_text().replace("lstm", "lstn"))
    (small,) = runs(recipe, tmp_path / "work", quick=True)
    assert small.execute() == 2
    assert small.result is None
    assert "no cell is called 'lstn'" in (small.folder / "log.txt").read_text()


def test_what_was_not_run_is_said_to_be(recipe, tmp_path):
    from published.rows import findings, markdown
    from published.runs import runs

    (finding,) = findings(recipe, runs(recipe, tmp_path / "work", quick=False))
    assert finding.row is None
    assert "| not run | >= 0 | - |" in markdown([finding])


def test_spread_and_count_of_runs_are_told():
    from published.listed import RECIPES
    from published.rows import Finding

    recipe = RECIPES[0]
    finding = Finding(recipe, recipe.measures[0], [90.0, 92.0], 3, 7200.0, ["2026-01-02 abc", "2026-01-01 abc"])
    assert "91 ± 1.4 (2 of 3 runs)" in finding.cells()
    assert finding.cells()[-2:] == ["2", "2026-01-01 abc; 2026-01-02 abc"]
    assert finding.row is not None
    assert finding.row.met


def test_every_recipe_is_right(tmp_path):
    """Each is read as its run would be; so a renamed field is found before hours are spent."""
    from published.listed import RECIPES
    from published.runs import runs

    for recipe in RECIPES:
        for quick in (False, True):
            run = runs(recipe, tmp_path, quick=quick)[0]
            run.lay_out()
            assert read_params(run.folder / "params.yaml").experiment, recipe.name


def test_an_unknown_recipe_is_refused_with_the_nearest():
    program = [sys.executable, str(ROOT / "benchmarks" / "tasks.py"), "--only", "splise"]
    done = subprocess.run(program, capture_output=True, text=True, check=False)
    assert done.returncode == 2
    assert "no recipe is called 'splise'. Did you mean 'splice'?" in done.stderr
