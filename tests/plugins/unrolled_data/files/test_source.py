import os
from pathlib import Path

import pytest

from unrolled.errors import DataError
from unrolled_data.files.source import check_present


def test_a_pipe_is_refused_before_anyone_waits_for_it(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.csv")
    with pytest.raises(DataError, match="is no file that can be read twice"):
        check_present([str(tmp_path / "pipe.csv")])
