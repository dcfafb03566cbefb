"""The corpus scan, end to end: files to ids.

The first pass cuts text into tokens and numbers them, each thread in a table of its own; the tables are merged and
the vocabulary is chosen; the second pass turns numbers into ids. What comes out depends on the text and the rule
alone, not on threads and memory.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import ExitStack
from functools import lru_cache
from itertools import cycle
from pathlib import Path
from typing import TYPE_CHECKING

from unrolled.durable import make_directory
from unrolled.errors import DataError, Problem
from unrolled.locations import check_present
from unrolled.secrets import without_passwords
from unrolled_tokenizers.scan.rule import Rule, Scanned

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from unrolled_tokenizers.scan.blocks import Block, Blocks
    from unrolled_tokenizers.scan.lanes import Lane, Part
    from unrolled_tokenizers.scan.scratch import Scratch
    from unrolled_tokenizers.scan.spelling import NotText

_SMALLEST_BLOCK, _LARGEST_BLOCK = 64, 1 << 20


def scan(
    paths: Sequence[str | Path], rule: Rule, directory: Path, *, threads: int = 1, memory: int = 1 << 30
) -> Scanned:
    """Turn text files into ids; every line is a sequence.

    Args:
        paths: of the files, or URLs; unpacked where a name ends in .gz, .bz2 or .xz.
        rule: how text becomes tokens.
        directory: for the ids and the bounds of the lines; files of an earlier scan in it are replaced.
        threads: to cut with.
        memory: bytes to keep to, roughly: beyond it, distinct words and numbers go to the disk. The words with an id
            have to fit beside it.

    Raises:
        DataError: a file is missing or no UTF-8, or no token gets an id.
        ResourceError: the disk is full or refuses.
    """
    from unrolled_tokenizers.scan.blocks import Blocks
    from unrolled_tokenizers.scan.spelling import NotText

    locations = [str(path) for path in paths]
    if not locations:
        raise DataError("there is no file to scan")
    check_present(locations)
    make_directory(directory)
    longest = rule.max_word_bytes if rule.unit == "word" else None
    size = min(_LARGEST_BLOCK, max(_SMALLEST_BLOCK, memory // (64 * threads)))
    blocks = Blocks(locations, size, longest)
    try:
        return _scan(blocks, rule, directory, threads, memory)
    except NotText as error:
        raise DataError(_not_text(blocks, error, rule.command)) from error


def _scan(blocks: Blocks, rule: Rule, directory: Path, threads: int, memory: int) -> Scanned:
    from unrolled_tokenizers.scan.census import gather
    from unrolled_tokenizers.scan.choice import choose
    from unrolled_tokenizers.scan.scratch import Scratch
    from unrolled_tokenizers.scan.tables import TOO_LONG
    from unrolled_tokenizers.scan.writing import KeptPart, write

    with ExitStack() as stack:
        scratches = [stack.enter_context(Scratch(directory)) for _ in range(threads + 1)]
        lanes = [_lane(index, rule, memory // (2 * threads), scratches[index]) for index in range(threads)]
        parts = [
            KeptPart((part.lane, part.run), scratches[-1].put(part.numbers_W), scratches[-1].put(part.ends_S))
            for part in _parts(blocks, lanes)
        ]
        census, number_of = gather(lanes, scratches[:-1], rule)
        words, counts_W, id_C1 = choose(census, rule, sum(part.numbers_W.shape[0] for part in parts), blocks.name)

        @lru_cache(threads)
        def ids_of(run: tuple[int, int]) -> NDArray[np.int32]:
            return id_C1[number_of[run]()]

        ids_N, offsets_S1 = write(directory, parts, scratches[-1], ids_of)
    too_long, invalid = int(census.counts_V[TOO_LONG]), sum(lane.invalid for lane in lanes)
    return Scanned(ids_N, offsets_S1, words, counts_W, rule.specials, too_long, invalid)


def _lane(index: int, rule: Rule, memory: int, scratch: Scratch) -> Lane:
    from unrolled_tokenizers.scan.character_lane import CharacterLane
    from unrolled_tokenizers.scan.lanes import WordLane

    return WordLane(index, rule, memory, scratch) if rule.unit == "word" else CharacterLane(index, rule)


def _parts(blocks: Iterable[Block], lanes: Sequence[Lane]) -> Iterator[Part]:
    pending: deque[Future[list[Part]]] = deque()
    with ThreadPoolExecutor(len(lanes)) as pool:
        for block, lane in zip(blocks, cycle(lanes), strict=False):
            pending.append(pool.submit(lane.cut, block))
            if len(pending) == len(lanes):
                yield from pending.popleft().result()
        for future in pending:
            yield from future.result()


def _not_text(blocks: Blocks, error: NotText, command: str) -> Problem:
    location, line, byte = blocks.place(error.position)
    what = f"not valid UTF-8 at byte {byte} ({error.reason}); tokenizer.invalid may be replace or skip"
    return Problem(what, where=f"{without_passwords(location)}:{line}", command=command)
