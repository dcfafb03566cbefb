"""The stages, in order: what each reads, and what its output depends on."""

from __future__ import annotations

from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from unrolled_workflows.stages.context import Context


@dataclass(frozen=True, slots=True)
class Stage:
    """A pure function from inputs, parameters and code to an output directory.

    Args:
        name: of the stage, of its module here and of its output directory.
        needs: earlier stages whose outputs it reads.
        sections: of params.yaml that it reads.
        slots: of plugins.lock.yaml whose components it uses.
        environment: entries of the lock's ``environment`` that its output depends on.
        helpers: files and folders of workflows, besides its own module, whose code its output depends on.
    """

    name: str
    needs: tuple[str, ...]
    sections: tuple[str, ...]
    slots: tuple[str, ...]
    environment: tuple[str, ...]
    helpers: tuple[str, ...] = ()

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
_MODEL_SECTIONS = ("tokenizer", "embedding", "cell", "unroll", "task", "train", "plugins", "seed", "threads")
_MODEL_SLOTS = ("tokenizer", "embedding", "cell", "task")

_READS, _MODEL = "stages/artifacts.py", "stages/model.py"

STAGES: tuple[Stage, ...] = (
    Stage("data", (), ("data", "seed"), ("data",), _TABLES, (_READS,)),
    Stage("tokens", ("data",), ("tokenizer",), ("tokenizer",), _TABLES, (_READS,)),
    Stage(
        "embedding",
        ("tokens",),
        ("embedding", "seed", "threads"),
        ("tokenizer", "embedding"),
        (*_TABLES, "torch"),
        (_READS,),
    ),
    Stage(
        "train",
        ("tokens", "embedding"),
        _MODEL_SECTIONS,
        (*_MODEL_SLOTS, "callbacks"),
        _TORCH,
        (_READS, _MODEL),
    ),
    Stage("evaluate", ("tokens", "train"), _MODEL_SECTIONS, _MODEL_SLOTS, _TORCH, (_READS, _MODEL)),
    Stage(
        "report",
        ("data", "train", "evaluate"),
        ("data", *_MODEL_SECTIONS),
        ("data", *_MODEL_SLOTS, "callbacks"),
        (*_TORCH, "plotly", "jinja2"),
        (_READS, "report"),
    ),
)


def stage_named(name: str) -> Stage:
    """Return a stage.

    Args:
        name: that stands in the table.
    """
    return next(stage for stage in STAGES if stage.name == name)


def stage_code() -> dict[str, tuple[Path, ...]]:
    """Return the code of each stage, which is part of its key."""
    return {stage.name: stage.code for stage in STAGES}
