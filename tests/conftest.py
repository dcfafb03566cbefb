"""What all tests share: inputs, a small experiment, the systems table and the fault table."""

from __future__ import annotations

import re
import shutil
import signal
from collections.abc import Generator
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from hypothesis import settings

from unrolled.machine import find_compiler

# The same examples on every machine, and no verdict by the clock: a slow machine is no broken law.
settings.register_profile("unrolled", deadline=None, derandomize=True)
settings.load_profile("unrolled")

# A shell without job control has what it starts in the background ignore Ctrl-C, which tests send themselves.
if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
    signal.signal(signal.SIGINT, signal.default_int_handler)

ROOT = Path(__file__).resolve().parents[1]
SYSTEMS = ROOT / "docs" / "systems.md"
ROW = re.compile(r"^\| ([A-Z]\d{2}) \|", re.MULTILINE)


@pytest.fixture(scope="session")
def shared() -> Path:
    """Return the folder of inputs that stands beside some checkouts."""
    folder = ROOT.parent / "shared"
    if not folder.is_dir():
        pytest.skip("../shared is not beside this checkout")
    return folder


@pytest.fixture
def workspace(tmp_path: Path) -> Path:
    """Return a directory with the params.yaml and the data of an experiment that trains in a second."""
    return Path(shutil.copytree(ROOT / "tests" / "small_experiment", tmp_path / "workspace"))


@pytest.fixture
def compiler() -> tuple[str, ...]:
    """Return the command of a C++ compiler."""
    return find_compiler() or pytest.skip("no C++ compiler (apt-get install g++, pip install ziglang)")


@pytest.fixture
def no_compiler(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Have neither a compiler nor anything that was compiled before."""
    monkeypatch.setenv("CXX", str(tmp_path / "nowhere"))
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add the options that ``make systems`` and ``make faults`` use."""
    parser.addoption("--systems-report", action="store_true", help="print which rows of docs/systems.md work")
    parser.addoption("--faults-report", action="store_true", help="print cases and figures by row of the fault table")


def pytest_configure(config: pytest.Config) -> None:
    """Listen where the reports arrive; under xdist that is the controller alone."""
    if config.getoption("--systems-report") and not hasattr(config, "workerinput"):
        config.pluginmanager.register(SystemsReport(known_rows()), "systems-report")
    if config.getoption("--faults-report") and not hasattr(config, "workerinput"):
        config.pluginmanager.register(FaultsReport(), "faults-report")


@pytest.hookimpl(wrapper=True)
def pytest_pycollect_makeitem() -> Generator[None, Any, Any]:
    """Give each test's reports the rows it shows, and refuse a row that is not in the table."""
    made = yield
    for item in made if isinstance(made, list) else [made]:
        if isinstance(item, pytest.Function):
            carry_rows(item)
    return made


def carry_rows(item: pytest.Function) -> None:
    """Write the ids of a test's markers where its reports take them along, from a worker of xdist too."""
    rows = [row for marker in item.iter_markers("system") for row in marker.args or ("",)]
    if wrong := [row for row in rows if row not in known_rows()]:
        raise pytest.Collector.CollectError(f"{item.nodeid}: not a row of docs/systems.md: {wrong}")
    item.user_properties.extend(("system", row) for row in rows)
    item.user_properties.extend(("fault", row) for marker in item.iter_markers("fault") for row in marker.args)


@cache
def known_rows() -> tuple[str, ...]:
    """Return the ids of the table, in its order."""
    return tuple(ROW.findall(SYSTEMS.read_text(encoding="utf-8")))


class SystemsReport:
    """Which tests showed which row, and whether they passed."""

    def __init__(self, rows: tuple[str, ...]) -> None:
        self.outcomes: dict[str, dict[str, str]] = {row: {} for row in rows}

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """Take one phase of one test; the worst phase of the worst case decides."""
        test = report.nodeid.partition("[")[0]
        for name, row in report.user_properties:
            if name == "system" and isinstance(row, str):
                before = self.outcomes[row].get(test, "passed")
                self.outcomes[row][test] = before if before != "passed" else report.outcome

    def pytest_terminal_summary(self, terminalreporter: pytest.TerminalReporter) -> None:
        """Print a line a row, and the count."""
        terminalreporter.section("systems")
        states = {row: self.state(row) for row in self.outcomes}
        for row, state in states.items():
            terminalreporter.write_line(f"{row}  {state:<5}  {self.tests(row)}".rstrip())
        working = sum(state == "works" for state in states.values())
        terminalreporter.write_line(f"{working} of {len(states)} rows work")

    def state(self, row: str) -> str:
        """Return ``works`` where tests show the row and all of them passed, ``open`` elsewhere."""
        outcomes = set(self.outcomes[row].values())
        return "works" if outcomes == {"passed"} else "open"

    def tests(self, row: str) -> str:
        """Return the row's tests, those that did not pass with their outcome."""
        return ", ".join(
            test if outcome == "passed" else f"{test} ({outcome})"
            for test, outcome in sorted(self.outcomes[row].items())
        )


class FaultsReport:
    """How many cases of each row of the fault table ran and passed, and what they counted besides."""

    def __init__(self) -> None:
        self.cases: dict[str, dict[str, str]] = {}
        self.figures: dict[str, list[str]] = {}

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """Take one phase of one case; the worst phase decides. A test counts by ``record_property("figure", ...)``."""
        for row in [row for name, row in report.user_properties if name == "fault"]:
            cases = self.cases.setdefault(str(row), {})
            before = cases.get(report.nodeid, "passed")
            cases[report.nodeid] = before if before != "passed" else report.outcome
            told = [str(figure) for name, figure in report.user_properties if name == "figure"]
            self.figures.setdefault(str(row), []).extend(told if report.when == "teardown" else [])

    def pytest_terminal_summary(self, terminalreporter: pytest.TerminalReporter) -> None:
        """Print a line a row."""
        terminalreporter.section("faults")
        for row, cases in sorted(self.cases.items()):
            passed = sum(outcome == "passed" for outcome in cases.values())
            figures = "; ".join(sorted(self.figures[row])) or f"{passed}/{len(cases)}"
            terminalreporter.write_line(f"{row}  {len(cases)} cases  {passed} passed  {figures}")
