import pytest

from unrolled.errors import ConfigError
from unrolled_workflows.launch.spec import read_cluster

WRONG = """\
name: Big Cluster
workspace: /shared
worker:
  - {name: cpu}
workers:
  - {name: cpu, count: 0, cpus: 2}
  - {name: gpu, count: 3, cpus: two}
slurm:
  time: tomorrow
"""


def problems(text: str, tmp_path) -> list[str]:
    (tmp_path / "cluster.yaml").write_text(text)
    with pytest.raises(ConfigError) as caught:
        read_cluster(tmp_path / "cluster.yaml")
    return [str(problem) for problem in caught.value.problems]


def test_everything_that_is_wrong_is_said_at_once_with_its_place(tmp_path) -> None:
    said = problems(WRONG, tmp_path)
    places = {"1:7: name:", "3:1: worker:", "6:24: workers.0.count:", "7:33: workers.1.cpus:", "9:9: slurm.time:"}
    assert {" ".join(line.removeprefix("cluster.yaml:").split(" ")[:2]) for line in said} == places
    assert "Did you mean 'workers'?" in "".join(said)


def test_a_cluster_has_workers(tmp_path) -> None:
    assert problems("name: a\nworkers: []\n", tmp_path)[0].startswith("cluster.yaml:2:10: workers: names no group")


@pytest.mark.parametrize(
    ("section", "missing"),
    [("{region: eu}", "type"), ("{type: local, head_ip: 192.0.2.1}", "worker_ips")],
)
def test_a_provider_says_what_it_is(section: str, missing: str, tmp_path) -> None:
    text = f"name: a\nworkers: [{{name: cpu, count: 1, cpus: 1}}]\nray_up: {{provider: {section}}}\n"
    assert f"provider: {missing} is missing" in problems(text, tmp_path)[0]


@pytest.mark.fault("F34")
@pytest.mark.parametrize("text", ["; rm -rf ~", "$(touch x)", "-x", "a\\nb", "a b", "a\\u0000"])
@pytest.mark.parametrize("field", ["name: VALUE", "slurm: {time: '1:00', partition: VALUE}", "image: VALUE"])
def test_what_is_written_unquoted_holds_no_other_characters(field: str, text: str, tmp_path) -> None:
    rest = "workers: [{name: cpu, count: 1, cpus: 1}]\n" + ("" if field.startswith("name") else "name: a\n")
    assert len(problems(field.replace("VALUE", f'"{text}"') + "\n" + rest, tmp_path)) == 1


def test_a_missing_file_is_an_error_of_one_line(tmp_path) -> None:
    with pytest.raises(ConfigError, match="cannot read: No such file or directory"):
        read_cluster(tmp_path / "nowhere.yaml")
