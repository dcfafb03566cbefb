"""Files as blocks."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from unrolled_tokenizers.scan.blocks import Block, Blocks

TEXT = st.lists(st.sampled_from([b"word", b"\xc3\xa9", b" ", b"\n", b"\xe2\x80\x83", b"\xe3\x80\x80"])).map(b"".join)


def content(block: Block) -> bytes:
    return block.text_N[: block.size].tobytes()


@given(TEXT, st.integers(3, 40))
def test_the_blocks_of_a_file_are_its_text_each_ended_by_white_space(tmp_path_factory, text: bytes, size: int):
    path = tmp_path_factory.mktemp("blocks") / "a.txt"
    path.write_bytes(text)
    blocks = list(Blocks([str(path)], size, None))
    ended = text if not text or text.endswith(b"\n") else text + b"\n"
    assert b"".join(map(content, blocks)) == ended
    assert all(content(block).decode()[-1].isspace() for block in blocks)
    assert all(ended[block.position :].startswith(content(block)) for block in blocks)


def test_a_long_word_keeps_its_end_and_its_place(tmp_path: Path):
    path = tmp_path / "a.txt"
    path.write_bytes(b"x" * 500 + b"yz b")
    blocks = list(Blocks([str(path)], 16, 8))
    assert b"".join(map(content, blocks)).endswith(b"xyz b\n")
    assert sum(block.size for block in blocks) < 50
    assert blocks[-1].position + blocks[-1].size == 505


@pytest.mark.parametrize(("position", "place"), [(0, (1, 0)), (3, (2, 3)), (6, (2, 6)), (9, (3, 9))])
def test_a_position_has_a_line_and_a_byte(tmp_path: Path, position: int, place: tuple[int, int]):
    first, second = tmp_path / "a.txt", tmp_path / "b.txt"
    first.write_bytes(b"x\n")
    second.write_bytes(b"ab\ncde\nf\xffg")
    blocks = Blocks([str(first), str(second)], 64, 8)
    start = [block.position for block in blocks][1]
    assert blocks.place(start + position) == (str(second), *place)
