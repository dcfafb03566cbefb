"""Have the fault tests find their stand-ins; workers of Ray get the same path."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))
