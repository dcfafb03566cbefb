"""A params.yaml in which every section says which step of an experiment it is, and what else it could say."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from unrolled.config import Config
from unrolled.host import Host
from unrolled.params.validate import SECTION_KINDS
from unrolled.sections import TrainConfig, UnrollConfig

_MODEL = ("embedding", "unroll", "scorer")
STEPS = (
    ("task", "what is learned", ("task",)),
    ("data", "examples, and what their fields are", ("data",)),
    ("architecture", "the cell, which does one step of a sequence", ("cell",)),
    ("dataloader", "text becomes numbers; sequences become padded batches of train.batch_size", ("tokenizer",)),
    ("model", "numbers become vectors; the cell runs over time, in layers and directions", _MODEL),
    ("loss", "belongs to the task, and its choices stand under task", ()),
    ("optimiser", "train.optimizer and train.learning_rate: how a step changes the model", ("train",)),
    ("train", "train.epochs passes over the training split; the best by the validation split is kept", ()),
    ("test", "the stage evaluate scores the test split, which nothing has seen until then", ()),
    ("use", "outputs/report/index.html says what came out; `unrolled predict` takes new input", ()),
)
"""The steps of an experiment: name, what it decides, the sections of params.yaml that are its own."""

_HOSTS: Mapping[str, type[Config]] = {"unroll": UnrollConfig, "train": TrainConfig}
_HEAD = ("seed", "threads")
_YAML_WORDS = {"true", "false", "null", "yes", "no", "on", "off", "y", "n"}
_TRAIN_SHOWN = ("batch_size", "optimizer", "learning_rate", "epochs", "clip_norm")


def commented(title: str, sections: Mapping[str, Any], host: Host) -> str:
    """Return the text of params.yaml.

    Args:
        title: of the experiment.
        sections: name to values; seed and threads are 1 where they are not among them.
        host: that knows the components.
    """
    lines = ["# yaml-language-server: $schema=params.schema.json", f"# {title}"]
    lines += [f"{name}: {_flow(sections.get(name, 1))}" for name in _HEAD]
    for number, (name, meaning, own) in enumerate(STEPS, 1):
        lines += ["", f"# Step {number}, {name}: {meaning}."]
        for section in own:
            if section in sections:
                lines += _section(section, sections[section], host)
    known = {*_HEAD, *(section for _, _, own in STEPS for section in own)}
    lines += [f"{section}: {_flow(value)}" for section, value in sections.items() if section not in known]
    return "\n".join(lines) + "\n"


def _section(section: str, values: Mapping[str, Any], host: Host) -> list[str]:
    if section in SECTION_KINDS and "name" not in values:
        return [f"{section}:", *(f"  {field}: {_flow(each)}" for field, each in values.items())]
    config = _HOSTS.get(section) or host.find(SECTION_KINDS[section], values["name"]).component.config
    shown = _TRAIN_SHOWN if section == "train" else tuple(config.model_fields)
    given = [f"  {field}: {_flow(value)}{_meaning(config, field)}" for field, value in values.items()]
    return [f"{section}:", *given, *_unsaid(config, [field for field in shown if field not in values])]


def _unsaid(config: type[Config], fields: Sequence[str]) -> Iterator[str]:
    """Yield the fields that keep their defaults, as comments."""
    properties = config.model_json_schema()["properties"]
    required = config.model_json_schema().get("required", ())
    for field in (field for field in fields if field not in required):
        yield f"  # {field}: {_flow(properties[field].get('default'))}{_meaning(config, field)}"


def _meaning(config: type[Config], field: str) -> str:
    described = config.model_fields[field].description if field in config.model_fields else None
    return f"  # {' '.join(described.split())}" if described else ""


def _flow(value: Any) -> str:
    """Return a value as YAML in one line; JSON is YAML, and names read better without quotation marks."""
    plain = isinstance(value, str) and value.replace("-", "").isalpha() and value.lower() not in _YAML_WORDS
    return value if plain else json.dumps(value, ensure_ascii=False)
