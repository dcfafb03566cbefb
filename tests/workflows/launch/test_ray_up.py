import subprocess
from pathlib import Path

import pytest

from unrolled.errors import ConfigError
from unrolled_workflows.launch.ray_rules import require_ray_up
from unrolled_workflows.launch.ray_up import cluster_file, render

CLOUD = """\
name: a
workspace: /shared
setup: [. venv/bin/activate]
head: {options: {InstanceType: m6i.large}}
workers:
  - {name: gpu, count: 3, cpus: 4, gpus: 2, memory: 16, trials: 2, options: {InstanceType: g5.xlarge}}
  - {name: cpu, count: 2, cpus: 8}
ray_up:
  provider: {type: aws, region: eu-central-1}
"""
HOSTS = """\
name: a
workspace: /shared
head: {}
workers: [{name: hosts, count: 2, cpus: 4}]
ray_up: {provider: {type: local, head_ip: 192.0.2.1, worker_ips: [192.0.2.2, 192.0.2.3]}}
"""


@pytest.mark.parametrize("text", [CLOUD, HOSTS])
def test_ray_takes_the_file(text: str, cluster_of) -> None:
    require_ray_up(cluster_file(cluster_of(text)))


@pytest.mark.parametrize(
    ("before", "after", "said"),
    [
        ("region: eu-central-1", "region: 5", "provider.region: 5 is not of type 'string'"),
        ("type: aws", "type: nowhere", "Unsupported node provider: nowhere"),
    ],
)
def test_what_ray_refuses_is_an_error_of_one_line_that_names_ray(before, after, said, cluster_of) -> None:
    with pytest.raises(ConfigError) as caught:
        render(cluster_of(CLOUD.replace(before, after)), Path("out"))
    (problem,) = map(str, caught.value.problems)
    assert problem.startswith(f"ray-up.yaml: {said}")
    assert "(ray 2." in problem


def test_a_key_that_ray_does_not_know_is_refused(cluster_of) -> None:
    with pytest.raises(ConfigError, match="'nonsense' was unexpected"):
        require_ray_up({**cluster_file(cluster_of(CLOUD)), "nonsense": 1})


def test_trials_run_on_workers_alone(cluster_of) -> None:
    types = cluster_file(cluster_of(CLOUD))["available_node_types"]
    assert types["head"]["resources"] == {"CPU": 0}
    assert types["workers-gpu"]["resources"] == {"CPU": 4, "GPU": 2, "memory": 16 * 2**30}
    assert [types["workers-gpu"][key] for key in ("min_workers", "max_workers")] == [3, 3]


def test_hosts_that_are_there_say_themselves_what_they_have(cluster_of) -> None:
    config = cluster_file(cluster_of(HOSTS))
    assert "available_node_types" not in config
    assert config["worker_start_ray_commands"][0].endswith(" --num-cpus=4 --num-gpus=0")


@pytest.mark.fault("F35")
@pytest.mark.parametrize("text", [CLOUD, HOSTS])
def test_every_start_of_ray_asks_for_the_token(text: str, cluster_of, tmp_path: Path) -> None:
    config = cluster_file(cluster_of(text.replace("/shared", "WORKSPACE").replace("[. venv/bin/activate]", "[]")))
    (tmp_path / "ray").write_text("#!/bin/sh\necho $RAY_AUTH_MODE $RAY_AUTH_TOKEN_PATH $1\n")
    (tmp_path / "ray").chmod(0o755)
    for command in (*config["head_start_ray_commands"], *config["worker_start_ray_commands"]):
        environment = {"PATH": f"{tmp_path}:/usr/bin:/bin", "HOME": str(tmp_path), "RAY_HEAD_IP": "192.0.2.1"}
        run = ["bash", "-c", f"true && ({command})"]
        assert subprocess.run(run, env=environment, capture_output=True, check=False).returncode == 2
        (tmp_path / ".ray").mkdir(exist_ok=True)
        (tmp_path / ".ray" / "auth_token").write_text("canary")
        done = subprocess.run(run, env=environment, capture_output=True, text=True, check=True)
        assert done.stdout == "".join(f"token {tmp_path}/.ray/auth_token {verb}\n" for verb in ("stop", "start"))
        (tmp_path / ".ray" / "auth_token").unlink()
