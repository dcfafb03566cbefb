from __future__ import annotations

from unrolled_workflows.report.locked import Plugin, plugins, surroundings

ENTRY = {"component": "lab-cells/my-cell", "version": "1.2", "schema": "a" * 64, "content": "b" * 64}


def test_every_slot_is_listed_with_its_code():
    assert list(plugins({"cell": ENTRY})) == [Plugin("cell", "my-cell", "lab-cells", "1.2", "b" * 12, "")]


def test_a_nested_slot_is_named_in_full():
    assert [plugin.slot for plugin in plugins({"tokenizer": {"source": ENTRY, "target": ENTRY}})] == [
        "tokenizer.source",
        "tokenizer.target",
    ]


def test_libraries_that_a_component_computes_with_are_named():
    (plugin,) = plugins({"tokenizer": ENTRY | {"libraries": {"tokenizers": "0.22"}}})
    assert plugin.libraries == "tokenizers 0.22"


def test_the_environment_is_no_plugin():
    lock = {"cell": ENTRY, "environment": {"python": "3.11"}, "host": {"train": "c" * 64}}
    lock["callbacks"] = {"lab-cells 1.2": "d" * 64}
    assert [plugin.slot for plugin in plugins(lock)] == ["cell"]
    assert surroundings(lock) == [("environment.python", "3.11"), ("host.train", "c" * 12)]
