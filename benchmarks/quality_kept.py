"""Scores of vectors that were learned before, kept under all that they depend on.

They stand in ``benchmarks/vector_quality.json`` of the user's cache directory (``$XDG_CACHE_HOME/unrolled``, else
``~/.cache/unrolled``): the code of our embeddings or the version of the other library, the options, the seed, the text,
and the code that scores.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from concurrent.futures import as_completed
from dataclasses import asdict
from functools import cache
from importlib import metadata
from pathlib import Path
from typing import Any

import unrolled.vectors
import unrolled_embeddings
from children import fresh_processes
from quality_run import EPOCHS, Run, scores_of
from unrolled.digests import digest_code
from unrolled.durable import make_directory, sha256, write_json
from unrolled.machine import cache_directory
from vector_text import TEXT

KEPT = cache_directory() / "benchmarks" / "vector_quality.json"
AT_ONCE = 2
"""Processes: what is learned does not depend on what else the machine does."""
_SCORERS = ("analogies", "cosines", "neighbours", "questions", "similarity", "table")
_MODULES = {"gensim": "gensim", "fastText": "fasttext"}


def all_scores(runs: Iterable[Run]) -> dict[str, dict[str, float]]:
    """Return the scores of runs by their keys; those that are not kept are learned, two side by side.

    Args:
        runs: wanted; the same one may be there twice.
    """
    wanted = {key_of(run): run for run in runs}
    kept: dict[str, Any] = json.loads(KEPT.read_text(encoding="utf-8")) if KEPT.exists() else {}
    make_directory(KEPT.parent)
    with fresh_processes(AT_ONCE) as pool:
        coming = {pool.submit(scores_of, run): key for key, run in wanted.items() if key not in kept}
        for done in as_completed(coming):
            key = coming[done]
            kept[key] = {"run": _described(wanted[key]), "scores": done.result()}
            write_json(KEPT, kept)
    return {key: kept[key]["scores"] for key in wanted}


def key_of(run: Run) -> str:
    """Return the digest of all that a run's scores depend on.

    Args:
        run: to describe.
    """
    return hashlib.sha256(json.dumps(_described(run), sort_keys=True).encode()).hexdigest()[:16]


def _described(run: Run) -> Mapping[str, Any]:
    return {**asdict(run), "epochs": EPOCHS, "code": _code(run.side), **_material()}


@cache
def _code(side: str) -> str:
    """Return the digest of our code, or the version of a library."""
    if side == "ours":
        return digest_code([_folder(unrolled_embeddings)])
    distribution = metadata.packages_distributions()[_MODULES[side]][0]
    return f"{distribution} {metadata.version(distribution)}"


@cache
def _material() -> Mapping[str, str]:
    """Return the digests of the text and of the code that scores."""
    scorers = (_folder(unrolled.vectors) / f"{name}.py" for name in _SCORERS)
    return {"text": sha256(TEXT), "scoring": digest_code(scorers)}


def _folder(package: Any) -> Path:
    return Path(package.__file__).parent
