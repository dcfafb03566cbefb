from pathlib import Path

import pytest

from unrolled.digests import digest_code
from unrolled.errors import PluginError
from unrolled.lock import build_lock, cell_identity, resolved_backend
from unrolled.machine import cell_directory
from unrolled.params import Params, read_params

MINE = """
from unrolled import Config, cell, hookimpl

class Mine(Config):
    '''Mine.'''
    width: int = 3

@cell("mine", Mine, libraries=({library!r},))
def build(config, /, *, input_size):
    raise NotImplementedError

@hookimpl
def components():
    return [build]
"""

PARAMS = """\
data: {name: movie-reviews}
tokenizer: {text: {name: word}}
embedding: {name: learned}
cell: {name: mine}
task: {name: classification}
plugins: [./mine.py]
"""


@pytest.fixture
def read(tmp_path: Path):
    def write_and_read(library: str = "numpy", *overrides: str) -> Params:
        (tmp_path / "mine.py").write_text(MINE.format(library=library))
        (tmp_path / "params.yaml").write_text(PARAMS)
        return read_params(tmp_path / "params.yaml", overrides)

    return write_and_read


def locked(params: Params, stages) -> dict:
    return build_lock(params.experiment, params.host, stages)


@pytest.fixture
def stages(tmp_path: Path) -> dict[str, list[Path]]:
    (tmp_path / "train.py").write_text("x = 1\n")
    return {"train": [tmp_path / "train.py"]}


def test_each_slot_names_its_component_version_schema_and_content(read, stages) -> None:
    lock = locked(read(), stages)
    assert lock["embedding"]["component"] == "unrolled/learned"
    assert lock["tokenizer"]["text"]["version"] == "0.1.0"
    assert lock["cell"].keys() == {"component", "version", "schema", "content", "libraries"}
    assert lock["cell"]["libraries"].keys() == {"numpy"}


def test_an_edited_plugin_changes_its_own_slot_and_no_other(read, stages, tmp_path: Path) -> None:
    before = locked(read(), stages)
    params = read()
    (tmp_path / "mine.py").write_text(MINE.format(library="numpy") + "# edited\n")
    after = locked(params, stages)
    assert {slot for slot in before if before[slot] != after[slot]} == {"cell"}


def test_an_edited_neighbour_of_a_plugin_file_changes_the_slot_that_imports_it(read, stages, tmp_path: Path) -> None:
    params = read()
    (tmp_path / "mine.py").write_text(MINE.format(library="numpy").replace("raise", "import helper; raise"))
    (tmp_path / "helper.py").write_text("LEAK = 0.3\n")
    before = locked(params, stages)
    (tmp_path / "helper.py").write_text("LEAK = 0.4\n")
    after = locked(params, stages)
    assert {slot for slot in before if before[slot] != after[slot]} == {"cell"}


def test_an_edited_stage_changes_its_own_host_entry(read, stages) -> None:
    params = read()
    before = locked(params, stages)
    stages["train"][0].write_text("x = 2\n")
    after = locked(params, stages)
    assert before["host"] != after["host"]
    assert before["cell"] == after["cell"]


def test_the_packaged_file_of_a_dataset_stands_in_its_slot_with_its_digest(read, stages) -> None:
    files = locked(read(), stages)["data"]["files"]
    assert [len(digest) for digest in files.values()] == [64]


def test_a_library_that_is_not_installed_is_named(read, stages) -> None:
    with pytest.raises(PluginError, match="needs the library 'no-such-library'"):
        locked(read("no-such-library"), stages)


def test_versions_in_the_environment_carry_no_local_part(read, stages) -> None:
    environment = locked(read(), stages)["environment"]
    assert not [version for version in environment.values() if "+" in version]
    assert {"python", "torch", "lightning", "numpy", "unroll"} <= environment.keys()


@pytest.mark.parametrize(
    ("overrides", "backend"),
    [
        (("cell.name=lstm",), "fused"),
        (("cell.name=lstm", "train.device=cuda"), "fused"),
        (("cell.name=lstm", "unroll.recurrent_dropout=0.2"), "hoisted"),
        (("cell.name=lstm", "unroll.backend=hoisted"), "hoisted"),
        (("cell={name: gru, reset: before}",), "hoisted"),
        ((), "hoisted"),
    ],
)
def test_the_backend_is_resolved_without_torch(read, no_compiler, overrides: tuple[str, ...], backend: str) -> None:
    assert resolved_backend(read("numpy", *overrides).experiment) == backend


def test_a_machine_with_a_compiler_resolves_to_the_engine(read, monkeypatch) -> None:
    monkeypatch.setenv("CXX", "true")
    assert resolved_backend(read("numpy", "cell.name=lstm").experiment) == "engine"
    assert resolved_backend(read("numpy", "cell.name=lstm", "train.device=cuda").experiment) == "fused"


def test_a_cell_that_was_compiled_before_needs_no_compiler(read, no_compiler) -> None:
    experiment = read("numpy", "cell.name=lstm").experiment
    cell_directory(cell_identity(experiment.components["cell"])).mkdir(parents=True)
    assert resolved_backend(experiment) == "engine"


def test_the_digest_of_code_sees_names_and_contents_and_no_byte_code(tmp_path: Path) -> None:
    package = tmp_path / "package"
    package.mkdir()
    (package / "a.py").write_text("a")
    first = digest_code([package])
    (package / "__pycache__").mkdir()
    (package / "__pycache__" / "a.pyc").write_bytes(b"x")
    assert digest_code([package]) == first
    (package / "a.py").rename(package / "b.py")
    assert digest_code([package]) != first


def test_a_plugin_that_adds_callbacks_stands_in_the_lock_though_no_slot_names_it(read, stages, tmp_path: Path) -> None:
    before = locked(read(), stages)
    assert before["callbacks"] == {}
    (tmp_path / "calls.py").write_text("from unrolled import hookimpl\n@hookimpl\ndef callbacks(run): return []\n")
    after = locked(read("numpy", "plugins=[./mine.py, ./calls.py]"), stages)
    assert after["callbacks"].keys() == {"./calls.py file"}
