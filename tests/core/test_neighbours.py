"""The modules beside a plugin file that are its code too."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from unrolled.neighbours import neighbours

Beside = Callable[[Mapping[str, str]], list[str]]


@pytest.fixture
def beside(tmp_path: Path) -> Beside:
    """Write files, and return the names of the neighbours of ``mine.py``."""

    def write_and_look(files: Mapping[str, str]) -> list[str]:
        for name, code in files.items():
            path = tmp_path / name
            path.parent.mkdir(exist_ok=True)
            path.write_text(code)
        return [path.relative_to(tmp_path).as_posix() for path in neighbours(tmp_path / "mine.py")]

    return write_and_look


def test_a_file_that_imports_none_of_those_beside_it_has_no_neighbours(beside: Beside) -> None:
    assert beside({"mine.py": "import torch\nfrom unrolled import cell\n", "other.py": "import mine"}) == []


@pytest.mark.parametrize(
    "code",
    [
        "import helper",
        "import torch, helper as h",
        "from helper import gate",
        "from helper import *",
        "from . import helper",
        "from .helper import gate",
        "def build(config, /, *, input_size):\n    import helper\n",
        "try:\n    import helper\nexcept ImportError:\n    helper = None\n",
    ],
)
def test_a_neighbour_is_seen_wherever_it_is_imported(beside: Beside, code: str) -> None:
    assert beside({"mine.py": code, "helper.py": "", "other.py": ""}) == ["helper.py"]


def test_neighbours_of_neighbours_count_in_a_circle_too(beside: Beside) -> None:
    assert beside({"mine.py": "import b", "b.py": "import a", "a.py": "import b, mine"}) == ["a.py", "b.py"]


@pytest.mark.parametrize("code", ["import lab.gates", "from lab import gates", "from lab.gates import sigmoid"])
def test_of_a_package_those_modules_count_that_are_imported(beside: Beside, code: str) -> None:
    package = {"lab/__init__.py": "", "lab/gates.py": "from . import tables", "lab/tables.py": "", "lab/more.py": ""}
    assert beside({"mine.py": code, **package}) == ["lab/__init__.py", "lab/gates.py", "lab/tables.py"]


@pytest.mark.parametrize("code", ["this is no Python\nimport b", "x = '\0'", "from ....... import b"])
def test_a_neighbour_that_cannot_be_imported_has_none_of_its_own(beside: Beside, code: str) -> None:
    assert beside({"mine.py": "import a", "a.py": code, "b.py": ""}) == ["a.py"]
