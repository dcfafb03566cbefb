"""Laws of every component: what it declares, before anything is built."""

from __future__ import annotations

import json
import subprocess
import sys
from importlib import import_module
from pathlib import Path
from types import ModuleType
from typing import Any

from pydantic import ValidationError

from unrolled.component import NAME
from unrolled.config import Config
from unrolled.ranges import Tune
from unrolled.testing.law import Subject, book, expect

HEAVY = ("dvc", "lightning", "numba", "numpy", "optuna", "pyarrow", "pytorch_lightning", "ray", "torch", "wandb")
"""What a declaring module must not import, directly or otherwise: every command imports every plugin."""

_PROBE = """
import importlib.util, json, sys
name, file, places, path, heavy = json.loads(sys.argv[1])
sys.path[:] = path
try:
    found = importlib.util.find_spec(name)
except (ImportError, ValueError):
    found = None
spec = found if found and found.origin == file else importlib.util.spec_from_file_location(
    name, file, submodule_search_locations=places
)
module = sys.modules[name] = importlib.util.module_from_spec(spec)
spec.loader.exec_module(module)
print(json.dumps([word for word in heavy if word in sys.modules]))
"""


def name_is_kebab_case(subject: Subject) -> None:
    """A component's name is kebab-case, as params.yaml and the command line take it."""
    name = subject.component.name
    expect(NAME.fullmatch(name), name, "lower-case words joined by hyphens, such as 'my-cell'")


def config_says_in_one_line_what_it_is(subject: Subject) -> None:
    """A config class has a docstring of its own, whose first line lists show."""
    config = subject.component.config
    own = config.__dict__.get("__doc__") or ""
    expect(own.strip(), f"no docstring on {config.__qualname__}", "one line that says what the component is")


def every_field_is_described(subject: Subject) -> None:
    """Every field has a docstring below it or a description."""
    bare = [name for name, field in subject.component.config.model_fields.items() if not field.description]
    expect(not bare, f"no description of {', '.join(bare)}", "a docstring below every field")


def defaults_are_valid(subject: Subject) -> None:
    """A configuration, its defaults with it, reads back from its plain values as what it was."""
    refused = _refusal(type(subject.config), subject.config.plain())
    expect(not refused, f"refused: {refused}", "every default is a value that its field takes")
    again = subject.config.parse(subject.config.plain())
    expect(again == subject.config, again, subject.config)


def config_has_a_json_schema(subject: Subject) -> None:
    """A config class gives a JSON Schema, for editors and for the lock."""
    json.dumps(subject.component.config.model_json_schema())


def searched_ranges_are_valid(subject: Subject) -> None:
    """Both ends of every ``Tune`` are values that the field takes."""
    for name, field in type(subject.config).model_fields.items():
        for tune in (entry for entry in field.metadata if isinstance(entry, Tune)):
            for value in (tune.low, tune.high):
                refused = _refusal(type(subject.config), {**subject.config.plain(), name: value})
                expect(not refused, f"{name}={value} is refused: {refused}", f"{tune} within the bounds of {name}")


def declaring_it_imports_nothing_heavy(subject: Subject) -> None:
    """The module that declares a component imports no torch and none of its kin, directly or otherwise."""
    for name in sorted({subject.component.build.__module__, subject.component.config.__module__}):
        module = _first_imported(name)
        places = list(getattr(module, "__path__", ())) or None
        arguments = json.dumps([module.__name__, module.__file__, places, sys.path, HEAVY])
        command = [sys.executable, "-c", _PROBE, arguments]
        done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=120)  # noqa: S603
        expect(done.returncode == 0, done.stderr.strip().rpartition("\n")[2], f"{name} imports on its own")
        heavy: list[str] = json.loads(done.stdout.strip().rpartition("\n")[2])
        expect(not heavy, f"importing {name} imports {', '.join(heavy)}", "such imports inside the builder")


def _first_imported(name: str) -> ModuleType:
    """Return a module, or the single-file plugin that it stands beside, without which it cannot be imported."""
    root = import_module(name.partition(".")[0])
    beside_file = hasattr(root, "__path__") and Path(root.__file__ or "__init__.py").name != "__init__.py"
    return root if beside_file else import_module(name)


def _refusal(config: type[Config], values: dict[str, Any]) -> str:
    """Return why values are no configuration, empty where they are."""
    try:
        config.parse(values)
    except ValidationError as error:
        return error.errors()[0]["msg"]
    return ""


LAWS = book(
    name_is_kebab_case,
    config_says_in_one_line_what_it_is,
    every_field_is_described,
    defaults_are_valid,
    config_has_a_json_schema,
    searched_ranges_are_valid,
    declaring_it_imports_nothing_heavy,
)
