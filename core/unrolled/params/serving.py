"""Which tokenizer and which embedding serve a field, and which of them fit no field."""

from __future__ import annotations

from collections.abc import Mapping

from unrolled.contracts import TOKENIZED, FieldKind
from unrolled.errors import Problem, listing, nearest
from unrolled.params.document import Document
from unrolled.params.experiment import Selected


def misfits(
    components: Mapping[str, Selected], fields: Mapping[str, FieldKind], roles: Mapping[str, str], document: Document
) -> list[Problem]:
    """Return the fields without a tokenizer or an embedding, and the tokenizers and embeddings without a field.

    Args:
        components: by slot.
        fields: the dataset's fields and their kinds.
        roles: role of the task to the field that fills it.
        document: for the places of what does not fit.
    """
    problems: list[Problem] = []
    for section in ("tokenizer", "embedding"):
        problems += _unserved(section, components, fields, roles, document)
        problems += _idle(section, components, fields, document)
    problems += _unreadable(components, fields, document)
    return problems + _split_vocabularies(components, fields, document)


def described(fields: Mapping[str, FieldKind]) -> str:
    """Return fields and their kinds as one readable phrase.

    Args:
        fields: the dataset's.
    """
    return listing([f"{name} ({kind})" for name, kind in fields.items()])


def _unserved(
    section: str,
    components: Mapping[str, Selected],
    fields: Mapping[str, FieldKind],
    roles: Mapping[str, str],
    document: Document,
) -> list[Problem]:
    needed = [name for name, kind in fields.items() if kind in TOKENIZED]
    if section == "embedding":
        needed = [name for name in needed if name in roles.values()]
    missing = [name for name in needed if not components.keys() & {section, f"{section}.{name}"}]
    article = "an" if section == "embedding" else "a"
    return [
        Problem(
            f"field '{name}' is {fields[name]} and needs {article} {section}",
            document.where((section,) if section in document.values else ("data",), key=True),
            "",
            "",
            "unrolled plugins",
        )
        for name in missing
    ]


def _idle(
    section: str, components: Mapping[str, Selected], fields: Mapping[str, FieldKind], document: Document
) -> list[Problem]:
    problems: list[Problem] = []
    for slot, chosen in components.items():
        head, _, name = slot.partition(".")
        kinds = chosen.located.component.reads
        served = [name for name, kind in fields.items() if kind in kinds]
        if head == section and (name not in served if name else not served):
            reading = "" if kinds == TOKENIZED else f"reads {listing(kinds)} and "
            what = f"{slot}: {reading}serves no field; the data has {described(fields)}"
            where = document.where(tuple(slot.split(".")), key=True)
            problems.append(Problem(what, where, "", nearest(name, served) if name else "", "unrolled check"))
    return problems


def _unreadable(
    components: Mapping[str, Selected], fields: Mapping[str, FieldKind], document: Document
) -> list[Problem]:
    """Refuse a tokenizer that all fields share where it reads some of them, but not the text among them."""
    if "tokenizer" not in components:
        return []
    located = components["tokenizer"].located
    kinds = located.component.reads
    texts = [name for name, kind in fields.items() if kind in TOKENIZED and kind not in kinds]
    alone = [
        name for name in texts if f"tokenizer.{name}" not in components and not {*kinds}.isdisjoint(fields.values())
    ]
    whose, where = f"tokenizer '{located.component.name}' reads {listing(kinds)}", document.where(("tokenizer", "name"))
    owner = str(located.source)
    return [
        Problem(f"{whose}; field '{name}' is {fields[name]}", where, owner, "", "unrolled plugins") for name in alone
    ]


def _split_vocabularies(
    components: Mapping[str, Selected], fields: Mapping[str, FieldKind], document: Document
) -> list[Problem]:
    """Refuse one embedding for fields with a tokenizer each: its rows would mean other words in each."""
    texts = [name for name, kind in fields.items() if kind in TOKENIZED]
    own = [name for name in texts if f"tokenizer.{name}" in components and f"embedding.{name}" not in components]
    if "embedding" not in components or len(own) < 2:  # noqa: PLR2004 - one field shares with nobody
        return []
    what = f"embedding: fields {listing(own)} have a tokenizer each, and need an embedding each"
    return [Problem(what, document.where(("embedding",), key=True))]
