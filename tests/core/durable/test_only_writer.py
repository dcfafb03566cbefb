"""Only `unrolled.durable` writes files: everything else asks it to."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[3]
WRITES = re.compile(
    r"""\bopen\([^)]*["'](?:[rwxab]*[wxa+][btwxa+]*)["']|\.open\(["'][rwxab]*[wxa+][bt+]*["']"""
    r"|\.write_(?:text|bytes)\((?!path|context)|json\.dump\(|torch\.save\(|save_file\(|\.to_csv\(|os\.(?:replace|rename)\("
    r"|shutil\.(?:move|copy)|\.(?:rename|replace)\((?:path|target)\)|NamedTemporaryFile|mkstemp"
    r"|import pickle|\bpickle\.(?:dump|load)"
)
FILES = sorted(
    path
    for folder in ("core", "plugins", "workflows")
    for path in (ROOT / folder).rglob("*.py")
    if "durable" not in path.parts
)


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_no_other_module_writes_a_file(path: Path) -> None:
    lines = path.read_text(encoding="utf-8").split("\n")
    found = [
        f"{number}: {line.strip()}"
        for number, line in enumerate(lines, 1)
        if WRITES.search(line) and "temporary" not in line and not line.lstrip().startswith(("#", '"'))
    ]
    assert found == []


@pytest.mark.parametrize(
    "line", ['open(path, "w")', 'path.open("ab")', "json.dump(x, f)", "torch.save(m, p)", "p.write_text('x')"]
)
def test_the_search_finds_what_it_looks_for(line: str) -> None:
    assert WRITES.search(line)
