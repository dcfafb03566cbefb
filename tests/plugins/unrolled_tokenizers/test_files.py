"""A tokenizer.json of one's own."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from unrolled import DataError
from unrolled.testing.texts import SENTENCES, TEXTS
from unrolled_tokenizers import PretrainedConfig, WordPieceConfig, pretrained, wordpiece


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """Return the file of a tokenizer that puts specials around a text."""
    tokenizer = wordpiece.build(WordPieceConfig(add_bos=True, add_eos=True)).fit(TEXTS)
    path = tmp_path / "tokenizer.json"
    path.write_text(json.dumps(tokenizer.state()), encoding="utf-8")
    return path


def from_file(path: Path, **values: Any) -> Any:
    return pretrained.build(PretrainedConfig.parse({"path": str(path), **values}))


def test_a_file_gives_the_ids_of_the_tokenizer_that_it_holds(file: Path):
    tokenizer = wordpiece.build(WordPieceConfig(add_bos=True, add_eos=True)).fit(TEXTS)
    found = from_file(file).fit([])
    assert [found.encode(text) for text in SENTENCES] == [tokenizer.encode(text) for text in SENTENCES]
    assert (found.vocab_size, found.specials) == (tokenizer.vocab_size, tokenizer.specials)
    assert found.encode("") == []


def test_a_restored_tokenizer_needs_no_file(file: Path):
    state = from_file(file).fit([]).state()
    file.unlink()
    assert from_file(file).restore(state).encode("I love") == from_file(file).restore(state).encode("i LOVE")


def test_truncation_and_padding_of_the_file_do_not_count(file: Path):
    expected = from_file(file).fit([]).encode(SENTENCES[2])
    content = json.loads(file.read_text(encoding="utf-8"))
    content["truncation"] = {"direction": "Right", "max_length": 3, "strategy": "LongestFirst", "stride": 0}
    content["padding"] = {
        "strategy": {"Fixed": 99},
        "direction": "Right",
        "pad_to_multiple_of": None,
        "pad_id": 0,
        "pad_type_id": 0,
        "pad_token": "<unk>",
    }
    file.write_text(json.dumps(content), encoding="utf-8")
    assert from_file(file).fit([]).encode(SENTENCES[2]) == expected
    assert len(from_file(file, max_length=4).fit([]).encode(SENTENCES[2])) == 4


def test_a_missing_file_is_named_with_the_nearest(file: Path):
    with pytest.raises(DataError, match=r"tokenizr\.json: there is no such file\. Did you mean 'tokenizer\.json'"):
        from_file(file.with_name("tokenizr.json")).fit([])


@pytest.mark.parametrize(
    ("content", "what"),
    [
        (b"", "is no tokenizer.json"),
        (b'{"version": "1.0"', "is no tokenizer.json"),
        (b"[1, 2]", "is no tokenizer.json"),
        (b"\xff\xfe", "cannot be read: 'utf-8' codec can't decode"),
    ],
)
def test_a_damaged_file_is_named_with_what_is_wrong(file: Path, content: bytes, what: str):
    file.write_bytes(content)
    with pytest.raises(DataError) as caught:
        from_file(file).fit([])
    assert str(caught.value).startswith(f"{file}: {what}")


def test_a_file_without_a_vocabulary_is_an_error(file: Path):
    content = json.loads(file.read_text(encoding="utf-8"))
    content |= {"added_tokens": [], "post_processor": None}
    content["model"]["vocab"] = {}
    file.write_text(json.dumps(content), encoding="utf-8")
    with pytest.raises(DataError, match="holds no vocabulary"):
        from_file(file).fit([])


def test_a_length_without_room_for_a_piece_is_an_error(file: Path):
    with pytest.raises(DataError, match="max_length 2 leaves no room beside the 2 ids that the file puts around"):
        from_file(file, max_length=2).fit([])


def test_the_file_is_an_input():
    assert pretrained.inputs(PretrainedConfig(path="a/b.json")) == ("a/b.json",)
