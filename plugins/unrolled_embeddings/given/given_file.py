"""The file that the embedding ``pretrained`` names: opened, and held against the fields.

Shapes: N rows of a block, E embedding.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from unrolled import ConfigError, Problem
from unrolled.vectors import Block, Opened, open_vectors

if TYPE_CHECKING:
    from unrolled_embeddings.given.read_declarations import PretrainedConfig

COMMAND = "unrolled show embedding pretrained"


def open_given(config: PretrainedConfig) -> Opened:
    """Open the file; its rows are checked as they are read.

    Args:
        config: which file, and what it shall hold.

    Raises:
        DataError: the file is missing or malformed.
        ConfigError: its vectors have another width, or it has no n-grams and they are asked for.
    """
    opened = open_vectors(Path(config.path))
    if config.out_of_vocabulary == "n-grams" and opened.subwords is None:
        what = "has no n-grams, which fastText's .bin files have; choose another embedding.out_of_vocabulary"
        raise ConfigError(Problem(what, where=config.path, nearest="random", command=COMMAND))
    return opened._replace(blocks=_fitting(opened.blocks, config))


def check(config: PretrainedConfig) -> None:
    """Read the file through, and say what is wrong with it.

    Args:
        config: which file, and what it shall hold.

    Raises:
        DataError: the file is missing or malformed.
        ConfigError: it does not fit the fields.
    """
    for _ in open_given(config).blocks:
        pass


def _fitting(blocks: Iterator[Block], config: PretrainedConfig) -> Iterator[Block]:
    for block in blocks:
        width = block.vectors_NE.shape[1]
        if width != config.dim:
            what = f"holds vectors of {width} values, but embedding.dim is {config.dim}"
            raise ConfigError(Problem(what, where=config.path, nearest=f"dim: {width}", command=COMMAND))
        yield block
