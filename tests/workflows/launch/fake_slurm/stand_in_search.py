"""Stands in for ``unrolled search``: counts in the workspace, stops where SIGTERM asks it to, goes on from there."""

import os
import signal
import sys
import time
from pathlib import Path

HALF, WHOLE = 5, 10
counter, starts = Path("counter"), Path("starts")


def stop(*_):
    sys.exit(143)


signal.signal(signal.SIGTERM, stop)
count = int(counter.read_text()) if counter.exists() else 0
with starts.open("a") as log:
    log.write(f"{count} {' '.join(sys.argv[1:])}\n")
while count < WHOLE:
    count += 1
    counter.write_text(str(count))
    while count == HALF:  # waits to be preempted, or for its head to be lost
        if "RAY_HEAD" in os.environ and not Path(os.environ["RAY_HEAD"]).exists():
            sys.exit(1)
        time.sleep(0.01)
sys.exit(int(os.environ.get("SEARCH_ENDS_WITH", "0")))
