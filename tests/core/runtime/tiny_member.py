"""One more process of a training that trains nothing: it joins, and then does what it is told.

``python tiny_member.py FD PID``, as ``unrolled.runtime.members`` starts it.
"""

import os
import signal

from unrolled.errors import DataError
from unrolled.runtime.members import serve
from unrolled.runtime.rendezvous import joined, meet
from unrolled.runtime.together import Together


def fail():
    raise DataError("the words have run out")


def stumble():
    raise KeyError("no such word")


ACTS = {
    "stay": signal.pause,
    "fail": fail,
    "stumble": stumble,
    "die": lambda: os.kill(os.getpid(), signal.SIGKILL),
    "talk": lambda: None,
}


def work(job):
    world, early, late = job
    ACTS[early]()
    world, place = meet(world)
    with joined(world, place, "cpu"):
        Together(world).gathered(os.getpid())
        ACTS[late]()


if __name__ == "__main__":
    serve(work)
