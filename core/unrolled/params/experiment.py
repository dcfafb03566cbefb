"""The experiment: params.yaml, validated, with every component found."""

from __future__ import annotations

from collections.abc import Generator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Annotated, Any, Literal, cast

from pydantic import Field, InstanceOf

from unrolled.blame import told
from unrolled.component import Part, Surroundings
from unrolled.config import Config
from unrolled.contracts import FieldKind
from unrolled.errors import ConfigError, PluginError, Problem, ResourceError, UnrolledError, is_out_of_memory
from unrolled.host import Located
from unrolled.search import SearchConfig
from unrolled.sections import TrainConfig, UnrollConfig, VectorsConfig
from unrolled.space import Space


@dataclass(frozen=True, slots=True)
class Selected:
    """A component that the experiment uses, with its configuration."""

    located: Located
    config: Config

    def build(self, **arguments: Any) -> Any:
        """Call the component's builder; what a stranger's code raises is attributed to its plugin.

        Args:
            **arguments: that the builders of its kind take.

        Raises:
            PluginError: the builder raised something that is no error of ours.
        """
        with self._attributed("building"):
            return self.located.component.build(self.config, **arguments)

    def check(self) -> None:
        """Read the files that an embedding names, and refuse those that do not fit its fields.

        Raises:
            DataError: a file is malformed.
            ConfigError: a file does not fit.
            PluginError: the check raised something that is no error of ours.
        """
        with self._attributed("checking the files of"):
            self.located.component.check(self.config)

    @property
    def parts(self) -> tuple[Part, ...]:
        """What a task is built from besides the encoder."""
        with self._attributed("reading the parts of"):
            return self.located.component.parts_of(self.config)

    def refusals(self, around: Surroundings) -> list[Problem]:
        """Return what a task cannot be built with.

        Args:
            around: what it is to be built with.

        Raises:
            PluginError: the task's own check raised something, or gave what is no Problem.
        """
        with self._attributed("asking what does not fit"):
            try:
                refused: list[object] = list(self.located.component.refuses(self.config, around))
            except ConfigError as error:
                return list(error.problems)
            if strange := [each for each in refused if not isinstance(each, Problem)]:
                raise TypeError(f"{strange[0]!r} is no Problem")
            return cast("list[Problem]", refused)

    @property
    def inputs(self) -> tuple[str, ...]:
        """The local files that a tokenizer or an embedding reads when it learns."""
        return self.located.component.inputs(self.config)

    def plain(self) -> dict[str, Any]:
        """Return canonical id and all fields, defaults included, as plain JSON types."""
        return {"name": self.located.id, **self.config.plain()}

    @contextmanager
    def _attributed(self, doing: str) -> Generator[None]:
        doing += f" {self.located.component.kind} '{self.located.component.name}'"
        try:
            yield
        except UnrolledError:
            raise
        except Exception as error:
            if is_out_of_memory(error):
                raise ResourceError(f"memory ran out while {doing}") from error
            what = f"{doing} raised {told(error, self.located.source)}"
            command = f"unrolled conform {self.located.component.kind} {self.located.component.name}"
            raise PluginError(Problem(what, where=f"plugin {self.located.source}", command=command)) from error


class Experiment(Config):
    """Everything that params.yaml says, frozen."""

    components: Mapping[str, InstanceOf[Selected]]
    """slot (data, tokenizer or tokenizer.FIELD, embedding or embedding.FIELD, cell or cell.encoder and cell.decoder,
    scorer, task) to component"""
    fields: Mapping[str, FieldKind]
    """the dataset's fields"""
    roles: Mapping[str, str]
    """role of the task (input, target) to the field that fills it"""
    unroll: UnrollConfig
    train: TrainConfig
    vectors: VectorsConfig | None
    """what learned vectors are scored on; None where they are not"""
    search: SearchConfig | None
    """what a search varies; None where none is meant"""
    space: InstanceOf[Space] | None
    """the ranges of the search, with the fields' own bounds checked"""
    track: Mapping[str, InstanceOf[Selected]]
    plugins: tuple[str, ...]
    seed: int
    threads: int

    def slots(self, section: str) -> dict[str, Selected]:
        """Return slot to component for one section.

        Args:
            section: ``tokenizer``, ``embedding``, ...
        """
        return {slot: chosen for slot, chosen in self.components.items() if slot.partition(".")[0] == section}

    def slot(self, section: str, name: str) -> str | None:
        """Return the slot that serves a field.

        Args:
            section: ``tokenizer`` or ``embedding``.
            name: of the field.

        Returns:
            ``section.name`` where the field has a component of its own, ``section`` where all share one,
            None where the field has none.
        """
        return next((slot for slot in (f"{section}.{name}", section) if slot in self.components), None)

    def cell(self, part: Literal["encoder", "decoder"] = "encoder") -> Selected:
        """Return the cell that a part of the model is made of.

        Args:
            part: ``encoder`` or ``decoder``; one cell may be that of both.
        """
        return self.components.get("cell") or self.components[f"cell.{part}"]

    def section(self, name: str) -> Any:
        """Return one section as plain values in the shape of params.yaml, with ids and defaults written out.

        Args:
            name: of the section; ``train.device`` for one value of a section of the host's.
        """
        if name in self.components:
            return self.components[name].plain()
        if fields := self.slots(name):
            return {slot.partition(".")[2]: chosen.plain() for slot, chosen in fields.items()}
        section, _, key = name.partition(".")
        value = getattr(self, section, None)
        if isinstance(value, Config):
            return value.plain()[key] if key else value.plain()
        return value


class Scalars(Config):
    """The values of params.yaml that stand in no section."""

    seed: Annotated[int, Field(ge=0, lt=2**63)] = 1
    """of everything random"""
    threads: Annotated[int, Field(ge=1, le=1024)] = 1
    """CPU threads that a stage uses; part of the result, so never taken from the machine"""
    plugins: tuple[str, ...] = ()
    """single files that are plugins for this experiment"""
