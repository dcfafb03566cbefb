"""``unrolled vectors train``."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from copy import deepcopy
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from unrolled.errors import ConfigError, DataError, Problem, nearest
from unrolled_workflows.commands.vectors.converting import format_of
from unrolled_workflows.commands.vectors.target import require_folder

if TYPE_CHECKING:
    from unrolled.contracts import Corpus
    from unrolled.host import Host
    from unrolled.params import Selected
    from unrolled.vectors import Format, WordVectors

DEFAULTS: Mapping[str, Any] = {
    "tokenizer": {"name": "whitespace", "min_count": 5, "specials": []},
    "embedding": {"name": "skip-gram"},
    "seed": 1,
    "threads": 1,
}


@click.command()
@click.argument("corpus", nargs=-1, required=True)
@click.option("--out", "target", type=click.Path(path_type=Path), required=True, help="File of vectors to write.")
def train(corpus: tuple[str, ...], target: Path) -> None:
    """Learn word vectors from text files, a sentence a line.

    CORPUS are files (packed ones too) and settings: embedding.dim=300, embedding.name=glove (skip-gram),
    tokenizer.name=character (whitespace), tokenizer.min_count=10 (5), threads=2 (1), seed=7 (1); in brackets what holds
    without them. The same command after a kill goes on where the killed one was.
    """
    from unrolled.durable import remove

    require_folder(target)
    form = format_of(target, None)
    settings = [word for word in corpus if "=" in word and not Path(word).exists()]
    files = [word for word in corpus if word not in settings]
    if not files:
        raise ConfigError(Problem("no text file is named", where="CORPUS", command="unrolled vectors train --help"))
    if target.exists() and any(Path(name).exists() and target.samefile(name) for name in files):
        raise ConfigError(Problem("is a text to learn from; it would be lost", where=str(target)))
    work = target.with_name(f".{target.name}.{_digest(files, settings)}.unfinished")
    try:
        table = _learn(files, settings, work, target, form)
    except (ConfigError, DataError) as error:  # the same command would end so again
        remove(work)
        raise type(error)(*map(_here, error.problems)) from error
    from unrolled.vectors import write_vectors

    form = "fasttext" if table.subwords else form
    write_vectors(target, table, form)
    remove(work)
    click.echo(f"{target}: {len(table):,} words of {table.dim} values, {form}")


def _here(problem: Problem) -> Problem:
    """Leave out the advice to edit a params.yaml, which this command has none of."""
    return replace(problem, command="") if problem.command.startswith("unrolled set ") else problem


def _digest(files: Sequence[str], settings: Sequence[str]) -> str:
    """Return a name for what is asked for, so that a killed command is taken up by the same one, on any threads."""
    stamps = [(name, *(Path(name).stat()[6:9:2] if Path(name).is_file() else ())) for name in files]
    asked = sorted(setting for setting in settings if not setting.startswith("threads="))
    return hashlib.sha256(json.dumps([stamps, asked]).encode()).hexdigest()[:12]


def _learn(files: Sequence[str], settings: Sequence[str], work: Path, target: Path, form: Format) -> WordVectors:
    """Scan and learn; return the vectors of words without padding and specials, for a .bin with their n-grams."""
    from unrolled.contracts import Embedding, ScansFiles
    from unrolled.runtime.progress import show_progress
    from unrolled.runtime.seeding import set_threads
    from unrolled.runtime.vectors import learn_vectors
    from unrolled.vectors import WordVectors, check_words

    chosen, seed, threads = _chosen(settings)
    set_threads(threads)
    tokenizer = chosen["tokenizer"].build()
    if not isinstance(tokenizer, ScansFiles):
        what = f"tokenizer '{chosen['tokenizer'].located.component.name}' does not read whole text files"
        raise ConfigError(Problem(what, where="tokenizer.name", nearest="whitespace"))
    text: Corpus = tokenizer.scan(files, work / "corpus", threads=threads)
    first = 1 + max(text.specials, default=0)
    check_words(target, text.words[first:], form)
    embedding: Embedding = chosen["embedding"].build(vocab_size=text.vocab_size)
    learner = embedding.learner(text, seed=seed, threads=threads)
    if learner is None:
        raise ConfigError(Problem("learns no vectors before a task", where="embedding.name", nearest="skip-gram"))
    vectors_VE = learn_vectors(learner, work=work / "checkpoints", progress=show_progress())
    return WordVectors(text.words[first:], vectors_VE[first:], learner.subwords() if form == "binary" else None)


def _drop_defaults(tokenizer: dict[str, Any], settings: Sequence[str], host: Host) -> None:
    """Take back what holds without settings where another tokenizer has no such field."""
    known = host.find("tokenizer", str(tokenizer["name"])).component.config.model_fields
    asked = {setting.partition("=")[0] for setting in settings}
    for name in DEFAULTS["tokenizer"]:
        if name != "name" and name not in known and f"tokenizer.{name}" not in asked:
            tokenizer.pop(name, None)


def _chosen(settings: Sequence[str]) -> tuple[dict[str, Selected], int, int]:
    """Return tokenizer and embedding with their fields, the seed and the number of threads."""
    from unrolled.cli.here import host_here
    from unrolled.params import Document, select
    from unrolled.params.overrides import apply

    document, host = Document("settings", deepcopy(dict(DEFAULTS))), host_here()
    apply(document, settings)
    _drop_defaults(document.values["tokenizer"], settings, host)
    for name in document.values:
        if name not in DEFAULTS:
            where = document.where((name,))
            raise ConfigError(Problem(f"there is no '{name}' here", where=where, nearest=nearest(name, DEFAULTS)))
    numbers = [document.values[name] for name in ("seed", "threads")]
    for name, lowest, number in zip(("seed", "threads"), (0, 1), numbers, strict=True):
        if type(number) is not int or number < lowest:
            what = f"{number!r} is no whole number from {lowest} on"
            raise ConfigError(Problem(what, where=document.where((name,))))
    chosen = {kind: select(document, host, (kind,), kind) for kind in ("tokenizer", "embedding")}
    return chosen, *numbers
