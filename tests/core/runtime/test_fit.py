"""Training: learned, interrupted, resumed, diverged, stopped."""

import logging
import os
import signal

import pytest
import pytorch_lightning as pl
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from unrolled.errors import DataError, DivergedError, IntegrityError, ResourceError
from unrolled.runtime.prediction import predict_split
from unrolled.runtime.signals import StoppedError


class EndOfProcessError(Exception):
    """What stands for the end of the process."""


@pytest.fixture(scope="module")
def silence(tiny):
    return tiny.Silence


@pytest.fixture
def after(silence):
    """Return a progress that does something after some steps."""

    class After(silence):
        def __init__(self, steps, act):
            self.left, self.act = steps, act

        def advance(self, amount, **figures):
            self.left -= amount
            if self.left == 0:
                self.act()

    return After


@pytest.fixture(scope="module")
def alone(tiny, tmp_path_factory):
    """Return the result of a training that nobody disturbed."""
    folder = tmp_path_factory.mktemp("alone")
    return tiny.train(folder, folder / "work")


def interrupt():
    raise EndOfProcessError


def test_a_task_is_learned_and_its_best_weights_are_returned(tiny, tmp_path):
    tasks = []

    def make():
        tasks.append(tiny.TinyTask())
        return tasks[0]

    fitted = tiny.train(tmp_path, tmp_path / "work", make=make, epochs=8, examples=200, checkpoint_every=1000)
    rows = predict_split(tasks[0], tiny.split(tmp_path, "validation", 30, 2), 8)
    best = fitted.curves[fitted.best_epoch - 1]
    assert best["validation_accuracy"] == max(row["validation_accuracy"] for row in fitted.curves) > 0.9
    assert tasks[0].score(rows)["accuracy"] == best["validation_accuracy"]
    assert [row["epoch"] for row in fitted.curves] == list(range(1, 9))
    assert fitted.steps == fitted.curves[-1]["step"] == 8 * 25
    assert all(torch.equal(tensor, tasks[0].state_dict()[name]) for name, tensor in fitted.state_dict.items())


@settings(max_examples=6, deadline=None)
@given(steps=st.lists(st.integers(1, 29), min_size=1, max_size=3), every=st.integers(1, 12))
def test_an_interrupted_training_ends_with_the_same_bytes(tiny, alone, tmp_path_factory, steps, every):
    folder = tmp_path_factory.mktemp("interrupted")

    class Ticking(tiny.Silence):
        def __init__(self, left):
            self.left = left

        def advance(self, amount, **figures):
            self.left -= amount
            if self.left == 0:
                raise EndOfProcessError

    for left in steps:
        try:
            tiny.train(folder, folder / "work", progress=Ticking(left), checkpoint_every=every)
        except EndOfProcessError:
            continue
    fitted = tiny.train(folder, folder / "work", checkpoint_every=every)
    assert tiny.digest(fitted) == tiny.digest(alone)


def test_a_training_interrupted_in_validation_ends_with_the_same_bytes(tiny, alone, tmp_path):
    class Interrupting(tiny.TinyTask):
        def predict(self, batch):
            torch.rand(1)
            if 15 in batch.rows_B and self.trainer.current_epoch == 1:
                raise EndOfProcessError
            return super().predict(batch)

    with pytest.raises(EndOfProcessError):
        tiny.train(tmp_path, tmp_path / "work", make=Interrupting)
    assert tiny.digest(tiny.train(tmp_path, tmp_path / "work")) == tiny.digest(alone)


@pytest.mark.parametrize("optimizer", ["adamw", "sgd"])
def test_every_optimizer_resumes(tiny, after, tmp_path, optimizer):
    expected = tiny.train(tmp_path, tmp_path / "alone", optimizer=optimizer)
    with pytest.raises(EndOfProcessError):
        tiny.train(tmp_path, tmp_path / "work", optimizer=optimizer, progress=after(17, interrupt))
    assert tiny.digest(tiny.train(tmp_path, tmp_path / "work", optimizer=optimizer)) == tiny.digest(expected)


def test_drawing_in_validation_changes_nothing_in_training(tiny, alone, tmp_path):
    class Drawing(tiny.TinyTask):
        def predict(self, batch):
            torch.rand(3)
            return super().predict(batch)

    assert tiny.digest(tiny.train(tmp_path, tmp_path / "work", make=Drawing)) == tiny.digest(alone)


@pytest.mark.parametrize("signum", [signal.SIGTERM, signal.SIGINT])
def test_a_signal_stops_at_a_checkpoint_from_which_training_goes_on(tiny, alone, after, tmp_path, signum):
    before = signal.getsignal(signum)
    with pytest.raises(StoppedError, match="at step 7") as caught:
        tiny.train(tmp_path, tmp_path / "work", progress=after(7, lambda: os.kill(os.getpid(), signum)))
    assert caught.value.exit_code == 128 + signum
    assert signal.getsignal(signum) is before
    assert (tmp_path / "work" / "step-00000007" / "MANIFEST.json").exists()
    assert tiny.digest(tiny.train(tmp_path, tmp_path / "work")) == tiny.digest(alone)


