from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from unrolled.params import Params, read_params

GOOD = """\
data:
  name: movie-reviews
tokenizer:
  name: word
embedding:
  name: learned
  dim: 8
cell:
  name: lstm
  hidden_size: 4
task:
  name: classification
"""


@pytest.fixture
def good() -> str:
    """A params.yaml that is right."""
    return GOOD


@pytest.fixture
def read(tmp_path: Path) -> Callable[..., Params]:
    """Write a params.yaml and read it."""

    def write_and_read(text: str, *overrides: str) -> Params:
        (tmp_path / "params.yaml").write_text(text, encoding="utf-8")
        return read_params(tmp_path / "params.yaml", overrides)

    return write_and_read
