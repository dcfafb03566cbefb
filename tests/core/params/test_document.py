from pathlib import Path

import pytest

from unrolled.errors import ConfigError
from unrolled.params import read_document


def write(tmp_path: Path, text: str | bytes) -> Path:
    path = tmp_path / "params.yaml"
    path.write_bytes(text.encode() if isinstance(text, str) else text)
    return path


def refusal(tmp_path: Path, text: str | bytes) -> str:
    with pytest.raises(ConfigError) as caught:
        read_document(write(tmp_path, text))
    return str(caught.value)


def test_values_are_read_as_dvc_reads_them(tmp_path: Path) -> None:
    document = read_document(write(tmp_path, "a: 1e-3\nb: no\nc: [1, x, null]\nd: {e: true}\n"))
    assert document.values == {"a": 0.001, "b": "no", "c": [1, "x", None], "d": {"e": True}}


def test_a_place_is_file_line_and_column(tmp_path: Path) -> None:
    document = read_document(write(tmp_path, "a: 1\ncell:\n  name: lstm\n"))
    assert document.where(("cell", "name"), key=True) == "params.yaml:3:3"
    assert document.where(("cell", "name")) == "params.yaml:3:9"
    assert document.where(("cell", "missing")) == document.where(("cell",))


@pytest.mark.fault("F16")
@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "params.yaml: is empty"),
        ("# only a comment\n", "params.yaml: is empty"),
        ("- 1\n", "holds no mapping"),
        ("a: 1\na: 2\n", "params.yaml:2:1: not valid YAML: found duplicate key"),
        ("a: [1\n", "not valid YAML"),
        ("a:\n\t- 1\n", "params.yaml:2:1: not valid YAML"),
        ("a: .nan\n", "params.yaml:1:4: a: is not a finite number"),
        ("a: 2020-01-01\n", "a: is a date"),
        ("1: a\n", "key 1 is no text"),
        ("a: !!python/object:os.system {}\n", "a"),
        (b"a: \xff\n", "is not UTF-8 at byte 3 (0xff)"),
        ("a: 1\n".encode("utf-16"), "is not UTF-8 at byte"),
    ],
)
def test_what_is_no_plain_yaml_is_one_error_with_its_place(tmp_path: Path, text: str | bytes, words: str) -> None:
    assert words in refusal(tmp_path, text)


@pytest.mark.fault("F16")
def test_a_document_that_multiplies_itself_is_refused(tmp_path: Path) -> None:
    lines = ["a0: &a0 [x, x, x, x, x, x, x, x, x, x]"]
    lines += [f"a{i}: &a{i} [{', '.join([f'*a{i - 1}'] * 10)}]" for i in range(1, 9)]
    assert "more than" in refusal(tmp_path, "\n".join(lines))


@pytest.mark.fault("F16")
def test_a_document_that_is_nested_too_deeply_is_refused(tmp_path: Path) -> None:
    assert refusal(tmp_path, "a: " + "[" * 20_000)


def test_a_byte_order_mark_is_no_part_of_the_first_key(tmp_path: Path) -> None:
    assert read_document(write(tmp_path, "\ufeffa: 1\n")).values == {"a": 1}


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="cannot read"):
        read_document(tmp_path / "params.yaml")
