"""RESULTS.md by sections: programs that run for hours write theirs alone."""

from __future__ import annotations

import re


def section(text: str, name: str) -> str:
    """Return a section with its heading; empty where there is none.

    Args:
        text: of a Markdown file.
        name: of a heading of the second level.
    """
    found = re.search(rf"^## {re.escape(name)}\n.*?(?=^## |\Z)", text, re.MULTILINE | re.DOTALL)
    return found[0].rstrip() if found else ""


def with_section(text: str, name: str, body: str) -> str:
    """Return a text with a section in the place of the one of that name, or behind all others.

    Args:
        text: of a Markdown file.
        name: of the section.
        body: below its heading.
    """
    old, new = section(text, name), f"## {name}\n\n{body.strip()}"
    return text.replace(old, new) if old else f"{text.rstrip()}\n\n{new}\n"
