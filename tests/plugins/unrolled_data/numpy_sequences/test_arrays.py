"""Arrays of numpy and MATLAB as sequences."""

import numpy as np
import pytest
from pydantic import ValidationError
from scipy.io import savemat

from unrolled.errors import DataError
from unrolled.testing import laws
from unrolled_data.numpy_sequences import NumpySequencesConfig, numpy_sequences_dataset

PIECES = [np.arange(6.0).reshape(3, 2), np.ones((1, 2))]


def read(**section):
    return numpy_sequences_dataset.build(NumpySequencesConfig.parse(section)).read(seed=1)


def same(examples, pieces, field="frames"):
    found = [example[field] for example in examples]
    assert all(each.dtype == np.float32 for each in found)
    return [each.tolist() for each in found] == [each.tolist() for each in pieces]


@pytest.fixture
def cells(folder):
    array = np.empty((1, 2), object)
    array[0, 0], array[0, 1] = PIECES
    savemat(folder() / "a.mat", {"traindata": array, "validdata": array, "testdata": array})
    return "a.mat"


def test_cells_of_matlab_are_sequences_of_their_own_length(cells):
    splits = read(path=cells)
    assert list(splits) == ["train", "validation", "test"]
    assert all(same(examples, PIECES) for examples in splits.values())


def test_an_archive_holds_sequences_one_behind_another_and_their_lengths(folder):
    joined = {"x": np.concatenate(PIECES), "x_lengths": np.array([3, 1])}
    np.savez(folder() / "a.npz", **joined)
    splits = read(path="a.npz", keys={"train": "x", "validation": "x", "test": "x"}, field="roll")
    assert same(splits["train"], PIECES, "roll")


def test_a_file_a_split_holds_stacked_sequences(folder):
    np.save(folder() / "a.npy", np.stack([PIECES[0], PIECES[0] + 1]))
    np.save(folder() / "b.npy", np.array([[1, 2, 3]], np.uint8))
    splits = read(train="a.npy", validation="a.npy", test="b.npy")
    assert same(splits["train"], [PIECES[0], PIECES[0] + 1])
    assert same(splits["test"], [np.array([[1], [2], [3]])])


@pytest.mark.parametrize(
    ("arrays", "message"),
    [
        ({"train": np.zeros((2, 3))}, r"a.npz:x: there is no array 'x'"),
        ({"xs": np.zeros((2, 3))}, r"Did you mean 'xs'"),
        ({"x": np.array(["a", "b"])}, r"sequence 1 has shape \(\) and type <U1"),
        ({"x": np.array(5)}, r"sequence 1 has shape \(\)"),
        ({"x": np.zeros((0, 3, 2))}, "there are no sequences"),
        ({"x": np.zeros((2, 0, 2))}, r"sequence 1 has shape \(0, 2\)"),
        ({"x": np.array([[[1.0], [np.nan]]])}, "sequence 1 holds nan at step 2, channel 1"),
        ({"x": np.zeros((5, 2)), "x_lengths": np.array([2, 2])}, "sum to 4 steps, where 5 are there"),
        ({"x": np.zeros((5, 2)), "x_lengths": np.array([6, -1])}, "no list of whole numbers"),
    ],
)
def test_what_is_no_sequence_is_named(folder, arrays, message):
    np.savez(folder() / "a.npz", **arrays)
    with pytest.raises(DataError, match=message):
        list(read(path="a.npz", keys={"train": "x", "validation": "x", "test": "x"})["train"])


@pytest.mark.parametrize("suffix", ["npz", "mat"])
@pytest.mark.parametrize("content", [b"", b"no archive at all, but long enough to have a header" * 9])
def test_a_damaged_file_is_named(folder, suffix, content):
    (folder() / f"a.{suffix}").write_bytes(content)
    with pytest.raises(DataError, match=rf"a.{suffix}: not a readable .{suffix} file"):
        read(path=f"a.{suffix}")


def test_pickled_objects_are_never_loaded(folder):
    np.save(folder() / "a.npy", np.array([{"a": 1}], object), allow_pickle=True)
    with pytest.raises(DataError, match="pickled Python objects, which are never loaded"):
        read(train="a.npy", validation="a.npy", test="a.npy")


def test_a_missing_file_is_named():
    with pytest.raises(DataError, match=r"nowhere\.npz"):
        read(path="nowhere.npz")


@pytest.mark.parametrize(
    ("section", "message"),
    [
        ({}, "give path for one file with all splits"),
        ({"train": "a.npy"}, "give path for one file with all splits"),
        ({"path": "a.npz", "test": "b.npy"}, "cannot be given beside it"),
        ({"path": "a.npy"}, "is not .npz or .mat"),
        ({"train": "a.npz", "validation": "a.npy", "test": "a.npy"}, "is not .npy"),
    ],
)
def test_a_section_that_does_not_fit_together_is_refused(section, message):
    with pytest.raises(ValidationError, match=message):
        NumpySequencesConfig.parse(section)


def test_the_chorales_have_229_pieces_of_88_keys(shared):
    splits = read(path=str(shared / "data" / "music" / "JSB_Chorales.mat"))
    assert {split: len(examples) for split, examples in splits.items()} == {"train": 229, "validation": 76, "test": 77}
    assert sum(len(example["frames"]) for example in splits["test"]) == 4725
    assert {example["frames"].shape[1] for example in splits["train"]} == {88}


@pytest.mark.parametrize(
    "name", [name for name, _ in laws(numpy_sequences_dataset, NumpySequencesConfig(path="a.mat"))]
)
def test_the_law_holds(cells, name):
    dict(laws(numpy_sequences_dataset, NumpySequencesConfig(path=cells)))[name]()
