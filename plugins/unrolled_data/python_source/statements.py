"""The statements of a Python file: their tokens, and what each of them is."""

from __future__ import annotations

import keyword
import token
import tokenize
import warnings
from io import BytesIO, StringIO
from typing import TYPE_CHECKING

from unrolled_data.python_source.places import named_places
from unrolled_data.python_source.strings import whole_strings

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping, Sequence
    from tokenize import TokenInfo

    from unrolled_data.python_source.places import Place

LONGEST = 100
"""Tokens of a statement at most: what is longer is a table."""
_LAYOUT = {token.NL, token.COMMENT, token.INDENT, token.DEDENT, token.ENDMARKER}
_KINDS = {token.NUMBER: "number", token.STRING: "string", token.OP: "operator"}
_DEFINED = {"def": "function", "class": "class"}


def statements(source: bytes) -> Iterator[tuple[list[str], list[str]]]:
    """Yield tokens and labels of each logical line; lines of one token, such as docstrings, and tables are passed over.

    Args:
        source: of a file; one that this Python cannot read has no statements.
    """
    try:
        text = _decoded(source)
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # old files have escapes that are none
            places = named_places(text)
        tokens = list(whole_strings(tokenize.generate_tokens(StringIO(text).readline), text))
    except (SyntaxError, ValueError, tokenize.TokenError):
        return
    for line in _logical_lines(tokens):
        if 1 < len(line) <= LONGEST:
            yield [each.string for each in line], _labels(line, places)


def _decoded(source: bytes) -> str:
    encoding, _ = tokenize.detect_encoding(BytesIO(source).readline)
    return source.decode(encoding).replace("\r\n", "\n")


def _logical_lines(tokens: Sequence[TokenInfo]) -> Iterator[list[TokenInfo]]:
    line: list[TokenInfo] = []
    for each in tokens:
        if each.type == token.NEWLINE:
            yield line
            line = []
        elif each.type not in _LAYOUT:
            line.append(each)


def _labels(line: Sequence[TokenInfo], places: Mapping[Place, str]) -> list[str]:
    modules = _modules([each.string for each in line])
    words_before = ["", *(each.string for each in line[:-1])]
    return [
        _label_of_name(each, before, places, is_module=at in modules)
        if each.type == token.NAME
        else _KINDS.get(each.type, "name")
        for at, (each, before) in enumerate(zip(line, words_before, strict=True))
    ]


def _modules(words: Sequence[str]) -> Collection[int]:
    """Return the positions in a statement where the names of modules are imported."""
    if words[0] == "from":
        return range(words.index("import"))
    return [at for at in range(1, len(words)) if words[at - 1] != "as"] if words[0] == "import" else ()


def _label_of_name(each: TokenInfo, before: str, places: Mapping[Place, str], *, is_module: bool) -> str:
    if keyword.iskeyword(each.string):
        return "keyword"
    known = places.get(each.start) or _DEFINED.get(before)
    if known or is_module:
        return known or "module"
    return "keyword" if keyword.issoftkeyword(each.string) else "name"
