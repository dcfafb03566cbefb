"""Which sections an experiment of a task and a dataset has: as few and as small as run in a minute."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from pydantic import ValidationError

from unrolled.config import Config
from unrolled.contracts import TOKENIZED, FieldKind
from unrolled.errors import UnrolledError
from unrolled.host import Host, Located
from unrolled.params import Document
from unrolled.params.overrides import apply
from unrolled.params.select import mapping
from unrolled.params.validate import SECTION_KINDS
from unrolled_workflows.scaffold.commented import STEPS, commented
from unrolled_workflows.scaffold.sample import AHEAD, SAMPLE, sample

FILES = "files"
"""The dataset that reads files of one's own, for which a sample is written."""
_SPELLED = {"dates", "locale-names", "surnames"}
"""Datasets whose words are hardly ever seen twice."""
_LETTERS = "transcription"
"""The task whose target is spelled: what is heard has no words yet."""


def composed(name: str, task: str, data: str, values: Sequence[str], host: Host) -> dict[str, bytes]:
    """Return the files of an experiment.

    Args:
        name: of the folder.
        task: name of the task.
        data: name of the dataset.
        values: ``KEY=VALUE`` texts for params.yaml.
        host: that knows the components.

    Returns:
        Path inside the folder to content.

    Raises:
        ConfigError: a name is unknown, or a value is not ``KEY=VALUE``.
    """
    chosen, dataset = host.find("task", task), host.find("dataset", data)
    document = Document("params.yaml", {"task": {"name": task}, "data": {"name": data}})
    extra: dict[str, bytes] = {}
    if dataset.component.name == FILES and not any(value.startswith("data.") for value in values):
        wanted: dict[str, FieldKind] = {role: kinds[0] for role, kinds in _required(chosen).items()}
        fields = {role: {"kind": kind} for role, kind in wanted.items()}
        document.values["data"] |= {"path": SAMPLE, "fields": fields}
        extra[SAMPLE] = sample(wanted)
    apply(document, values)
    given = {section: mapping(document, (section,)) for section in (*SECTION_KINDS, "unroll", "train")}
    horizon = AHEAD if SAMPLE in extra else _horizon(dataset, given["data"])
    if horizon and "horizon" in chosen.component.config.model_fields:
        given["task"].setdefault("horizon", horizon)
    ours = _others(chosen, given["task"], dataset.component.name, _fields(dataset, given["data"]))
    sections = {name: value for name, value in _merged(ours, document.values).items() if value is not None}
    title = f"{name}: {task} of {data}. The steps of an experiment, each where it is decided."
    return {
        "params.yaml": commented(title, sections, host).encode(),
        "README.md": _readme(name, task, data).encode(),
        **extra,
    }


def _required(task: Located) -> dict[str, tuple[FieldKind, ...]]:
    optional = task.component.optional
    return {role: kinds for role, kinds in task.component.roles.items() if role not in optional}


def _fields(dataset: Located, values: Mapping[str, Any]) -> Mapping[str, FieldKind]:
    """Return the dataset's fields; none where its section or what it names is wrong."""
    config = _config(dataset, values)
    try:
        return {} if config is None else dataset.component.build(config).fields
    except UnrolledError:
        return {}


def _config(chosen: Located, values: Mapping[str, Any]) -> Config | None:
    """Return a section's fields; None where it is wrong, which whoever reads params.yaml will say."""
    try:
        return chosen.component.config.model_validate({key: value for key, value in values.items() if key != "name"})
    except ValidationError:
        return None


def _horizon(dataset: Located, values: Mapping[str, Any]) -> int | None:
    """Return how many steps ahead the dataset's targets reach, where it has windows of series."""
    known = dataset.component.config.model_fields.get("horizon")
    return None if known is None else values.get("horizon", known.default)


def _merged(ours: Mapping[str, Any], given: Mapping[str, Any]) -> dict[str, Any]:
    """Return all sections: what was given goes before ours, field by field where it names no other component."""
    sections = {**ours, **given}
    for name, own in ours.items():
        added = given.get(name)
        if isinstance(added, dict) and "name" not in added and not any(isinstance(v, dict) for v in added.values()):
            sections[name] = own | added
    return sections


def _others(task: Located, values: Mapping[str, Any], data: str, fields: Mapping[str, FieldKind]) -> dict[str, Any]:
    """Return the sections besides task, whose values are given, and data."""
    texts = [name for name, kind in fields.items() if kind in TOKENIZED]
    spelled = set(texts if data in _SPELLED else ["target"] if task.component.name == _LETTERS else [])
    whole = {"tokens": "symbols", "text": "word"}
    tokenizers = {name: {"name": "character" if name in spelled else whole[fields[name]]} for name in texts}
    found: dict[str, Any] = {"cell": {"name": "lstm", "hidden_size": 32}, "unroll": {"num_layers": 1}}
    if texts:
        one = len(texts) == 1
        found["tokenizer"] = tokenizers[texts[0]] if one else tokenizers
        vectors = {name: {"name": "learned", "dim": 32} for name in texts}
        found["embedding"] = vectors[texts[0]] if one else vectors
    config = _config(task, values)
    if config is not None and "scorer" in task.component.parts_of(config):
        found["scorer"] = {"name": "additive"}
    found["train"] = {"batch_size": 16, "optimizer": "adam", "learning_rate": 0.005, "epochs": 10}
    return found


def _readme(name: str, task: str, data: str) -> str:
    steps = "\n".join(f"{number}. {step}: {meaning}" for number, (step, meaning, _) in enumerate(STEPS, 1))
    return f"""# {name}

{task} of {data}.

```sh
dvc repro          # runs what has changed, from data to outputs/report/index.html
unrolled result    # the test score
unrolled check     # all that is wrong with params.yaml
unrolled schema    # lets an editor complete params.yaml
```

The steps of an experiment, as `params.yaml` numbers them:

{steps}

After a change that asks for other dependencies `unrolled dvc` writes `dvc.yaml` again; `dvc repro` says when.
"""