@pytest.mark.parametrize(
    "case",
    [
        ("predict", signal.SIGTERM, 10),
        ("predict", signal.SIGINT, 10),
        ("score", signal.SIGTERM, 10),
        ("score", signal.SIGINT, 11),
    ],
)
def test_a_signal_in_validation_stops_too(tiny, alone, tmp_path, case):
    method, signum, step = case

    class Signalling(tiny.TinyTask):
        def predict(self, batch):
            torch.rand(3)
            return self.signalled("predict", super().predict(batch))

        def score(self, rows):
            return self.signalled("score", super().score(rows))

        def signalled(self, where, result):
            if where == method:
                os.kill(os.getpid(), signum)
            return result

    with pytest.raises(StoppedError, match=f"at step {step}") as caught:
        tiny.train(tmp_path, tmp_path / "work", make=Signalling)
    assert caught.value.exit_code == 128 + signum
    assert tiny.digest(tiny.train(tmp_path, tmp_path / "work")) == tiny.digest(alone)


@pytest.mark.parametrize("signum", [signal.SIGTERM, signal.SIGINT])
def test_a_signal_in_the_last_validation_is_not_swallowed(tiny, alone, tmp_path, signum):
    class Signalling(tiny.TinyTask):
        def score(self, rows):
            if self.trainer.current_epoch == 2:
                os.kill(os.getpid(), signum)
            return super().score(rows)

    with pytest.raises(StoppedError, match="at step 30") as caught:
        tiny.train(tmp_path, tmp_path / "work", make=Signalling)
    assert caught.value.exit_code == 128 + signum
    assert tiny.digest(tiny.train(tmp_path, tmp_path / "work")) == tiny.digest(alone)


def test_a_device_that_is_not_there_is_refused_before_anything_is_built(tiny, tmp_path, monkeypatch):
    monkeypatch.setattr(torch.cuda, "is_available", lambda: False)
    with pytest.raises(ResourceError, match=r"train\.device: cuda is asked for, but torch sees no GPU"):
        tiny.train(tmp_path, tmp_path / "work", examples=0, device="cuda")
    assert not (tmp_path / "work").exists()


def test_a_second_ctrl_c_stops_at_once_with_the_code_of_the_signal(tiny, after, tmp_path):
    def twice():
        os.kill(os.getpid(), signal.SIGINT)
        os.kill(os.getpid(), signal.SIGINT)

    with pytest.raises(StoppedError) as caught:
        tiny.train(tmp_path, tmp_path / "work", progress=after(3, twice))
    assert caught.value.exit_code == 130


@pytest.mark.parametrize("step", [1, 13, 30])
def test_a_training_that_diverges_keeps_its_last_finite_checkpoint(tiny, tmp_path, step):
    class Diverging(tiny.TinyTask):
        def loss(self, batch):
            loss = super().loss(batch)
            return loss * torch.inf if self.host.step == step - 1 else loss

    with pytest.raises(DivergedError, match=f"at step {step}: the loss is inf"):
        tiny.train(tmp_path, tmp_path / "work", make=Diverging)
    kept = sorted((tmp_path / "work").glob("step-*")) if step > 1 else []
    assert [path.name for path in kept[-1:]] == ([f"step-{(step - 1) // 4 * 4:08d}"] if step > 1 else [])


def test_the_gradient_that_is_not_finite_is_named_before_the_weights_take_it(tiny, tmp_path):
    tasks = []

    class Exploding(tiny.TinyTask):
        def __init__(self):
            super().__init__()
            self.output.weight.register_hook(lambda grad: grad * torch.nan if self.host.step == 5 else grad)
            tasks.append(self)

    with pytest.raises(DivergedError, match=r"at step 6: the gradient of 'output\.weight' is not finite"):
        tiny.train(tmp_path, tmp_path / "work", make=Exploding)
    assert all(parameter.isfinite().all() for parameter in tasks[0].parameters())


def test_skipped_steps_change_no_weight_and_no_mean(tiny, tmp_path):
    class Skipping(tiny.TinyTask):
        def loss(self, batch):
            loss = super().loss(batch)
            return loss * torch.nan if self.host.step in {3, 4} else loss

    fitted = tiny.train(tmp_path, tmp_path / "work", make=Skipping, non_finite="skip:2")
    assert all(tensor.isfinite().all() for tensor in fitted.state_dict.values())
    assert all(row["train_loss"] == row["train_loss"] for row in fitted.curves)
    with pytest.raises(DivergedError, match="at step 5 after 1 skipped step"):
        tiny.train(tmp_path, tmp_path / "strict", make=Skipping, non_finite="skip:1")


