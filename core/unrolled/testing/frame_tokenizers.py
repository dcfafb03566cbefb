"""Laws of a tokenizer of numeric series: its frames, and what it learns.

Shapes: T time, I channels, F width of a frame.
"""

from __future__ import annotations

import json
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from unrolled.contracts import FrameTokenizer, encode_batch
from unrolled.testing.law import Subject, book, expect

Series = list[list[float]]


def series() -> list[Series]:
    """Return series of three channels and of several lengths, among them an empty one."""
    random = np.random.default_rng(0)
    return [(random.normal(size=(length, 3)) * [1, 5, 0] + [0, 9, 2]).tolist() for length in (7, 1, 0, 12, 4)]


def fitted(subject: Subject) -> FrameTokenizer:
    """Return a tokenizer that has seen the sample series.

    Args:
        subject: the tokenizer's component and config.
    """
    return subject.component.build(subject.config).fit(series())


def frames_are_finite_rows_of_one_width(subject: Subject) -> None:
    """Every series gives finite float32 rows, all of one width; an empty one gives no row."""
    tokenizer = fitted(subject)
    frames = [tokenizer.encode(x_TI) for x_TI in series()]
    shapes = [(str(each.dtype), each.ndim, each.shape[-1]) for each in frames]
    expect(len(set(shapes)) == 1 and shapes[0][:2] == ("float32", 2), shapes, "float32 frames_TF of one width")
    expect(all(np.isfinite(each).all() for each in frames), "a value that is not finite", "finite values")
    rows = [(len(x_TI), len(each)) for x_TI, each in zip(series(), frames, strict=True)]
    expect(all(bool(steps) == bool(count) for steps, count in rows), f"steps and frames {rows}", "none for none")


def arrays_are_read_as_lists_are(subject: Subject) -> None:
    """A series as an array of float32 gives the frames of the same numbers as a list, and teaches the same."""
    arrays = [np.array(x_TI, np.float32).reshape(-1, 3) for x_TI in series()]
    lists: list[Series] = [x_TI.tolist() for x_TI in arrays]
    one, other = (subject.component.build(subject.config).fit(each) for each in (arrays, lists))
    expect(one.state() == other.state(), "another state when fitted to arrays", "the state that lists teach")
    for array, x_TI in zip(arrays, lists, strict=True):
        expect(_same(one.encode(array), one.encode(x_TI)), "other frames for an array", "the frames of the list")


def fitting_does_not_depend_on_how_the_stream_is_cut(subject: Subject) -> None:
    """A list and a stream that is read once teach the same, and so they do a second time."""
    expected = fitted(subject).state()
    for name, stream in (("again", series()), ("as a generator", (x_TI for x_TI in series()))):
        found = subject.component.build(subject.config).fit(stream).state()
        expect(found == expected, f"another state when fitted {name}", "the state that it learned first")


def encoding_changes_nothing(subject: Subject) -> None:
    """The same series gives the same frames twice, and encoding leaves the series and what was learned as they are."""
    tokenizer = fitted(subject)
    before = json.dumps(tokenizer.state(), sort_keys=True)
    for x_TI, fresh_TI in zip(series(), series(), strict=True):
        frames_TF = tokenizer.encode(x_TI)
        expect(_same(frames_TF, tokenizer.encode(x_TI)), "other frames the second time", "the same frames twice")
        expect(x_TI == fresh_TI, "another series after encoding", "the same series")
    expect(json.dumps(tokenizer.state(), sort_keys=True) == before, "another state after encoding", "the same state")


def what_it_learned_survives_json(subject: Subject) -> None:
    """A fresh tokenizer restored from the state's JSON gives the frames that the fitted one gives."""
    tokenizer = fitted(subject)
    state = tokenizer.state()
    read = json.loads(json.dumps(state))
    expect(read == state, "a state that JSON changes", "plain JSON types")
    restored: FrameTokenizer = subject.component.build(subject.config).restore(read)
    expect(restored.state() == state, "another state once restored", "the state that it was restored from")
    for x_TI in series():
        expect(_same(restored.encode(x_TI), tokenizer.encode(x_TI)), "other frames once restored", "the same frames")


def a_batch_has_the_frames_of_its_series(subject: Subject) -> None:
    """Many series at once give the frames that each gives alone, however the batches are cut."""
    tokenizer = fitted(subject)
    for size in (1, 2, len(series())):
        for start in range(0, len(series()), size):
            batch = series()[start : start + size]
            ragged = encode_batch(tokenizer, batch)
            found = [ragged.values[begin:end] for begin, end in pairwise(ragged.offsets_S1.tolist())]
            same = len(found) == len(batch) and all(map(_same, found, map(tokenizer.encode, batch)))
            expect(same, f"other frames in a batch of {len(batch)}", "the frames of each series alone")


def _same(frames_TF: NDArray[np.float32], others_TF: NDArray[np.float32]) -> bool:
    return frames_TF.shape == others_TF.shape and frames_TF.tobytes() == others_TF.tobytes()


LAWS = book(
    frames_are_finite_rows_of_one_width,
    arrays_are_read_as_lists_are,
    fitting_does_not_depend_on_how_the_stream_is_cut,
    encoding_changes_nothing,
    what_it_learned_survives_json,
    a_batch_has_the_frames_of_its_series,
)
