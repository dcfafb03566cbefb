"""Stage data: the dataset's splits as Arrow tables, and what they hold."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from itertools import islice
from pathlib import Path
from typing import Any

from unrolled.contracts import SPLITS, TOKENIZED, UNLABELLED, Dataset, FieldKind, Schema
from unrolled.durable import outside, write_json
from unrolled.errors import DataError, Problem, listing
from unrolled.secrets import without_passwords
from unrolled_workflows.stages.artifacts import write_schema
from unrolled_workflows.stages.context import Context
from unrolled_workflows.stages.examples import arrow_type, to_batch

ROWS = 10_000
CLASSED: tuple[FieldKind, ...] = ("label", "labels")


def build(context: Context) -> None:
    """Read every split of the dataset and write it, with its schema and counts.

    Args:
        context: of the stage.

    Raises:
        DataError: an input file is wrong, or a split has no rows.
    """
    experiment = context.experiment
    dataset: Dataset = experiment.components["data"].build()
    counts: dict[str, Counter[str]] = {name: Counter() for name, kind in dataset.fields.items() if kind in CLASSED}
    sizes: dict[str, int] = {}
    splits = dataset.read(seed=experiment.seed)
    for split in (*SPLITS, UNLABELLED):
        if split in splits:
            sizes[split] = _write(context.out / f"{split}.arrow", splits[split], dataset.fields, split, counts)
    _check(sizes)
    classes = {name: tuple(sorted(counter)) for name, counter in counts.items()}
    write_schema(context.out, Schema(dataset.fields, classes, sizes))
    write_json(context.out / "params.json", without_passwords({"data": experiment.section("data")}))
    write_json(context.out / "report.json", {"examples": sizes, "classes": {n: dict(c) for n, c in counts.items()}})


def _check(sizes: Mapping[str, int]) -> None:
    empty = [split for split in SPLITS if not sizes.get(split)]
    if empty:
        problems = [Problem(f"split '{split}' has no rows", where="data", command="unrolled check") for split in empty]
        raise DataError(*problems)


def _write(
    path: Path,
    examples: Iterable[Mapping[str, Any]],
    fields: Mapping[str, FieldKind],
    split: str,
    counts: Mapping[str, Counter[str]],
) -> int:
    import pyarrow as pa

    kinds: dict[str, FieldKind] = {
        name: kind for name, kind in fields.items() if split != UNLABELLED or kind in TOKENIZED
    }
    schema = pa.schema([(name, arrow_type(kind)) for name, kind in kinds.items()])
    rows = 0
    stream = iter(examples)
    with outside(path) as temporary, pa.OSFile(str(temporary), "wb") as sink, pa.ipc.new_file(sink, schema) as writer:
        while chunk := list(islice(stream, ROWS)):
            _refuse_gaps(chunk, kinds, split, rows)
            for name, counter in counts.items():
                if name in kinds:
                    for example in chunk:
                        counter.update([example[name]] if kinds[name] == "label" else example[name])
            rows += len(chunk)
            writer.write_batch(to_batch(chunk, kinds))
    return rows


def _refuse_gaps(chunk: Sequence[Mapping[str, Any]], kinds: Mapping[str, FieldKind], split: str, before: int) -> None:
    for number, example in enumerate(chunk, before + 1):
        missing = [name for name in kinds if example.get(name) is None]
        if missing:
            what = f"example {number} of split '{split}' has no value for {listing(missing)}"
            raise DataError(Problem(what, where="data"))
