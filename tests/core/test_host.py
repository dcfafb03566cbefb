import sys
from pathlib import Path

import pytest

from unrolled import hookspecs
from unrolled.contracts import Run
from unrolled.errors import ConfigError, PluginError
from unrolled.host import Host


def broken_cause(host: Host, distribution: str) -> str:
    return next(broken.cause for broken in host.broken if broken.source.distribution == distribution)


def test_the_built_in_plugins_are_found_through_the_same_group_as_anyones() -> None:
    host = Host.discover()
    assert {located.id for located in host.of_kind("cell")} >= {"unrolled/rnn", "unrolled/gru", "unrolled/lstm"}
    assert host.broken == ()


def test_a_strangers_component_is_found_by_name_and_by_canonical_id(install_cell) -> None:
    install_cell("strange-cells", "odd")
    host = Host.discover()
    assert host.find("cell", "odd").id == host.find("cell", "strange-cells/odd").id == "strange-cells/odd"


@pytest.mark.fault("F26")
def test_a_name_that_two_distributions_declare_is_an_error_that_lists_both(install_cell) -> None:
    install_cell("strange-cells", "lstm")
    host = Host.discover()
    with pytest.raises(ConfigError, match="write one of strange-cells/lstm and unrolled/lstm"):
        host.find("cell", "lstm")
    assert host.find("cell", "unrolled/lstm").id == "unrolled/lstm"


def test_an_unknown_name_suggests_the_nearest() -> None:
    with pytest.raises(ConfigError, match="Did you mean 'lstm'"):
        Host.discover().find("cell", "lsmt")


@pytest.mark.fault("F23")
@pytest.mark.parametrize(
    ("code", "cause"),
    [
        ("import nothing_of_that_name", "ModuleNotFoundError: No module named 'nothing_of_that_name'"),
        ("def (", "SyntaxError"),
        ("import sys; sys.exit(3)", "SystemExit: 3"),
        ("raise OSError('libnative.so: cannot open')", "OSError: libnative.so"),
    ],
)
def test_a_broken_plugin_costs_itself_only_and_says_why(install, code: str, cause: str) -> None:
    install("bad-plugin", code)
    host = Host.discover()
    assert cause in broken_cause(host, "bad-plugin")
    assert host.find("cell", "lstm")


@pytest.mark.fault("F23")
def test_an_import_that_never_ends_is_given_up(install, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("unrolled.discovery.IMPORT_SECONDS", 0.2)
    install("slow-plugin", "import time; time.sleep(2)")
    assert "did not end" in broken_cause(Host.discover(), "slow-plugin")


@pytest.mark.fault("F23")
def test_what_a_plugin_prints_while_it_is_loaded_does_not_reach_standard_output(
    install, capsys: pytest.CaptureFixture[str]
) -> None:
    code = (
        "from unrolled import hookimpl\nprint('hello')\n@hookimpl\ndef components():\n    print('again')\n    return []"
    )
    install("loud-plugin", code)
    Host.discover()
    assert capsys.readouterr().out == ""


@pytest.mark.fault("F24")
@pytest.mark.parametrize(
    ("body", "cause"),
    [
        ("def componets(): return []", "componets"),
        ("def components(extra): return []", "extra"),
        ("def components(): return 7", "int"),
        ("def components(): return None", "components() returned None"),
        ("def components(): raise KeyboardInterrupt", "KeyboardInterrupt"),
        ("def components(): return ['lstm']", "'lstm'"),
        ("def components(): raise KeyError('x')", "KeyError"),
    ],
)
def test_a_hook_that_breaks_its_contract_is_named(install, body: str, cause: str) -> None:
    install("odd-hooks", f"from unrolled import hookimpl\n@hookimpl\n{body}")
    assert cause in broken_cause(Host.discover(), "odd-hooks")


@pytest.mark.fault("F27")
@pytest.mark.parametrize(("version", "words"), [(0, "upgrade the plugin"), (2, "upgrade unrolled")])
def test_a_plugin_for_another_api_is_refused_with_what_to_upgrade(install, version: int, words: str) -> None:
    assert hookspecs.API_VERSION == 1
    install("other-api", f"unrolled_api = {version}")
    assert words in broken_cause(Host.discover(), "other-api")


def test_a_run_that_needs_a_broken_plugin_fails_with_its_cause(install) -> None:
    install("bad-plugin", "import nothing_of_that_name")
    with pytest.raises(PluginError, match=r"plugin bad-plugin 1.0 .entry point main.: is broken: ModuleNotFoundError"):
        Host.discover().find("cell", "bad-plugin/odd")


def test_a_plugin_that_declares_a_name_twice_is_broken(install, install_cell) -> None:
    module = install_cell("twice", "odd")
    path = Path(sys.path[0]) / f"{module}.py"
    path.write_text(path.read_text().replace("[build]", "[build, build]"))
    assert "declares cell 'odd' twice" in broken_cause(Host.discover(), "twice")


def test_a_single_file_is_a_plugin(tmp_path: Path, install_cell) -> None:
    module = install_cell("strange-cells", "odd")
    (tmp_path / "mine.py").write_text((Path(sys.path[0]) / f"{module}.py").read_text().replace("'odd'", "'mine'"))
    located = Host.discover(["./mine.py"], tmp_path).find("cell", "mine")
    assert located.source.distribution == "./mine.py"


@pytest.mark.fault("F25")
@pytest.mark.parametrize("raised", ["ValueError('no')", "SystemExit(3)", "RecursionError('deep')"])
def test_what_a_hook_raises_names_its_plugin_and_the_hook(install, raised: str, tmp_path: Path) -> None:
    install("bad-hook", f"from unrolled import hookimpl\n@hookimpl\ndef callbacks(run): raise {raised}")
    run = Run("id", "train", {}, tmp_path)
    host = Host.discover()
    (plugin,) = host.answering("callbacks")
    with pytest.raises(
        PluginError, match=r"plugin bad-hook 1.0 .entry point main.: its hook callbacks raised .* in .*:3 "
    ):
        host.call("callbacks", plugin, run=run)


def test_a_submodule_that_has_taken_the_place_of_a_component_is_named(install) -> None:
    install("shadowed", "import json\nfrom unrolled import hookimpl\n@hookimpl\ndef components(): return [json]")
    assert "the submodule json has taken the place" in broken_cause(Host.discover(), "shadowed")


def test_two_entry_points_to_one_module_are_one_plugin(install_cell) -> None:
    module = install_cell("strange-cells", "odd")
    points = next(Path(sys.path[0]).glob(f"{module}-*/entry_points.txt"))
    points.write_text(points.read_text() + f"second = {module}\n")
    host = Host.discover()
    assert host.find("cell", "odd").source.entry_point == "main"
    assert "is already the plugin strange-cells 1.0, entry point main" in broken_cause(host, "strange-cells")
