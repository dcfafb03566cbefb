from __future__ import annotations

from pathlib import Path

import pytest

pytest_plugins = ("pytester",)

ROOT = Path(__file__).resolve().parents[1]
KINDS = {"T": 13, "C": 17, "V": 19, "K": 6, "A": 13, "L": 4, "E": 14, "S": 7}

INI = """
[tool.pytest.ini_options]
addopts = "--import-mode=importlib --strict-markers -p no:cacheprovider"
markers = ["system(id): row", "fault(id): row"]
"""


@pytest.fixture
def checkout(pytester: pytest.Pytester) -> pytest.Pytester:
    """Make a small checkout with this project's conftest and table."""
    pytester.makepyprojecttoml(INI)
    for name in ("tests/conftest.py", "docs/systems.md"):
        target = pytester.path / name
        target.parent.mkdir(exist_ok=True)
        target.write_text((ROOT / name).read_text())
    return pytester


def write(checkout: pytest.Pytester, *tests: str) -> None:
    source = "import pytest\n" + "\n".join(tests)
    (checkout.path / "tests" / "test_it.py").write_text(source)


def report(checkout: pytest.Pytester, *arguments: str) -> list[str]:
    result = checkout.runpytest_subprocess("-q", "-m", "system", "--systems-report", *arguments)
    lines = result.stdout.lines
    return lines[next(number for number, line in enumerate(lines) if " systems " in line) + 1 :]


def marked(row: str, name: str, body: str = "pass") -> str:
    return f"@pytest.mark.system({row})\ndef {name}():\n    {body}\n"


def test_the_table_holds_the_93_rows_once_each():
    lines = (ROOT / "docs" / "systems.md").read_text(encoding="utf-8").splitlines()
    rows = [line.split("|")[1].strip() for line in lines if line.startswith("| ") and line[2].isupper()]
    assert rows == [f"{kind}{number:02}" for kind, count in KINDS.items() for number in range(1, count + 1)]


@pytest.mark.parametrize("workers", [(), ("-n", "2")], ids=["alone", "xdist"])
def test_a_row_works_when_every_test_that_carries_it_passed(checkout, workers):
    write(
        checkout,
        marked('"T01", "T02"', "test_two_rows"),
        marked('"T02"', "test_fails", "raise AssertionError"),
        marked('"T03"', "test_skips", "pytest.skip('no')"),
        "@pytest.mark.parametrize('n', [1, 2])\n" + marked('"C01"', "test_cases").replace("()", "(n)"),
        "def test_unmarked():\n    pass\n",
    )
    lines = report(checkout, *workers)
    assert lines[0] == "T01  works  tests/test_it.py::test_two_rows"
    assert lines[1] == "T02  open   tests/test_it.py::test_fails (failed), tests/test_it.py::test_two_rows"
    assert lines[2] == "T03  open   tests/test_it.py::test_skips (skipped)"
    assert lines[3] == "T04  open"
    assert lines[13] == "C01  works  tests/test_it.py::test_cases"
    assert lines[93] == "2 of 93 rows work"


def test_one_failing_case_of_many_leaves_the_row_open(checkout):
    case = "assert n != 2"
    write(
        checkout,
        "@pytest.mark.parametrize('n', [1, 2, 3])\n" + marked('"C01"', "test_cases", case).replace("()", "(n)", 1),
    )
    assert report(checkout)[13] == "C01  open   tests/test_it.py::test_cases (failed)"


def test_a_test_that_fails_after_its_body_does_not_count(checkout):
    fixture = "@pytest.fixture\ndef torn():\n    yield\n    raise RuntimeError\n"
    write(checkout, fixture, marked('"C01"', "test_torn").replace("()", "(torn)", 1))
    assert report(checkout)[13] == "C01  open   tests/test_it.py::test_torn (failed)"


@pytest.mark.parametrize(("row", "workers"), [('"T99"', ()), ('"C01", "c02"', ("-n", "1")), ("", ())])
def test_a_row_that_is_not_in_the_table_stops_the_collection(checkout, row, workers):
    write(checkout, marked(row, "test_it"))
    result = checkout.runpytest_subprocess("-q", *workers)
    assert result.ret in {pytest.ExitCode.INTERRUPTED, pytest.ExitCode.TESTS_FAILED}
    result.stdout.fnmatch_lines(["*tests/test_it.py::test_it: not a row of docs/systems.md:*"])


def test_the_table_is_printed_on_request_only(checkout):
    write(checkout, marked('"T01"', "test_it"))
    result = checkout.runpytest_subprocess("-q")
    assert "systems" not in result.stdout.str()


def test_without_the_shared_folder_its_tests_are_skipped_by_name(checkout):
    write(checkout, "def test_it(shared):\n    pass\n")
    result = checkout.runpytest_subprocess("-rs")
    result.assert_outcomes(skipped=1)
    result.stdout.fnmatch_lines(["*../shared is not beside this checkout*"])


def test_the_shared_folder_is_given_where_it_stands(checkout):
    (checkout.path.parent / "shared").mkdir(exist_ok=True)
    write(checkout, "def test_it(shared):\n    assert shared.name == 'shared'\n")
    checkout.runpytest_subprocess().assert_outcomes(passed=1)


def test_a_row_of_faults_tells_its_cases_and_what_they_counted(checkout):
    write(
        checkout,
        "@pytest.mark.fault('F01')\n@pytest.mark.parametrize('n', [1, 2])\ndef test_cases(n):\n    assert n == 1\n",
        "@pytest.mark.fault('F14')\ndef test_counts(record_property):\n    record_property('figure', '5 of 5 bits')\n",
    )
    lines = checkout.runpytest_subprocess("-q", "--faults-report").stdout.lines
    shown = lines[next(number for number, line in enumerate(lines) if " faults " in line) + 1 :][:2]
    assert shown == ["F01  2 cases  1 passed  1/2", "F14  1 cases  1 passed  5 of 5 bits"]
