"""A driver in a process of its own: ADDRESS PLACE TRIALS EPOCHS SECONDS; prints what became of the legs."""

import json
import sys
from functools import partial
from pathlib import Path

from stand_in import Course, StandIn, describe, legs

from unrolled.errors import UnrolledError
from unrolled.search import Resources
from unrolled_workflows.search.executors.ray.pool import RayPool


def main(address: str, place: str, trials: str, epochs: str, seconds: str) -> None:
    course = Course([legs(range(int(trials)), int(epochs))])
    pool = RayPool(partial(StandIn, Path(place), float(seconds)), describe, resources=Resources(), address=address)
    pool.run(course)
    pool.close()
    ended = [trial for trial, _ in sorted(course.ended)]
    sys.stdout.write(json.dumps({"ended": ended, "broken": [outcome.message for outcome in course.broken]}) + "\n")


if __name__ == "__main__":
    try:
        main(*sys.argv[1:])
    except UnrolledError as error:
        sys.exit(str(error))
