from typing import get_args

import pytest

from unrolled.errors import ConfigError
from unrolled_workflows.launch.fit import NEEDED, REFUSED, TARGETS, Target, require_fit
from unrolled_workflows.launch.spec import Cluster, read_cluster

SLURM = """\
name: a
workspace: /shared
workers: [{name: cpu, count: 2, cpus: 1}]
slurm: {time: '1:00'}
"""


def problems(text: str, target: Target, tmp_path) -> list[str]:
    (tmp_path / "cluster.yaml").write_text(text)
    with pytest.raises(ConfigError) as caught:
        require_fit(*read_cluster(tmp_path / "cluster.yaml")[:1], target, read_cluster(tmp_path / "cluster.yaml")[1])
    return [str(problem).partition(" (")[0] for problem in caught.value.problems]


def test_the_table_names_fields_that_there_are() -> None:
    assert get_args(Target) == TARGETS == tuple(NEEDED) == tuple(REFUSED)
    assert {field for fields in [*NEEDED.values(), *REFUSED.values()] for field in fields} <= set(Cluster.model_fields)


@pytest.mark.parametrize(
    ("target", "missing"), [("ray-up", {"ray_up", "head"}), ("kuberay", {"kuberay", "head", "image"})]
)
def test_what_a_launcher_needs_is_asked_for_at_once(target: Target, missing: set[str], tmp_path) -> None:
    said = problems(SLURM, target, tmp_path)
    assert said == [
        f"cluster.yaml: {field}: is missing, and {target} needs it" for field in NEEDED[target] if field in missing
    ]


def test_what_a_launcher_would_ignore_is_refused_where_it_stands(tmp_path) -> None:
    said = problems(SLURM + "head: {}\nimage: a\n", "slurm", tmp_path)
    assert [line.partition(" has no place")[0] for line in said] == [
        "cluster.yaml:5:1: head:",
        "cluster.yaml:6:1: image:",
    ]


def test_nodes_of_an_allocation_are_equal(tmp_path) -> None:
    (said,) = problems(SLURM.replace("cpus: 1}", "cpus: 1}, {name: gpu, count: 1, cpus: 1}"), "slurm", tmp_path)
    assert said == "cluster.yaml:3:1: workers: holds several groups; slurm takes one here, of equal nodes"


def test_hosts_are_as_many_as_are_named(tmp_path) -> None:
    provider = "head: {}\nray_up: {provider: {type: local, head_ip: 192.0.2.1, worker_ips: [192.0.2.2]}}\n"
    (said,) = problems(SLURM + provider, "ray-up", tmp_path)
    assert said == "cluster.yaml:3:30: workers.0.count: is 2, but ray_up.provider.worker_ips names 1"


def test_a_workspace_that_nodes_could_not_find_is_refused(tmp_path) -> None:
    (said,) = problems(SLURM.replace("/shared", "shared"), "slurm", tmp_path)
    assert said == "cluster.yaml:2:1: workspace: is no absolute path, so nodes could not find it"


@pytest.mark.fault("F35")
def test_a_password_in_a_url_is_not_carried_into_files(tmp_path) -> None:
    line = "setup: [ok, git clone https://me:canary@packages.test/reviews]\n"
    (said,) = problems(SLURM + line, "slurm", tmp_path)
    assert said == "cluster.yaml:5:13: setup.1: holds a URL with a password, which would stand in the files"
