"""Manifests for KubeRay: a job that makes its own cluster, and that cluster alone."""

from __future__ import annotations

import shlex
from pathlib import Path

from pydantic import ValidationError

from unrolled.errors import ConfigError, Problem
from unrolled_workflows.launch import kubernetes as k8s
from unrolled_workflows.launch import ray_manifests as ray
from unrolled_workflows.launch.rendered import Rendered, installed_ray, yaml_text
from unrolled_workflows.launch.script import script
from unrolled_workflows.launch.spec import DOCS, Cluster, Workers

SCRIPTS = "/etc/unrolled"
RETRIES = 3
"""How often a job is given a new cluster after its head was lost; the search goes on from its ledger."""

WORKSPACE, SEARCH = "workspace", "search"


def render(cluster: Cluster, directory: Path) -> Rendered:
    """Return the manifests and the command that applies them.

    Args:
        cluster: that fits KubeRay.
        directory: of the files.

    Raises:
        ConfigError: Kubernetes would refuse what the cluster says, or Ray is not installed.
    """
    try:
        scripts, job, alone = _manifests(cluster, installed_ray())
    except ValidationError as error:
        wrong = [f"{'.'.join(map(str, detail['loc']))}: {detail['msg']}" for detail in error.errors()]
        raise ConfigError(*(Problem(what, error.title, "KubeRay", "", DOCS) for what in wrong)) from error
    comment = "Written by `unrolled launch kuberay`, for KubeRay 1.5.1 or newer."
    files = {directory / "kuberay-job.yaml": job, directory / "kuberay-cluster.yaml": alone}
    command = shlex.join(["kubectl", "apply", f"--filename={directory / 'kuberay-job.yaml'}"])
    texts = {path: yaml_text(scripts.plain(), main.plain(), comment=comment) for path, main in files.items()}
    return Rendered((command,), texts)


def _manifests(cluster: Cluster, version: str) -> tuple[k8s.ConfigMap, ray.RayJob, ray.RayCluster]:
    assert cluster.kuberay is not None
    namespace = cluster.kuberay.namespace
    metadata = k8s.Metadata(name=cluster.name, namespace=namespace)
    spec = _ray_cluster(cluster, version)
    job = ray.RayJobSpec(entrypoint=f"bash {SCRIPTS}/search.sh", backoff_limit=RETRIES, ray_cluster_spec=spec)
    scripts = k8s.ConfigMap(
        metadata=k8s.Metadata(name=f"{cluster.name}-{SEARCH}", namespace=namespace),
        data={"search.sh": script(cluster, (SEARCH,), {"trials": cluster.trials or ""})},
    )
    return scripts, ray.RayJob(metadata=metadata, spec=job), ray.RayCluster(metadata=metadata, spec=spec)


def _ray_cluster(cluster: Cluster, version: str) -> ray.RayClusterSpec:
    assert cluster.head is not None
    searching = k8s.Volume(name=SEARCH, config_map=k8s.ConfigMapVolume(name=f"{cluster.name}-{SEARCH}"))
    mount = k8s.VolumeMount(name=SEARCH, mount_path=SCRIPTS)
    head = _pod(cluster, "head", _resources(cluster.head.cpus, cluster.head.memory), [(searching, mount)])
    return ray.RayClusterSpec(
        ray_version=version,
        head_group_spec=ray.HeadGroup(ray_start_params={"num-cpus": "0"}, template=head),
        worker_group_specs=[_workers(cluster, group) for group in cluster.workers],
    )


def _workers(cluster: Cluster, group: Workers) -> ray.WorkerGroup:
    return ray.WorkerGroup(
        group_name=group.name,
        replicas=group.count,
        min_replicas=group.count,
        max_replicas=group.count,
        ray_start_params={},
        template=_pod(cluster, "worker", _resources(group.cpus, group.memory, group.gpus), []),
    )


def _pod(
    cluster: Cluster, name: str, resources: k8s.Resources, more: list[tuple[k8s.Volume, k8s.VolumeMount]]
) -> k8s.PodTemplate:
    assert cluster.kuberay is not None
    assert cluster.image is not None
    claim = k8s.Volume(name=WORKSPACE, persistent_volume_claim=k8s.Claim(claim_name=cluster.kuberay.claim))
    volumes = [(claim, k8s.VolumeMount(name=WORKSPACE, mount_path=cluster.workspace)), *more]
    mounts = [mount for _, mount in volumes]
    container = k8s.Container(name=name, image=cluster.image, resources=resources, volume_mounts=mounts)
    return k8s.PodTemplate(spec=k8s.PodSpec(containers=[container], volumes=[volume for volume, _ in volumes]))


def _resources(cpus: int, memory: int | None, gpus: int = 0) -> k8s.Resources:
    amounts = {"cpu": str(cpus), "memory": f"{memory}Gi" if memory else None, "nvidia.com/gpu": str(gpus or "")}
    asked = {name: amount for name, amount in amounts.items() if amount}
    return k8s.Resources(limits=asked, requests=asked)
