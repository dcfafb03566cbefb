"""Arrays beyond a budget of memory."""

from __future__ import annotations

import errno
import tempfile
from typing import Any

import numpy as np
import pytest

from unrolled.errors import ResourceError
from unrolled_embeddings.counts.cooccurrence_shelf import GIB, Shelf


def test_what_fits_stays_in_memory_and_what_does_not_is_mapped_from_a_file():
    shelf, arrays = Shelf(100 / GIB), [np.arange(20, dtype=np.int32) + k for k in range(3)]
    kept = [shelf.keep(array) for array in arrays]
    assert kept[0] is arrays[0]
    assert [isinstance(array, np.memmap) for array in kept] == [False, True, True]
    np.testing.assert_array_equal(kept, arrays)


def test_records_and_nothing_at_all_can_be_kept():
    pairs = np.ones(3, [("word", np.uint16), ("weight", np.float32)])
    assert Shelf(1 / GIB).keep(pairs).tolist() == pairs.tolist()
    assert Shelf(1 / GIB).keep(pairs[:0]).size == 0


def test_what_is_mapped_can_be_changed_in_place():
    kept = Shelf(1 / GIB).keep(np.arange(4))
    kept[1] = 7
    assert kept.tolist() == [0, 7, 2, 3]


@pytest.mark.parametrize(("memory", "crew"), [(1, 1), (3, 1), (4, 2), (15, 7), (100, 8)])
def test_as_many_threads_work_at_once_as_half_the_memory_has_room_for_and_one_at_least(memory: float, crew: int):
    assert Shelf(memory).crew(GIB, 8) == crew


def test_memory_set_aside_for_work_keeps_nothing():
    shelf = Shelf(100 / GIB)
    shelf.crew(40, 1)
    assert isinstance(shelf.keep(np.zeros(61, np.uint8)), np.memmap)
    assert not isinstance(shelf.keep(np.zeros(60, np.uint8)), np.memmap)


def test_work_that_can_never_fit_names_the_parameter():
    with pytest.raises(ResourceError, match=r"embedding\.memory: .* needs up to 3 GiB .*, but 1 are allowed; raise"):
        Shelf(1).crew(3 * GIB, 1)


def test_a_full_disk_of_temporary_files_is_named(monkeypatch: pytest.MonkeyPatch):
    def full() -> Any:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(tempfile, "TemporaryFile", full)
    with pytest.raises(ResourceError, match=rf"{tempfile.gettempdir()}: cannot write: No space left"):
        Shelf(1 / GIB).keep(np.arange(4))
