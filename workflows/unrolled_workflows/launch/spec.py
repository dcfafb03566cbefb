"""What a cluster is, said once for every launcher."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any, Self

from pydantic import AfterValidator, Field, ValidationError, model_validator

from unrolled.config import Config
from unrolled.errors import ConfigError
from unrolled.params import Document, read_document
from unrolled.params.select import HOST
from unrolled.params.translate import Rules, translate

DOCS = "docs/launch.md"


def _one_line(text: str) -> str:
    if not text.isprintable() or text.startswith("-"):
        raise ValueError("holds a control character, or starts with a dash")
    return text


def _some(groups: tuple[Workers, ...]) -> tuple[Workers, ...]:
    if not groups:
        raise ValueError("names no group")
    return groups


Name = Annotated[str, Field(pattern=r"^[a-z]([-a-z0-9]{0,38}[a-z0-9])?$")]
Word = Annotated[str, Field(pattern=r"^[A-Za-z0-9][\w.,@+-]*$")]
Line = Annotated[str, Field(min_length=1), AfterValidator(_one_line)]
Script = tuple[Annotated[str, Field(min_length=1, pattern=r"^[^\x00]*$")], ...]


class Head(Config):
    """The node of Ray's head and of the search's driver; it runs no trials."""

    cpus: int = Field(2, ge=1, description="CPU cores")
    memory: int = Field(8, ge=1, description="GiB")
    options: dict[str, Any] = Field(default_factory=dict[str, Any], description="node_config of `ray up`")


class Workers(Config):
    """A group of equal nodes that run trials."""

    name: Name
    count: int = Field(ge=1, description="nodes; one that is lost is replaced where the launcher can")
    cpus: int = Field(ge=1, description="CPU cores of a node")
    gpus: int = Field(0, ge=0, description="GPUs of a node")
    memory: int | None = Field(None, ge=1, description="GiB of a node")
    trials: int | None = Field(None, ge=1, description="that a node runs at once; absent: what search.resources allow")
    options: dict[str, Any] = Field(default_factory=dict[str, Any], description="node_config of `ray up`")


class Slurm(Config):
    """What SLURM asks of a job."""

    partition: Word | None = None
    account: Word | None = None
    qos: Word | None = None
    time: str = Field(pattern=r"^(\d+-\d{1,2}(:\d\d){0,2}|\d+(:\d\d){0,2})$", description="as 12:00:00 or 2-00:00:00")


class KubeRay(Config):
    """Where in Kubernetes the cluster stands."""

    namespace: Annotated[str, Field(pattern=r"^[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?$")] = "default"
    claim: Annotated[str, Field(pattern=r"^[a-z0-9]([-a-z0-9.]{0,251}[a-z0-9])?$")] = Field(
        description="PersistentVolumeClaim that every pod can write; it is mounted at the workspace"
    )


class RayUp(Config):
    """What `ray up` asks of a provider."""

    provider: dict[str, Any] = Field(description="as Ray's cluster file has it: type, region and so on")
    ssh_user: Word = "ubuntu"
    ssh_private_key: Line | None = None
    install: Script = Field((), description="shell commands, run once on a new node: mounts, packages")

    @property
    def hosts(self) -> tuple[str, ...]:
        """The workers that are there already; none where the provider makes them."""
        return tuple(map(str, self.provider["worker_ips"])) if self.provider["type"] == "local" else ()

    @model_validator(mode="after")
    def _provided(self) -> Self:
        needed = ("head_ip", "worker_ips") if self.provider.get("type") == "local" else ("type",)
        if missing := [key for key in needed if not self.provider.get(key)]:
            raise ValueError(f"provider: {' and '.join(missing)} is missing")
        return self


class Cluster(Config):
    """A cluster and the search on it."""

    name: Name
    workspace: Line = Field(".", description="directory of params.yaml, under the same path on every node")
    setup: Script = Field((), description="lines of shell after which `unrolled` and `ray` are found")
    image: Annotated[str, Field(pattern=r"^[a-z0-9][\w./:@-]*$")] | None = None
    token_file: Line = Field("~/.ray/auth_token", description="holds Ray's token, under the same path on every node")
    head: Head | None = None
    workers: Annotated[tuple[Workers, ...], AfterValidator(_some)]
    slurm: Slurm | None = None
    kuberay: KubeRay | None = None
    ray_up: RayUp | None = None

    @property
    def trials(self) -> int | None:
        """The trials that run at once when every node is there; None: as many as the nodes have room for."""
        counts = [group.count * group.trials for group in self.workers if group.trials]
        return sum(counts) if len(counts) == len(self.workers) else None


def read_cluster(path: Path) -> tuple[Cluster, Document]:
    """Read and check the description of a cluster.

    Args:
        path: of the YAML file.

    Returns:
        The cluster, and the document for the places of its fields.

    Raises:
        ConfigError: something is wrong; every such thing is in it.
    """
    document = read_document(path)
    try:
        return Cluster.parse(document.values), document
    except ValidationError as error:
        rules = Rules(Cluster, "a cluster", HOST, DOCS)
        raise ConfigError(*translate(error, document, (), rules)) from error
