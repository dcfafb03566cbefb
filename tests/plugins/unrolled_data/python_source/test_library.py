"""The standard library as a dataset."""

import sysconfig

import pytest

from unrolled import DataError
from unrolled.testing import conform
from unrolled_data.python_source import PythonSourceConfig, python_source_dataset
from unrolled_data.python_source.library import FILES


def read(seed=1, **section):
    return python_source_dataset.build(PythonSourceConfig.parse(section)).read(seed=seed)


@pytest.fixture
def library(tmp_path, monkeypatch):
    """Put a small library in the place of the running Python's."""

    def install(files):
        for name, text in files.items():
            path = tmp_path / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text)
        monkeypatch.setattr(sysconfig, "get_path", lambda _: str(tmp_path))

    return install


MODULES = {f"module{number}.py": "\n".join(f"x{number} = {line}" for line in range(9)) for number in range(30)}


def files_of(examples):
    return {example["tokens"][0] for example in examples}


def test_the_running_python_gives_statements_and_their_labels():
    splits = read(limit=400)
    assert sum(map(len, splits.values())) == 400
    labels = {label for examples in splits.values() for example in examples for label in example["labels"]}
    assert {"keyword", "name", "operator", "call", "attribute", "parameter", "function"} <= labels
    assert all(len(each["tokens"]) == len(each["labels"]) for each in splits["test"])


def test_statements_of_one_file_never_part(library):
    library(MODULES)
    splits = read()
    own = [files_of(examples) for examples in splits.values()]
    assert sum(map(len, own)) == len(set.union(*own)) == len(MODULES)
    assert {split: len(files) for split, files in zip(splits, own, strict=True)} == {
        "train": 24,
        "validation": 3,
        "test": 3,
    }


def test_a_limit_takes_a_twentieth_from_one_file_at_most(library):
    library(MODULES)
    splits = read(limit=60)
    examples = [example for each in splits.values() for example in each]
    assert len(examples) == 60
    assert len(files_of(examples)) == FILES


def test_the_seed_decides_files_and_splits(library):
    library(MODULES)
    assert read(seed=1, limit=40) == read(seed=1, limit=40)
    assert read(seed=2, limit=40) != read(seed=1, limit=40)


def test_tests_foreign_packages_and_what_one_machine_generated_are_left_out(library):
    others = ["test/a.py", "json/tests/a.py", "site-packages/a.py", "_sysconfigdata_here.py"]
    library({**MODULES, "json/decoder.py": "kept = 1", **dict.fromkeys(others, "dropped = 1")})
    found = set.union(*map(files_of, read().values()))
    assert "kept" in found
    assert "dropped" not in found


def test_letters_are_the_tokens_once_more(library):
    library({name: f"{name[:-3]} = 'a b'" for name in MODULES})
    (example, *_) = read(letters=True)["train"]
    assert example["letters"] == example["tokens"]


def test_a_python_without_source_files_is_named(library):
    library({})
    with pytest.raises(DataError, match="dataset 'python-source': there are no Python files in"):
        read()


def test_it_keeps_the_laws_of_datasets():
    assert not conform(python_source_dataset, PythonSourceConfig(limit=60, letters=True)).not_applicable
