"""The stages, in order: what each reads, and what its output depends on."""

from __future__ import annotations

from dataclasses import dataclass, replace
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from unrolled.params import Experiment
    from unrolled_workflows.stages.context import Context


@dataclass(frozen=True, slots=True)
class Stage:
    """A pure function from inputs, parameters and code to an output directory.

    Args:
        name: of the stage, of its module here and of its output directory.
        needs: earlier stages whose outputs it reads.
        sections: of params.yaml that it reads, or single values of theirs.
        slots: of plugins.lock.yaml whose components it uses.
        environment: entries of the lock's ``environment`` that its output depends on.
        helpers: files and folders of workflows, besides its own module, whose code its output depends on.
        optional: whether it is there only where params.yaml has a section of its name.
    """

    name: str
    needs: tuple[str, ...]
    sections: tuple[str, ...]
    slots: tuple[str, ...]
    environment: tuple[str, ...]
    helpers: tuple[str, ...] = ()
    optional: bool = False

    @property
    def code(self) -> tuple[Path, ...]:
        """The module that holds its body, and what that calls in workflows."""
        workflows = Path(__file__).parents[1]
        return tuple(workflows / name for name in (f"stages/{self.name}.py", *self.helpers))

    def body(self, context: Context) -> None:
        """Write the stage's output into ``context.out``.

        Args:
            context: all that the stage may read.
        """
        import_module(f"{__name__}.{self.name}").build(context)


_TABLES = ("python", "numpy", "pyarrow")
_TORCH = (*_TABLES, "torch", "lightning", "unroll")
_MODEL_SECTIONS = ("tokenizer", "embedding", "cell", "scorer", "unroll", "task", "train", "plugins", "seed", "threads")
_MODEL_SLOTS = ("tokenizer", "embedding", "cell", "scorer", "task")

_READS, _EXAMPLES, _MODEL = "stages/artifacts.py", "stages/examples.py", "stages/model.py"

STAGES: tuple[Stage, ...] = (
    Stage("data", (), ("data", "seed"), ("data",), _TABLES, (_READS, _EXAMPLES)),
    Stage("tokens", ("data",), ("tokenizer",), ("tokenizer",), _TABLES, (_READS, _EXAMPLES)),
    Stage(
        "embedding",
        ("tokens",),
        ("embedding", "train.device", "seed", "threads"),
        ("tokenizer", "embedding"),
        (*_TABLES, "torch"),
        (_READS,),
    ),
    Stage(
        "vectors",
        ("tokens", "embedding"),
        ("tokenizer", "vectors", "threads"),
        ("tokenizer",),
        ("python", "numpy"),
        (_READS,),
        optional=True,
    ),
    Stage(
        "train",
        ("tokens", "embedding"),
        _MODEL_SECTIONS,
        (*_MODEL_SLOTS, "callbacks"),
        _TORCH,
        (_READS, _MODEL, "stages/parts.py", "attribution.py", "callbacks.py"),
    ),
    Stage("evaluate", ("tokens", "train"), _MODEL_SECTIONS, _MODEL_SLOTS, _TORCH, (_READS, _MODEL)),
    Stage(
        "report",
        ("data", "vectors", "train", "evaluate"),
        ("data", *_MODEL_SECTIONS),
        ("data", *_MODEL_SLOTS, "callbacks"),
        (*_TORCH, "plotly", "jinja2"),
        (_READS, _EXAMPLES, "report"),
    ),
)


def stage_named(name: str) -> Stage:
    """Return a stage.

    Args:
        name: that stands in the table.
    """
    return next(stage for stage in STAGES if stage.name == name)


def stages_of(experiment: Experiment) -> tuple[Stage, ...]:
    """Return the stages of an experiment, in order; none reads the output of one that is not among them.

    Args:
        experiment: whose sections ask for the optional ones.
    """
    asked = [stage for stage in STAGES if not stage.optional or experiment.section(stage.name) is not None]
    names = {stage.name for stage in asked}
    return tuple(replace(stage, needs=tuple(name for name in stage.needs if name in names)) for stage in asked)
