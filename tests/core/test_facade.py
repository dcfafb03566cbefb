import subprocess
import sys

import pytest

import unrolled


def test_every_name_of_the_table_is_published_and_the_other_way_round() -> None:
    assert sorted(unrolled.__all__) == sorted(unrolled._HOMES)


@pytest.mark.parametrize("name", unrolled.__all__)
def test_every_published_name_can_be_imported(name: str) -> None:
    assert getattr(unrolled, name) is not None


def test_an_unknown_name_is_an_attribute_error() -> None:
    with pytest.raises(AttributeError, match="no attribute 'nonsense'"):
        _ = unrolled.nonsense


def test_importing_the_facade_imports_no_torch() -> None:
    code = "import sys; from unrolled import cell, Config; print(sorted({'torch', 'numpy'} & sys.modules.keys()))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
