"""A training split read as one stream, and the state carried on from piece to piece."""

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from unrolled.errors import ConfigError, DataError
from unrolled.runtime.carried import Carried
from unrolled.runtime.ranks import Ranks
from unrolled.runtime.sampler import StreamSampler
from unrolled.runtime.stream import Stream

STEPS = 4


class EndOfProcessError(Exception):
    """What stands for the end of the process."""


@pytest.fixture(scope="module")
def reader(tiny):
    """Return a task that says the next id of a stream, and notes the states that it was given."""

    class Reader(tiny.UnrolledTask):
        def __init__(self, spoil=()):
            super().__init__()
            unroll = tiny.UnrollConfig(dropout=0.3, backend="hoisted")
            self.encoder = tiny.build_encoder(lambda size: tiny.Leaky(size + 3, 3), 5, unroll)
            self.output = torch.nn.Linear(3, tiny.VOCAB)
            self.spoil, self.given, self.left = spoil, [], []

        def stream(self, train, columns):
            return Stream("text", train.ragged("text").values, columns=columns, steps=STEPS)

        def piece_loss(self, batch, state):
            ids_BT = batch.fields["text"].values
            lengths_B = torch.full((batch.size,), ids_BT.shape[1] - 1)
            encoded = self.encoder(self.embedding(ids_BT[:, :-1]), lengths_B, state)
            logits_NV = self.output(self.dropout(encoded.y_BTH)).flatten(0, 1)
            loss = torch.nn.functional.cross_entropy(logits_NV, ids_BT[:, 1:].flatten())
            self.given.append(state)
            self.left.append(encoded.state)
            return (loss * torch.nan if self.host.step in self.spoil else loss), encoded.state

        def logits(self, batch):
            return super().logits(batch)[:, :2]

    return Reader


@settings(max_examples=60, deadline=None)
@given(count=st.integers(2, 60), columns=st.integers(1, 6), steps=st.integers(1, 9))
def test_each_column_reads_its_part_of_the_stream_in_order(count, columns, steps):
    length = (count - 1) // columns
    if not length:
        with pytest.raises(DataError, match=f"has {count} ids to read as one stream, too few for {columns} columns"):
            Stream("text", np.arange(count, dtype=np.int32), columns=columns, steps=steps)
        return
    stream = Stream("text", np.arange(count, dtype=np.int32), columns=columns, steps=steps)
    walk = StreamSampler(stream.size, columns, seed=1)
    pieces = [stream.batch(rows).fields["text"] for rows in walk.batches(0)]
    assert all(1 <= piece.values.shape[1] - 1 <= steps for piece in pieces)
    assert all(piece.lengths_B.tolist() == [piece.values.shape[1]] * columns for piece in pieces)
    for inputs, first in ((slice(0, -1), 0), (slice(1, None), 1)):
        read_BT = torch.cat([piece.values[:, inputs] for piece in pieces], 1)
        assert read_BT.tolist() == [
            list(range(at * length + first, (at + 1) * length + first)) for at in range(columns)
        ]


def test_the_state_is_given_on_without_its_gradient_and_forgotten_where_an_epoch_begins(tiny, reader, tmp_path):
    tasks = []

    def make():
        tasks.append(reader())
        return tasks[0]

    fitted = tiny.train(tmp_path, tmp_path / "work", make=make, epochs=2, probe_every=None)
    given, left = tasks[0].given, tasks[0].left
    pieces = fitted.steps // 2
    assert pieces > 3
    assert [state is None for state in given] == 2 * [True, *[False] * (pieces - 1)]
    for before, after in zip(left[:-1], given[1:], strict=True):
        assert after is None or (torch.equal(before[0][0], after[0][0]) and not after[0][0].requires_grad)


@settings(max_examples=6, deadline=None)
@given(steps=st.lists(st.integers(1, 25), min_size=1, max_size=3), every=st.integers(1, 12))
def test_an_interrupted_stream_ends_with_the_same_bytes(tiny, reader, tmp_path_factory, steps, every):
    folder = tmp_path_factory.mktemp("interrupted")

    class Ticking(tiny.Silence):
        def __init__(self, left):
            self.left = left

        def advance(self, amount, **figures):
            self.left -= amount
            if self.left == 0:
                raise EndOfProcessError

    alone = tiny.train(folder, folder / "alone", make=reader, epochs=2, probe_every=None)
    for left in steps:
        try:
            tiny.train(
                folder,
                folder / "work",
                make=reader,
                progress=Ticking(left),
                checkpoint_every=every,
                epochs=2,
                probe_every=None,
            )
        except EndOfProcessError:
            continue
    fitted = tiny.train(folder, folder / "work", make=reader, checkpoint_every=every, epochs=2, probe_every=None)
    assert tiny.digest(fitted) == tiny.digest(alone)


def test_a_state_behind_a_loss_that_is_not_finite_is_forgotten(tiny, reader, tmp_path):
    tasks = []

    def make():
        tasks.append(reader(spoil={2}))
        return tasks[0]

    tiny.train(tmp_path, tmp_path / "work", make=make, epochs=1, probe_every=None, non_finite="skip:1")
    assert [at for at, state in enumerate(tasks[0].given) if state is None] == [0, 3]


def test_several_processes_read_no_stream(tiny, reader, tmp_path):
    class Two(Ranks):
        size = 2

    with pytest.raises(ConfigError, match=r"train\.devices: one process reads a stream"):
        tiny.train(tmp_path, tmp_path / "work", make=reader, fit_options={"ranks": Two()})


def test_the_probe_of_a_stream_measures_the_loss_of_its_pieces(reader, tiny, tmp_path):
    class Whole(reader):
        def loss(self, batch):
            raise AssertionError(batch)

    fitted = tiny.train(tmp_path, tmp_path / "work", make=Whole, probe_every=5)
    assert fitted.flow
    assert all(sum(row["norm_by_lag"]) > 0 for row in fitted.flow)


def test_a_state_with_a_layer_without_tensors_is_put_back_as_it_was():
    carried, again = Carried(), Carried()
    carried._state = ((torch.ones(2),), (), (torch.zeros(2), torch.ones(1)))
    again.restore(carried.tensors(), torch.device("cpu"))
    assert [len(layer) for layer in again._state] == [1, 0, 2]
    again.restore({}, torch.device("cpu"))
    assert again.tensors() == {}
