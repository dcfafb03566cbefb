"""From a text file to a file of vectors: ``unrolled vectors train`` against gensim, which reads the same file.

python benchmarks/vector_files.py TEXT OUT EPOCHS is gensim's side as a program: it prints its seconds without imports.

Both count words, drop those seen less than five times, learn skip-gram with noise on one thread, and write word2vec's
binary format.
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import redirect_stdout
from functools import partial
from importlib import import_module
from io import StringIO
from pathlib import Path
from statistics import median

from interleaved import medians_told, seconds_of
from table import Row
from vector_sides import NEGATIVES, SAMPLE
from vector_text import MIN_COUNT, read_sentences, write_sentences

REPEATS = 3
DIM = 100
EPOCHS = (1, 5)
GOAL = 10.0


def train_here(text: Path, out: Path, epochs: int) -> None:
    """Learn as the command does, in this process.

    Args:
        text: file to learn from.
        out: file to write.
        epochs: passes.
    """
    from unrolled_workflows.commands.vectors.training import train

    with redirect_stdout(StringIO()):
        train.main(_words(text, out, epochs), standalone_mode=False)


def gensim_trains(text: Path, out: Path, epochs: int) -> None:
    """Learn as a program with gensim does.

    Args:
        text: file to learn from.
        out: file to write.
        epochs: passes.
    """
    from gensim.models import Word2Vec
    from gensim.models.word2vec import LineSentence

    sentences = LineSentence(str(text))
    model = Word2Vec(
        vector_size=DIM, window=5, min_count=MIN_COUNT, sample=SAMPLE, workers=1, sg=1, negative=NEGATIVES, seed=1
    )
    model.build_vocab(sentences)
    model.train(sentences, total_examples=model.corpus_count, epochs=epochs)
    model.wv.save_word2vec_format(str(out), binary=True)


def file_rows(words: int | None) -> Iterator[Row]:
    """Yield how many times as fast as gensim the command is, called in a process and as one.

    Args:
        words: of the text; None: all.
    """
    with tempfile.TemporaryDirectory() as place:
        text, out = Path(place) / "text.txt", Path(place) / "vectors.bin"
        write_sentences(read_sentences(words), text)
        for epochs in EPOCHS:
            inner: list[float] = []
            sides = {
                "here": partial(seconds_of, partial(train_here, text, out, epochs)),
                "command": partial(seconds_of, partial(_command, text, out, epochs)),
                "gensim": partial(seconds_of, partial(_gensim_program, text, out, epochs, inner)),
            }
            found = medians_told(sides, REPEATS)
            passes = f"{epochs} epoch{'s' * (epochs > 1)}"
            ours = f"file to vectors, {passes}"
            yield Row(
                f"{ours}, {found['here']:.2f} s in a process that runs", "gensim", median(inner) / found["here"], GOAL
            )
            yield Row(
                f"{ours}, {found['command']:.2f} s as a command", "gensim", found["gensim"] / found["command"], GOAL
            )


def _words(text: Path, out: Path, epochs: int) -> list[str]:
    return [str(text), "--out", str(out), f"embedding.dim={DIM}", f"embedding.epochs={epochs}"]


def _command(text: Path, out: Path, epochs: int) -> None:
    command = [sys.executable, "-m", "unrolled", "vectors", "train", *_words(text, out, epochs)]
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL)


def _gensim_program(text: Path, out: Path, epochs: int, inner: list[float]) -> None:
    command = [sys.executable, __file__, str(text), str(out), str(epochs)]
    inner.append(float(subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True).stdout))


def _main(text: str, out: str, epochs: str) -> None:
    import_module("gensim.models.word2vec")  # no part of what is timed
    print(seconds_of(lambda: gensim_trains(Path(text), Path(out), int(epochs))))


if __name__ == "__main__":
    _main(*sys.argv[1:])
