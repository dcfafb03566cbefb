"""File to ids against polars, Hugging Face's WordLevel and plain Python; byte pairs against Hugging Face itself.

python benchmarks/text.py [--json] [--corpus FILE]

One thread a side, medians of interleaved runs. Every side of the first table reads the same file, gives words seen
less than five times no id, and orders ids by frequency; ours alone also writes them to the disk.
"""

from __future__ import annotations

import argparse
import json
import os
import tempfile
from collections import Counter
from collections.abc import Callable, Iterator
from importlib import import_module
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from interleaved import medians
from table import Row, print_rows
from unrolled.contracts import encode_batch
from unrolled.host import Host
from unrolled.streams import opened
from unrolled_tokenizers.scan.corpus import scan
from unrolled_tokenizers.scan.rule import Rule

TEXT = Path(__file__).parents[2] / "shared" / "data" / "language-modelling" / "wikipedia-3.6m-words.txt.xz"
MIN_COUNT, REPEATS, SLOW_REPEATS = 5, 9, 3
MEGABYTES_GOAL, POLARS_GOAL, BYTE_PAIR_GOAL = 250.0, 2.0, 0.95
ONE_THREAD = {"POLARS_MAX_THREADS": "1", "RAYON_NUM_THREADS": "1", "TOKENIZERS_PARALLELISM": "false"}
Ids = Callable[[], object]


def ours(path: Path, rule: Rule, place: Path) -> Ids:
    """Return a side that scans.

    Args:
        path: of the text.
        rule: of the scan.
        place: to write to.
    """
    return lambda: scan([path], rule, place)


def by_polars(path: Path) -> NDArray[np.int32]:
    """Return the ids with polars: categories number the words, their counts renumber them.

    Args:
        path: of the text.
    """
    pl: Any = import_module("polars")
    words = pl.scan_lines(path, name="line").select(pl.col("line").str.split(" ")).collect()["line"].explode()
    numbers = words.cast(pl.Categorical).to_physical().rename("number")
    kept = numbers.value_counts(sort=True).filter(pl.col("count") >= MIN_COUNT)["number"].to_numpy()
    id_V = np.full(int(numbers.max()) + 1, -1, np.int32)
    id_V[kept] = np.arange(len(kept))
    return id_V[numbers.to_numpy()]


def by_word_level(path: Path) -> list[list[int]]:
    """Return the ids with Hugging Face's tokenizers.

    Args:
        path: of the text.
    """
    library: Any = import_module("tokenizers")
    tokenizer = library.Tokenizer(library.models.WordLevel(unk_token="<unk>"))  # noqa: S106 - a word
    tokenizer.pre_tokenizer = library.pre_tokenizers.WhitespaceSplit()
    trainer = library.trainers.WordLevelTrainer(
        vocab_size=1 << 30, min_frequency=MIN_COUNT, special_tokens=["<unk>"], show_progress=False
    )
    tokenizer.train([str(path)], trainer)
    lines = path.read_text(encoding="utf-8").splitlines()
    return [encoding.ids for encoding in tokenizer.encode_batch_fast(lines)]


def by_python(path: Path) -> list[list[int]]:
    """Return the ids with a dictionary.

    Args:
        path: of the text.
    """
    lines = [line.split() for line in path.read_text(encoding="utf-8").splitlines()]
    counts = Counter(word for line in lines for word in line)
    kept = [word for word, count in counts.most_common() if count >= MIN_COUNT]
    ids = {word: index for index, word in enumerate(kept, start=1)}
    return [[ids[word] for word in line if word in ids] for line in lines]


def word_rows(path: Path, place: Path) -> Iterator[Row]:
    """Yield megabytes a second of the scan, and how many times as fast as the others it is.

    Args:
        path: of the text.
        place: to write to.
    """
    size = path.stat().st_size / 1e6
    words = ours(path, Rule(min_count=MIN_COUNT, specials=()), place)
    fast = medians({"ours": words, "polars": lambda: by_polars(path)}, REPEATS)
    slow = medians(
        {"ours": words, "WordLevel": lambda: by_word_level(path), "Python": lambda: by_python(path)}, SLOW_REPEATS
    )
    spelled = Rule(min_count=MIN_COUNT, specials=(), lowercase=True, normalise="NFC", invalid="replace")
    found = medians(
        {"spelled": ours(path, spelled, place), "characters": ours(path, Rule("character"), place)}, REPEATS
    )
    yield Row("file to ids (word), MB a second", "-", size / fast["ours"], MEGABYTES_GOAL)
    yield Row("file to ids (word)", "polars", fast["polars"] / fast["ours"], POLARS_GOAL)
    yield Row("file to ids (word)", "Hugging Face WordLevel", slow["WordLevel"] / slow["ours"], None)
    yield Row("file to ids (word)", "Python", slow["Python"] / slow["ours"], None)
    yield Row("file to ids (word, small letters, NFC), MB a second", "-", size / found["spelled"], None)
    yield Row("file to ids (character), MB a second", "-", size / found["characters"], None)


def byte_pair_row(path: Path) -> Row:
    """Return how fast our byte pairs are against the library that they are made with, its ids read as lists.

    Args:
        path: of the text.
    """
    library: Any = import_module("tokenizers")
    lines = path.read_text(encoding="utf-8").splitlines()[:3000]
    component = Host.discover().find("tokenizer", "byte-pair").component
    tokenizer = component.build(component.config()).fit(lines)
    peer = library.Tokenizer.from_str(json.dumps(tokenizer.state()))
    sides: dict[str, Ids] = {
        "ours": lambda: encode_batch(tokenizer, lines),
        "theirs": lambda: [encoding.ids for encoding in peer.encode_batch_fast(lines)],
    }
    found = medians(sides, REPEATS)
    what = f"byte-pair encode, {sum(map(len, lines)) / 1e6 / found['ours']:.1f} million characters a second"
    return Row(what, "Hugging Face encode_batch_fast", found["theirs"] / found["ours"], BYTE_PAIR_GOAL)


def measure(corpus: Path) -> Iterator[Row]:
    """Yield every row of the table.

    Args:
        corpus: text, packed or not.
    """
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "corpus.txt"
        with opened(str(corpus)) as stream:
            path.write_bytes(stream.read())
        yield from word_rows(path, Path(folder) / "ids")
        yield byte_pair_row(path)


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--json", action="store_true", help="print a list of rows as JSON")
    parser.add_argument("--corpus", type=Path, default=TEXT, help="lines of words parted by single spaces")
    options = parser.parse_args()
    os.environ.update(ONE_THREAD)
    print_rows(measure(options.corpus), as_json=options.json)


if __name__ == "__main__":
    main()
