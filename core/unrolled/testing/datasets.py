"""Laws of a dataset: its files, its splits and its examples."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import lru_cache
from importlib.metadata import PackageNotFoundError, distribution
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

from unrolled.contracts import SPLITS, TOKENIZED, UNLABELLED, Dataset
from unrolled.testing.law import Subject, book, expect

if TYPE_CHECKING:
    from numpy.typing import NDArray

SEED = 1
SAMPLE = 2000
"""Examples looked at in each split."""


def built(subject: Subject) -> Dataset:
    """Return the dataset.

    Args:
        subject: the dataset's component and config.
    """
    return subject.component.build(subject.config)


def read(subject: Subject) -> dict[str, list[Mapping[str, Any]]]:
    """Return the first examples of every split, read anew.

    Args:
        subject: the dataset's component and config.
    """
    return {split: list(islice(examples, SAMPLE)) for split, examples in built(subject).read(seed=SEED).items()}


sampled = lru_cache(maxsize=4)(read)
"""The same, read once: every law looks at it, and reading may take seconds."""


def declared_files_exist(subject: Subject) -> None:
    """The files that ``inputs`` names exist, here or inside the installed packages that it names."""
    inputs = built(subject).inputs
    missing = [name for name in inputs.files if "://" not in name and not Path(name).exists()]
    missing += [f"{package}: {path}" for package, path in inputs.packaged if not _is_packaged(package, path)]
    expect(not missing, f"no {', '.join(missing)}", "every declared file exists")


def splits_are_the_known_ones(subject: Subject) -> None:
    """There are ``train``, ``validation`` and ``test``, perhaps ``unlabelled``, and no other split."""
    names = set(sampled(subject))
    known = names - {UNLABELLED} == set(SPLITS)
    expect(known, sorted(names), f"{', '.join(SPLITS)} and, where there is one, {UNLABELLED}")


def no_split_for_training_is_empty(subject: Subject) -> None:
    """``train`` holds examples."""
    expect(sampled(subject).get("train"), "a train split without examples", "at least one example")


def examples_hold_the_declared_fields(subject: Subject) -> None:
    """An example holds the fields that were declared, each of its kind; an unlabelled one all text, no more."""
    fields = dict(built(subject).fields)
    texts = {name for name, kind in fields.items() if kind in TOKENIZED}
    for split, examples in sampled(subject).items():
        wanted = texts if split == UNLABELLED else set(fields)
        for position, example in enumerate(examples):
            where = f"{split}[{position}]"
            expect(example and set(example) == wanted, f"{where} holds {sorted(example)}", sorted(wanted))
            for name, value in example.items():
                expect(_KINDS[fields[name]](value), f"{where}.{name} = {value!r:.80}", f"a {fields[name]}")


def fields_are_known_before_reading(subject: Subject) -> None:
    """``fields`` says the same before and after anything is read."""
    dataset = built(subject)
    before = dict(dataset.fields)
    for examples in dataset.read(seed=SEED).values():
        next(iter(examples), None)
    expect(dict(dataset.fields) == before, f"{dict(dataset.fields)} after reading", before)


def the_same_seed_reads_the_same_examples(subject: Subject) -> None:
    """Two datasets of one configuration read the same examples in the same order for the same seed."""
    one, other = sampled(subject), read(subject)
    expect(list(one) == list(other), f"splits {list(other)} the second time", list(one))
    for split, examples in one.items():
        pairs = zip(examples, other[split], strict=False)
        differ = [position for position, pair in enumerate(pairs) if not _are_equal(*pair)]
        expect(len(examples) == len(other[split]), f"{len(other[split])} of {split} the second time", len(examples))
        expect(not differ, f"{split}[{next(iter(differ), '')}] is another the second time", "the same examples")


def _are_equal(one: Mapping[str, Any], other: Mapping[str, Any]) -> bool:
    """Return whether two examples hold the same values, arrays among them."""
    import numpy as np

    return one.keys() == other.keys() and all(
        np.array_equal(value, other[name]) if isinstance(value, np.ndarray) else bool(value == other[name])
        for name, value in one.items()
    )


def _is_packaged(package: str, path: str) -> bool:
    """Return whether an installed distribution ships a file."""
    try:
        return Path(str(distribution(package).locate_file(path))).is_file()
    except PackageNotFoundError:
        return False


def _is_text(value: object) -> bool:
    return isinstance(value, str)


def _is_texts(value: object) -> bool:
    return isinstance(value, list) and all(map(_is_text, cast("list[object]", value)))


def _is_number(value: object) -> bool:
    return isinstance(value, float)


def _is_frames(value: object) -> bool:
    import numpy as np

    if isinstance(value, np.ndarray):
        array = cast("NDArray[Any]", value)
        return array.dtype == np.float32 and array.ndim == 2 and bool(len(array))  # noqa: PLR2004 - T by I
    if not isinstance(value, list) or not value:
        return False
    frames = cast("list[object]", value)
    rows = [cast("list[object]", frame) for frame in frames if isinstance(frame, list)]
    regular = len(rows) == len(frames) and len({len(row) for row in rows}) == 1
    return regular and all(_is_number(entry) for row in rows for entry in row)


_KINDS: dict[str, Callable[[object], bool]] = {
    "text": _is_text,
    "tokens": _is_texts,
    "label": _is_text,
    "labels": _is_texts,
    "frames": _is_frames,
    "number": _is_number,
}

LAWS = book(
    declared_files_exist,
    splits_are_the_known_ones,
    no_split_for_training_is_empty,
    examples_hold_the_declared_fields,
    fields_are_known_before_reading,
    the_same_seed_reads_the_same_examples,
)
