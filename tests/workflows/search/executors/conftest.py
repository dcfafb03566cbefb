"""Have the tests of the executors find the stand-ins of the fault tests; workers of Ray get the same path."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[3] / "faults"))
