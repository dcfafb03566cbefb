"""Laws of what a tokenizer may give besides ids: batches of texts, and the places of ids."""

from __future__ import annotations

from itertools import pairwise

from unrolled.contracts import FindsOffsets, encode_batch
from unrolled.testing.law import NotApplicable, Subject, book, expect
from unrolled.testing.tokenizers import encoded, fitted


def a_batch_has_the_ids_of_its_texts(subject: Subject) -> None:
    """Many texts at once give the int32 ids that each gives alone, however the batches are cut."""
    tokenizer = fitted(subject)
    ids = encoded(subject, tokenizer)
    texts = ["", *ids, ""]
    for size in (1, 3, len(texts)):
        for start in range(0, len(texts) + 1, size):  # the last batch is empty
            batch = texts[start : start + size]
            ragged = encode_batch(tokenizer, batch)
            dtypes = str(ragged.values.dtype), str(ragged.offsets_S1.dtype)
            expect(dtypes == ("int32", "int64"), f"values and offsets of {dtypes}", "int32 and int64")
            found = [ragged.values[begin:end].tolist() for begin, end in pairwise(ragged.offsets_S1.tolist())]
            alone = [ids.get(text, []) for text in batch]
            expect(found == alone, f"{batch} -> {found} in one batch", alone)


def offsets_are_slices_of_the_text(subject: Subject) -> None:
    """Every id has a slice, in order; what no slice holds is white space, or has no ids of its own."""
    tokenizer = fitted(subject)
    if not isinstance(tokenizer, FindsOffsets):
        raise NotApplicable("it gives no offsets")
    for text, ids in encoded(subject, tokenizer).items():
        spans = tokenizer.offsets(text)
        expect(len(spans) == len(ids), f"{len(spans)} slices of {text!r}", f"{len(ids)}, one an id")
        starts, ends = [start for start, _ in spans], [end for _, end in spans]
        within = all(0 <= start <= end <= len(text) for start, end in spans)
        ordered = starts == sorted(starts) and ends == sorted(ends)
        expect(within and ordered, f"{spans} in {text!r}", "slices of the text, one after another")
        for gap in _gaps(text, spans):
            dropped = not gap.strip() or not tokenizer.encode(gap)
            expect(dropped, f"{gap!r} of {text!r} stands in no slice", "text in no slice has no ids")


def _gaps(text: str, spans: list[tuple[int, int]]) -> list[str]:
    gaps: list[str] = []
    reached = 0
    for start, end in [*spans, (len(text), len(text))]:
        gaps.append(text[reached:start])
        reached = max(reached, end)
    return gaps


LAWS = book(a_batch_has_the_ids_of_its_texts, offsets_are_slices_of_the_text)
