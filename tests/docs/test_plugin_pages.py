from __future__ import annotations

import os
import re
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

from unrolled.discovery import Loaded, load
from unrolled.errors import UnrolledError
from unrolled.sources import single_file
from unrolled.testing import conform

ROOT = Path(__file__).resolve().parents[2]
PAGES = [ROOT / "README.md", ROOT / "CHANGELOG.md", *sorted((ROOT / "docs").glob("*.md"))]
BLOCK = re.compile(r"^```(\w+)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
NAMED = re.compile(r"^`([\w/.]+)`[^\n]*:\n\n```\w+\n(.*?)^```$", re.MULTILINE | re.DOTALL)
LINK = re.compile(r"\]\(([^)#]+)[^)]*\)")


def blocks(page: str, language: str) -> list[str]:
    found = BLOCK.findall((ROOT / page).read_text(encoding="utf-8"))
    return [text for kind, text in found if kind == language]


@pytest.fixture(scope="module")
def package(tmp_path_factory):
    """Write the package of docs/plugins.md."""
    folder = tmp_path_factory.mktemp("lab-cells")
    for name, text in NAMED.findall((ROOT / "docs" / "plugins.md").read_text(encoding="utf-8")):
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    return folder


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_every_link_leads_somewhere(page):
    links = [link for link in LINK.findall(page.read_text(encoding="utf-8")) if "://" not in link]
    assert [link for link in links if not (page.parent / link).exists()] == []


def test_the_plugin_of_the_readme_has_20_lines_and_conforms(tmp_path):
    (source,) = blocks("README.md", "python")
    assert len([line for line in source.splitlines() if line.strip()]) == 20
    (tmp_path / "my_cell.py").write_text(source)
    plugin = load(single_file("./my_cell.py", tmp_path))
    assert isinstance(plugin, Loaded), plugin
    assert conform(plugin.components[0]).held


def test_the_task_of_the_docs_conforms(tmp_path):
    (source,) = (text for text in blocks("docs/plugins.md", "python") if "CountsConfig" in text)
    (tmp_path / "counts.py").write_text(source)
    plugin = load(single_file("./counts.py", tmp_path))
    assert isinstance(plugin, Loaded), plugin
    assert conform(plugin.components[0]).held


def test_the_package_of_the_docs_names_its_module_in_the_group(package):
    project = tomllib.loads((package / "pyproject.toml").read_text())["project"]
    assert project["entry-points"]["unrolled"] == {"cells": "lab_cells"}


def test_the_package_of_the_docs_passes_its_own_tests(package):
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "tests"]
    result = subprocess.run(
        command, cwd=package, env={"PYTHONPATH": str(package)}, capture_output=True, text=True, check=False
    )
    assert result.returncode == 0, result.stdout
    assert "passed" in result.stdout


def test_an_error_of_the_docs_reads_as_they_say():
    (source,) = [block for block in blocks("docs/plugins.md", "python") if "raise DataError" in block]
    with pytest.raises(UnrolledError) as raised:
        exec(compile(source, "docs/plugins.md", "exec"), {})
    assert f"`{raised.value}`" in (ROOT / "docs" / "plugins.md").read_text(encoding="utf-8")


def test_every_hook_has_its_line_in_the_docs():
    hooks = re.findall(r"@hookspec\ndef (\w+)", (ROOT / "core" / "unrolled" / "hookspecs.py").read_text())
    documented = re.findall(r"^\| `(\w+)\(", (ROOT / "docs" / "plugins.md").read_text(), re.MULTILINE)
    assert documented == hooks


@pytest.mark.slow
def test_the_package_of_the_docs_is_installed_listed_selected_and_trained(package, workspace, tmp_path):
    assert len([path for path in package.rglob("*") if path.is_file() and path.suffix != ".pyc"]) <= 10
    site = tmp_path / "site"
    pip = [sys.executable, "-m", "pip", "install", "--quiet", "--no-deps", "--no-build-isolation"]
    subprocess.run([*pip, "--target", site, package], check=True, capture_output=True)
    environment = {**os.environ, "PYTHONPATH": str(site)}

    def unrolled(*words):
        command = [sys.executable, "-m", "unrolled", *words]
        return subprocess.run(
            command, cwd=workspace, env=environment, check=True, capture_output=True, text=True
        ).stdout

    assert re.search(r"^cell +leaky +lab-cells 0\.1\.0 ", unrolled("plugins"), re.MULTILINE)
    unrolled("set", "cell", "leaky")
    assert "name: leaky" in (workspace / "params.yaml").read_text()
    assert "test accuracy" in unrolled("run")
