from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from unrolled.params import Params, read_params

TASK = """
from unrolled import Config, hookimpl, task

class MyTaskConfig(Config):
    '''A task of the tests.'''

@task("mine", MyTaskConfig, **{arguments!r})
def mine(config, /, *, encoder, inputs, schema, **parts):
    raise NotImplementedError

@hookimpl
def components():
    return [mine]
"""

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


@pytest.fixture
def task_file(tmp_path: Path) -> Callable[..., tuple[str, ...]]:
    """Write a plugin file with a task; return the overrides that have params.yaml use it."""

    def write(**arguments: object) -> tuple[str, ...]:
        (tmp_path / "mine.py").write_text(TASK.format(arguments=arguments), encoding="utf-8")
        return "plugins=[./mine.py]", "task={name: mine}"

    return write
