"""The fields of KubeRay that are written, with its operator's rules."""

from __future__ import annotations

from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from unrolled_workflows.launch.kubernetes import Label, Manifest, Metadata, PodTemplate


class HeadGroup(Manifest):
    """The pod of Ray's head."""

    ray_start_params: dict[str, str]
    template: PodTemplate


class WorkerGroup(Manifest):
    """A group of equal pods that run trials."""

    group_name: Label
    replicas: Annotated[int, Field(ge=0)]
    min_replicas: Annotated[int, Field(ge=0)]
    max_replicas: Annotated[int, Field(ge=0)]
    ray_start_params: dict[str, str]
    template: PodTemplate

    @model_validator(mode="after")
    def _bounded(self) -> Self:
        if not self.min_replicas <= self.replicas <= self.max_replicas:
            raise ValueError("replicas are not between minReplicas and maxReplicas")
        return self


class Auth(Manifest):
    """How processes of a cluster know one another."""

    mode: Literal["token"] = "token"


class RayClusterSpec(Manifest):
    """A Ray cluster; tokens need its version to be written, 2.52 or newer."""

    ray_version: Annotated[str, Field(pattern=r"^\d+\.\d+\.\d+$")]
    auth_options: Auth = Auth()
    head_group_spec: HeadGroup
    worker_group_specs: list[WorkerGroup]


class RayCluster(Manifest):
    """A Ray cluster of its own."""

    api_version: Literal["ray.io/v1"] = "ray.io/v1"
    kind: Literal["RayCluster"] = "RayCluster"
    metadata: Metadata
    spec: RayClusterSpec


class RayJobSpec(Manifest):
    """A command, and the cluster that is made for it and goes when it ends."""

    entrypoint: str
    shutdown_after_job_finishes: Literal[True] = True
    backoff_limit: Annotated[int, Field(ge=0)]
    ray_cluster_spec: RayClusterSpec


class RayJob(Manifest):
    """A command on a Ray cluster that is made for it."""

    api_version: Literal["ray.io/v1"] = "ray.io/v1"
    kind: Literal["RayJob"] = "RayJob"
    metadata: Metadata
    spec: RayJobSpec
