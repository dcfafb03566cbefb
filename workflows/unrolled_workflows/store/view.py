"""A workspace some of whose outputs stand in a store."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

from unrolled_workflows.workspace import Workspace


@dataclass(frozen=True, slots=True)
class StoredWorkspace(Workspace):
    """The paths below the directory of one params.yaml, but for outputs that stand elsewhere.

    Args:
        root: that directory.
        places: stage to the directory of its output.
    """

    places: Mapping[str, Path] = field(default_factory=dict[str, Path])

    @classmethod
    def of(cls, workspace: Workspace, stage: str, place: Path) -> StoredWorkspace:
        """Return a workspace with one more output that stands elsewhere.

        Args:
            workspace: to start from.
            stage: whose output it is.
            place: where that stands.
        """
        if isinstance(workspace, StoredWorkspace):
            return replace(workspace, places={**workspace.places, stage: place})
        return cls(workspace.root, {stage: place})

    def output(self, stage: str) -> Path:
        """Return the directory that a stage's finished output stands in.

        Args:
            stage: its name.
        """
        return self.places.get(stage) or Workspace.output(self, stage)
