"""Lone surrogates: halves of characters, which UTF-8 cannot spell and no file can hold."""

from __future__ import annotations

from collections.abc import Iterable

from unrolled import DataError, Problem


def utf8(text: str) -> bytes:
    """Return a text as UTF-8.

    Args:
        text: to be spelled.

    Raises:
        DataError: the text holds half a character.
    """
    try:
        return text.encode()
    except UnicodeEncodeError as error:
        start, code = error.start, ord(text[error.start])
        around = ascii(text[max(start - 10, 0) : start + 10])
        what = f"character {start + 1} of a text, U+{code:04X} in {around}, is a lone surrogate: half a character"
        raise DataError(Problem(what, where="tokenizer")) from error


def refuse_halves(texts: Iterable[str]) -> None:
    """See that texts can be written to a file.

    Args:
        texts: to be checked.

    Raises:
        DataError: a text holds half a character.
    """
    for text in texts:
        if not text.isascii():
            utf8(text)
