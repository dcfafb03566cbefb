import sys
from pathlib import Path

import pytest

from unrolled import DataError
from unrolled_data.packages import imported, shipped


def test_a_file_of_an_installed_package_is_found():
    path = Path(shipped("scikit-learn", "sklearn/datasets/data/digits.csv.gz", dataset="digits"))
    assert path.read_bytes()[:2] == b"\x1f\x8b"


def test_a_module_of_an_installed_package_is_imported():
    assert imported("json.tool", package="python", dataset="any").__name__ == "json.tool"


def by_file():
    shipped("no-such", "a.csv", dataset="any")


def by_module():
    imported("no_such", package="no-such", dataset="any")


@pytest.mark.parametrize("missing", [by_file, by_module])
def test_a_missing_package_names_the_dataset_and_the_extra(missing):
    with pytest.raises(DataError, match=r"dataset 'any': the package 'no-such' is not installed.*unrolled\[examples\]"):
        missing()


def test_what_is_broken_inside_a_package_is_no_missing_package(tmp_path, monkeypatch):
    (tmp_path / "broken_package.py").write_text("raise ValueError('broken')")
    monkeypatch.setattr(sys, "path", [str(tmp_path), *sys.path])
    with pytest.raises(ValueError, match="broken"):
        imported("broken_package", package="broken", dataset="any")


def test_what_a_package_itself_misses_is_not_told_as_the_package(tmp_path, monkeypatch):
    (tmp_path / "wanting_package.py").write_text("import no_such_dependency")
    monkeypatch.setattr(sys, "path", [str(tmp_path), *sys.path])
    with pytest.raises(DataError, match="the package 'wanting' wants 'no_such_dependency', which is not installed"):
        imported("wanting_package", package="wanting", dataset="any")
