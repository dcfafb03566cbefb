"""Progress: a bar on a terminal, lines elsewhere."""

import io
import subprocess
import sys

from unrolled.runtime.progress import ProgressBar, ProgressLines, show_progress


class Terminal(io.StringIO):
    def isatty(self):
        return True


def lines_after(seconds, total=1000, amount=10):
    stream, now = io.StringIO(), [100.0]
    progress = ProgressLines(stream, clock=lambda: now[0])
    progress.start("training", total, "steps")
    for _ in range(seconds):
        now[0] += 1.0
        progress.advance(amount, loss=0.512345)
    progress.stop()
    return stream.getvalue().splitlines()


def test_without_a_terminal_there_is_one_line_every_half_minute():
    assert lines_after(29) == []
    assert lines_after(65) == [
        "training: 300/1,000 steps (30%), 10.0 steps/s, 70 s left, loss 0.5123",
        "training: 600/1,000 steps (60%), 10.0 steps/s, 40 s left, loss 0.5123",
    ]


def test_more_work_than_announced_leaves_no_time():
    assert lines_after(30, total=100)[-1].startswith("training: 300/100 steps (300%), 10.0 steps/s, 0 s left")


def test_a_terminal_gets_a_bar_with_unit_and_figures():
    terminal = Terminal()
    bar = show_progress(terminal)
    bar.start("training", 40, "steps")
    bar.advance(30, loss=0.25)
    bar.advance(10, loss=0.25)
    bar.stop()
    shown = terminal.getvalue()
    assert isinstance(bar, ProgressBar)
    assert all(part in shown for part in ("training", "40/40", "steps", "loss 0.25"))


def test_the_bar_can_be_used_again():
    terminal = Terminal()
    bar = show_progress(terminal)
    for what in ("vectors", "training"):
        bar.start(what, 2, "steps")
        bar.advance(2)
        bar.stop()
    assert all(what in terminal.getvalue() for what in ("vectors", "training"))


def test_no_terminal_no_bar():
    assert isinstance(show_progress(io.StringIO()), ProgressLines)


def test_rich_is_imported_when_a_bar_is_drawn():
    code = "import sys, unrolled.runtime.progress; sys.exit('rich' in sys.modules or 'torch' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
