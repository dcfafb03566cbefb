import sys
from pathlib import Path

import fsspec
import pytest
from fsspec.registry import _registry

from unrolled.errors import ConfigError, ResourceError
from unrolled_workflows.store import open_store
from unrolled_workflows.store.local import LocalStore


@pytest.mark.parametrize("location", ["shared/store", "{root}/shared/store", "file://{root}/shared/store"])
def test_a_path_starts_from_the_directory_of_params_yaml(tmp_path: Path, location: str) -> None:
    store = open_store(location.format(root=tmp_path), tmp_path)
    assert store == LocalStore(tmp_path / "shared" / "store")
    assert store.find("tokens", "k") is None


def test_a_file_in_the_place_of_the_store_is_one_error(tmp_path: Path) -> None:
    (tmp_path / "store").write_text("mine")
    with pytest.raises(ResourceError, match=r"store: cannot be written: File exists"):
        open_store("store", tmp_path)
    assert (tmp_path / "store").read_text() == "mine"


def test_a_place_that_nobody_may_write_is_one_error_before_anything_runs(tmp_path: Path) -> None:
    with pytest.raises(ResourceError, match=r"/proc/self/store: cannot be written: .* \(errno \d+\)"):
        open_store("/proc/self/store", tmp_path)


def test_an_unknown_protocol_is_one_error_with_the_nearest(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match=r"memori://bucket: no store speaks 'memori'.* Did you mean 'memory'\?"):
        open_store("memori://me:hunter2@bucket", tmp_path)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(("location", "package"), [("s3://bucket/store", "s3fs"), ("gs://bucket/store", "gcsfs")])
def test_a_package_that_is_not_installed_is_one_error(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, location: str, package: str
) -> None:
    monkeypatch.setitem(sys.modules, package, None)
    monkeypatch.delitem(_registry, location.partition(":")[0], raising=False)
    with pytest.raises(ConfigError, match=rf"needs a package that is not installed.*See: pip install {package}"):
        open_store(location, tmp_path)


def test_a_remote_store_without_write_permission_is_one_error_without_its_password(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise PermissionError("me:hunter2 may not")

    monkeypatch.setattr(fsspec.get_filesystem_class("memory"), "pipe_file", refuse)
    with pytest.raises(ResourceError) as caught:
        open_store("memory://me:hunter2@bucket/store", tmp_path)
    assert str(caught.value) == "memory://bucket/store: the store cannot be written: PermissionError."


def test_opening_a_remote_store_leaves_nothing_in_it(tmp_path: Path) -> None:
    open_store("memory://opened/store", tmp_path)
    assert fsspec.filesystem("memory").find("/opened/store") == []
