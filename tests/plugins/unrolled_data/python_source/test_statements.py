"""Statements of a Python file, and what each token of them is."""

import sys
import tokenize
from io import StringIO

import pytest

from unrolled_data.python_source import strings
from unrolled_data.python_source.statements import LONGEST, statements

CASES = {
    "import os.path as p, sys": "keyword module operator module keyword name operator module",
    "from .a.b import c as d": "keyword operator module operator module keyword name keyword name",
    "class Foo(Base, metaclass=M): pass": (
        "keyword class operator name operator argument operator name operator operator keyword"
    ),
    "async def f(a, *, b: int = 3) -> str: ...": (
        "keyword keyword function operator parameter operator operator operator parameter operator name operator"
        " number operator operator name operator operator"
    ),
    "x = foo.bar(key=1).baz": (
        "name operator name operator call operator argument operator number operator operator attribute"
    ),
    "total += len(names)": "name operator call operator name operator",
    "f'{self.x!r}' 'é' + é.y": "string string operator name operator attribute",
    "match match: \n  case _: pass": "keyword name operator",
    "global g": "keyword name",
    "lambda q: q": "keyword parameter operator name",
    "raise X from err": "keyword name keyword name",
    "℘ = 1": "name operator number",
}


@pytest.mark.parametrize("source", CASES)
def test_every_token_has_the_label_of_what_it_is(source):
    tokens, labels = next(statements(source.encode()))
    assert list(zip(tokens, labels, strict=True)) == list(zip(tokens, CASES[source].split(), strict=True))


def test_a_statement_over_several_lines_is_one_example_without_its_comments():
    source = b"call(  # why\n    1,\n)\n# nothing\nx = 2\n"
    assert [tokens for tokens, _ in statements(source)] == [["call", "(", "1", ",", ")"], ["x", "=", "2"]]


def test_docstrings_lone_words_and_tables_are_passed_over():
    table = "x = [" + "1, " * LONGEST + "]"
    assert list(statements(f'"""Doc."""\npass\n{table}\n'.encode())) == []


def test_the_encoding_that_a_file_declares_is_used():
    source = "# -*- coding: latin-1 -*-\nname = é.b".encode("latin-1")
    assert next(statements(source))[0] == ["name", "=", "é", ".", "b"]


@pytest.mark.parametrize("source", [b"print 'two'", b"x = \xff", b"\0 = 1", b"", b"if x:\nno = indent"])
def test_what_this_python_cannot_read_has_no_statements(source):
    assert list(statements(source)) == []


@pytest.mark.skipif(sys.version_info >= (3, 12), reason="tokenize itself takes strings apart here")
def test_a_string_taken_apart_as_by_a_later_python_is_put_together_again(monkeypatch):
    text = "x = f'a{f\"{b}\"}\\\nc' + d\n"
    plain = list(tokenize.generate_tokens(StringIO(text).readline))
    monkeypatch.setattr(strings, "_STARTS", {900})
    monkeypatch.setattr(strings, "_ENDS", {901})
    (at,) = [index for index, each in enumerate(plain) if each.string.startswith("f'")]
    start, end = plain[at].start, plain[at].end
    inner = [
        (900, start, (1, 6)),
        (1, (1, 6), (1, 7)),
        (900, (1, 8), (1, 10)),
        (901, (1, 13), (1, 14)),
        (901, end, end),
    ]
    apart = [tokenize.TokenInfo(kind, "?", one, other, "") for kind, one, other in inner]
    whole = list(strings.whole_strings([*plain[:at], *apart, *plain[at + 1 :]], text))
    assert [each.string for each in whole] == [each.string for each in plain]
    assert whole[at].type == tokenize.STRING
