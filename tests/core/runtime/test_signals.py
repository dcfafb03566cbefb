"""SIGTERM and SIGINT."""

import os
import pickle
import signal
import threading

import pytest

from unrolled.runtime.signals import StoppedError, stop_on_signals


@pytest.mark.parametrize(("signum", "code"), [(signal.SIGTERM, 143), (signal.SIGINT, 130)])
def test_the_first_signal_is_noted(signum, code):
    before = signal.getsignal(signum)
    with stop_on_signals() as stop:
        assert stop.signum is None
        os.kill(os.getpid(), signum)
        assert stop.signum == signum
    assert signal.getsignal(signum) is before
    assert stop.error(5).exit_code == code
    assert "at step 5" in str(stop.error(5))


def test_the_second_signal_acts_as_it_would_outside():
    with stop_on_signals() as stop:
        os.kill(os.getpid(), signal.SIGINT)
        with pytest.raises(KeyboardInterrupt):
            os.kill(os.getpid(), signal.SIGINT)
    assert stop.signum == signal.SIGINT


def test_an_ignored_signal_stays_ignored():
    before = signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        with stop_on_signals() as stop:
            os.kill(os.getpid(), signal.SIGINT)
        assert stop.signum is None
    finally:
        signal.signal(signal.SIGINT, before)


def test_another_thread_sets_no_handler():
    found = []

    def look():
        with stop_on_signals():
            found.append(signal.getsignal(signal.SIGTERM))

    thread = threading.Thread(target=look)
    thread.start()
    thread.join()
    assert found == [signal.getsignal(signal.SIGTERM)]


def test_the_exit_code_crosses_a_process_boundary():
    copy = pickle.loads(pickle.dumps(StoppedError("stopped", exit_code=130)))
    assert (copy.exit_code, str(copy)) == (130, str(StoppedError("stopped")))
