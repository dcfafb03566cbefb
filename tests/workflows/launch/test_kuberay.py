from pathlib import Path

import pytest
from pydantic import ValidationError
from ruamel.yaml import YAML

from unrolled.errors import ConfigError
from unrolled_workflows.launch.kuberay import render
from unrolled_workflows.launch.ray_manifests import WorkerGroup

CLUSTER = """\
name: a
workspace: /work
image: search:1
head: {}
workers:
  - {name: gpu, count: 3, cpus: 4, gpus: 2, memory: 16, trials: 2}
  - {name: cpu, count: 2, cpus: 8, trials: 8}
kuberay: {claim: shared}
"""


def manifests(cluster, name: str) -> list[dict]:
    text = render(cluster, Path("out")).files[Path("out") / name]
    return list(YAML(typ="safe").load_all(text))


@pytest.fixture
def job(cluster_of) -> dict:
    return manifests(cluster_of(CLUSTER), "kuberay-job.yaml")[1]


def test_the_job_makes_the_cluster_that_also_stands_alone(cluster_of, job) -> None:
    scripts, alone = manifests(cluster_of(CLUSTER), "kuberay-cluster.yaml")
    assert (alone["kind"], job["kind"]) == ("RayCluster", "RayJob")
    assert alone["spec"] == job["spec"]["rayClusterSpec"]
    head = alone["spec"]["headGroupSpec"]["template"]["spec"]
    assert {"name": "search", "configMap": {"name": scripts["metadata"]["name"]}} in head["volumes"]


def test_a_lost_head_gives_the_job_a_new_cluster(job) -> None:
    assert job["spec"]["backoffLimit"] == 3
    assert job["spec"]["shutdownAfterJobFinishes"] is True


def test_trials_run_on_workers_alone(job) -> None:
    cluster = job["spec"]["rayClusterSpec"]
    assert cluster["headGroupSpec"]["rayStartParams"] == {"num-cpus": "0"}
    gpu, cpu = cluster["workerGroupSpecs"]
    assert gpu["template"]["spec"]["containers"][0]["resources"]["limits"] == {
        "cpu": "4",
        "memory": "16Gi",
        "nvidia.com/gpu": "2",
    }
    assert cpu["template"]["spec"]["containers"][0]["resources"]["limits"] == {"cpu": "8"}
    assert [gpu[key] for key in ("replicas", "minReplicas", "maxReplicas")] == [3, 3, 3]


def test_the_search_asks_for_as_many_trials_as_all_nodes_together_run(cluster_of) -> None:
    scripts, _ = manifests(cluster_of(CLUSTER), "kuberay-job.yaml")
    assert "trials=22\n" in scripts["data"]["search.sh"]


def test_processes_know_one_another_by_a_token_that_no_file_holds(job) -> None:
    assert job["spec"]["rayClusterSpec"]["authOptions"] == {"mode": "token"}


def test_what_kubernetes_would_refuse_is_an_error_of_one_line(cluster_of) -> None:
    with pytest.raises(ConfigError, match="VolumeMount: mount_path: String should match pattern"):
        render(cluster_of(CLUSTER.replace("/work", "/a:b")), Path("out"))


def test_a_group_holds_between_its_least_and_its_most(job) -> None:
    group = job["spec"]["rayClusterSpec"]["workerGroupSpecs"][0]
    with pytest.raises(ValidationError, match="not between minReplicas and maxReplicas"):
        WorkerGroup.model_validate({**group, "replicas": 4})
