import pytest

import unrolled_data


@pytest.fixture
def folder(tmp_path, monkeypatch):
    """A working directory, and a way to fill it: paths in configs and messages are relative to it."""
    monkeypatch.chdir(tmp_path)

    def fill(**files):
        for name, content in files.items():
            data = content if isinstance(content, bytes) else content.encode()
            (tmp_path / name.replace("__", ".")).write_bytes(data)
        return tmp_path

    return fill


@pytest.fixture
def read():
    """Read a ``files`` section to the end."""

    def reader(seed=1, **section):
        config = unrolled_data.FilesConfig.parse(section)
        splits = unrolled_data.files_dataset.build(config).read(seed=seed)
        return {split: list(examples) for split, examples in splits.items()}

    return reader


@pytest.fixture
def rows(read):
    """Read the examples of one file, which stands for all three splits."""

    def reader(location, fields, **section):
        splits = read(fields=fields, train=location, validation=location, test=location, **section)
        assert splits["train"] == splits["validation"] == splits["test"]
        return splits["train"]

    return reader
