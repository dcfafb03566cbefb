"""Stands in for ``ray``: notes how it was called; a start blocks until its process is ended."""

import json
import os
import signal
import sys
from pathlib import Path

words = sys.argv[1:]
token = {name: value for name, value in os.environ.items() if name.startswith("RAY_AUTH")}
if words[0] == "start":
    with Path("ray-calls").open("a") as log:
        log.write(json.dumps({"words": words, "token": token, "pid": os.getpid()}) + "\n")
    signal.pause()
