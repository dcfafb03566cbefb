"""Every entry of the gallery, as a user runs it."""

from __future__ import annotations

import math
import re
from pathlib import Path

import pytest

import unrolled
from unrolled.params import read_document, read_params
from unrolled_workflows.gallery import Entry, Figures, entries, entry_named
from unrolled_workflows.scaffold.folder import write_folder

ROOT = Path(__file__).resolve().parents[3]
NAMES = [entry.name for entry in entries()]
PROMISED = {
    "adding", "agreement", "basic-motions", "characters", "copy", "country-names-french", "country-names-hindi",
    "dates", "digits", "film-reviews", "folk-tunes", "glyphs", "japanese-vowels", "python-source", "splice-junctions",
    "surnames", "temperatures", "words",
}  # fmt: skip
QUICK = re.compile(r"^unrolled run (.+)$", re.MULTILINE)
AT_ONCE = ("dates", "digits")
"""Small runs that `make test` has time for."""
SMALL = [pytest.param(name, marks=[] if name in AT_ONCE else pytest.mark.slow) for name in NAMES]


def quick(entry: Entry) -> list[str]:
    """Return the overrides that the entry's README makes it small with."""
    (words,) = QUICK.findall(entry.files["README.md"].decode())
    return words.split()


def test_every_experiment_that_is_promised_is_there():
    assert set(NAMES) >= PROMISED


@pytest.mark.parametrize("name", NAMES)
def test_an_entry_is_right_and_says_what_it_is(name):
    entry = entry_named(name)
    assert read_params(entry.params).experiment
    assert entry.files["README.md"].decode().startswith(f"# {name}\n\n{entry.summary}\n")
    assert f"# {entry.summary}\n" in entry.params.read_text()
    assert set(entry.files) == {"params.yaml", "README.md"}


def test_the_film_reviews_are_the_main_job():
    main = read_document(ROOT / "params.yaml").values
    del main["search"]
    assert read_document(entry_named("film-reviews").params).values == main


@pytest.mark.parametrize("name", SMALL)
def test_a_small_run_of_an_entry_ends_in_a_report(name, tmp_path):
    entry = entry_named(name)
    write_folder(tmp_path / name, entry.files)
    run = unrolled.run(tmp_path / name / "params.yaml", quick(entry))
    assert math.isfinite(run.metrics["test"][run.monitor])
    assert "</html>" in run.report.read_text()


def copy_of(name: str, folder: Path) -> Entry:
    for path, content in entry_named(name).files.items():
        (folder / path).write_bytes(content)
    return Entry(folder)


def test_figures_are_void_once_params_change(tmp_path):
    entry = copy_of("digits", tmp_path)
    assert entry.figures is None
    figures = Figures("accuracy", 0.5, 12.0, "somewhere")
    entry.keep(figures)
    assert entry.figures == figures
    assert "figures.json" not in entry.files
    entry.params.write_text(entry.params.read_text().replace("seed: 1", "seed: 2"))
    assert Entry(tmp_path).figures is None
