"""Tensors on disk."""

import pytest
import torch

from unrolled.errors import IntegrityError
from unrolled.runtime.tensors import copied, load_tensors, save_tensors


def test_tied_weights_are_written_each_in_full(tmp_path):
    tied = torch.arange(6.0).reshape(2, 3)
    tensors = {"encoder.weight": tied, "decoder.weight": tied, "transposed": tied.T, "count": torch.tensor(3)}
    save_tensors(tmp_path / "model.safetensors", tensors)
    loaded = load_tensors(tmp_path / "model.safetensors")
    assert loaded.keys() == tensors.keys()
    assert all(torch.equal(loaded[name], tensors[name]) for name in tensors)


def test_the_bytes_do_not_depend_on_the_order_of_names(tmp_path):
    tensors = {"b": torch.ones(2), "a": torch.zeros(3), "c": torch.ones(1, dtype=torch.int64)}
    save_tensors(tmp_path / "one", tensors)
    save_tensors(tmp_path / "other", dict(reversed(tensors.items())))
    assert (tmp_path / "one").read_bytes() == (tmp_path / "other").read_bytes()


def test_a_copy_shares_memory_with_nothing():
    weight = torch.zeros(2)
    copy = copied({"weight": weight})
    weight += 1
    assert copy["weight"].tolist() == [0.0, 0.0]


@pytest.mark.parametrize("content", [b"", b"\x08\0\0\0\0\0\0\0no json!", None])
def test_what_is_no_file_of_tensors_is_an_integrity_error(tmp_path, content):
    path = tmp_path / "model.safetensors"
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(IntegrityError, match="not a readable file of tensors"):
        load_tensors(path)