def test_skipped_steps_are_counted_across_an_interruption(tiny, tmp_path):
    class Skipping(tiny.TinyTask):
        def loss(self, batch):
            if self.host.step == 4 and not (tmp_path / "second").exists():
                (tmp_path / "second").touch()
                raise EndOfProcessError
            return super().loss(batch) * (torch.nan if self.host.step in {3, 4} else 1)

    options = {"make": Skipping, "non_finite": "skip:1", "checkpoint_every": 1}
    with pytest.raises(EndOfProcessError):
        tiny.train(tmp_path, tmp_path / "work", **options)
    with pytest.raises(DivergedError, match="at step 5 after 1 skipped step"):
        tiny.train(tmp_path, tmp_path / "work", **options)


def test_every_step_is_clipped(tiny, tmp_path):
    def moved(name, **options):
        fitted = tiny.train(tmp_path, tmp_path / name, epochs=1, optimizer="sgd", learning_rate=1.0, **options)
        return sum((fitted.state_dict[name] - start[name]).norm() ** 2 for name in start) ** 0.5

    tiny.seed_everything(1)
    start = tiny.TinyTask().state_dict()
    longest = 10 * 1e-4 / (1 - 0.9)
    assert 0 < moved("clipped", clip_norm=1e-4) < longest < moved("free", clip_norm=None)


def test_what_was_drawn_before_changes_nothing(tiny, alone, tmp_path):
    def make():
        task = tiny.TinyTask()
        torch.rand(3)
        return task

    assert tiny.digest(tiny.train(tmp_path, tmp_path / "work", make=make)) == tiny.digest(alone)


def test_off_lets_the_training_end(tiny, tmp_path):
    class Lost(tiny.TinyTask):
        def loss(self, batch):
            return super().loss(batch) * torch.nan

    fitted = tiny.train(tmp_path, tmp_path / "work", make=Lost, non_finite="off", epochs=1)
    assert str(fitted.curves[0]["train_loss"]) == "nan"


class Watcher(pl.Callback):
    def __init__(self):
        self.seen = []

    def on_train_batch_end(self, trainer, pl_module, outputs, batch, batch_idx):
        self.seen.append(("steps", trainer.global_step))

    def on_validation_end(self, trainer, pl_module):
        self.seen.append(("epoch", trainer.current_epoch, sorted(trainer.callback_metrics)))


def test_lightnings_callbacks_see_epochs_steps_and_metrics_also_after_a_resume(tiny, after, tmp_path):
    metrics = ["train_loss", "validation_accuracy", "validation_loss"]
    whole = [("steps", 10), ("epoch", 0, metrics), ("steps", 20), ("epoch", 1, metrics), ("steps", 30)]
    watcher = Watcher()
    with pytest.raises(EndOfProcessError):
        tiny.train(tmp_path, tmp_path / "work", progress=after(17, interrupt), fit_options={"callbacks": [watcher]})
    assert watcher.seen == whole[:2]
    watcher = Watcher()
    tiny.train(tmp_path, tmp_path / "work", fit_options={"callbacks": [watcher]})
    assert watcher.seen == [*whole[2:], ("epoch", 2, metrics)]


def test_a_callback_can_end_the_training(tiny, tmp_path):
    class Stopper(pl.Callback):
        def on_validation_end(self, trainer, pl_module):
            trainer.should_stop = trainer.current_epoch == 1

    fitted = tiny.train(tmp_path, tmp_path / "work", fit_options={"callbacks": [Stopper()]})
    assert [row["epoch"] for row in fitted.curves] == [1, 2]


def test_metrics_are_logged_with_the_steps_taken(tiny, tmp_path):
    logged = []
    fitted = tiny.train(tmp_path, tmp_path / "work", fit_options={"log": lambda *row: logged.append(row)})
    rows = [row for row in logged if "validation_loss" in row[0]]
    assert [step for _, step in rows] == [10, 20, 30]
    assert [metrics | {"epoch": at, "step": step} for at, (metrics, step) in enumerate(rows, start=1)] == fitted.curves


def test_lightning_writes_nothing_and_says_nothing(tiny, tmp_path, capfd, monkeypatch, caplog):
    monkeypatch.chdir(tmp_path)
    tiny.train(tmp_path, tmp_path / "work", epochs=1, checkpoint_every=6)
    assert capfd.readouterr() == ("", "")
    assert caplog.records == []
    assert sorted(path.name for path in tmp_path.iterdir()) == ["train.arrow", "validation.arrow", "work"]
    assert [path.name for path in (tmp_path / "work").iterdir()] == ["step-00000006"]
    assert logging.getLogger("pytorch_lightning").level != logging.ERROR


def test_checkpoints_of_another_training_are_refused(tiny, tmp_path):
    tiny.train(tmp_path, tmp_path / "work", epochs=1)
    with pytest.raises(IntegrityError, match="'batch_size': 8"):
        tiny.train(tmp_path, tmp_path / "work", epochs=1, batch_size=4)


def test_a_split_without_examples_is_a_data_error(tiny, tmp_path):
    with pytest.raises(DataError, match="the training split has no examples"):
        tiny.train(tmp_path, tmp_path / "work", examples=0)


def test_a_task_outside_of_fit_says_who_trains_it(tiny):
    with pytest.raises(RuntimeError, match=r"trained by unrolled\.runtime\.fit"):
        tiny.TinyTask().training_step([], 0)
