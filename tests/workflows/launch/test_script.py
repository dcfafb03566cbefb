import subprocess
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from unrolled.errors import ConfigError
from unrolled_workflows.launch.script import quoted, script

CLUSTER = "name: a\nworkspace: WORKSPACE\nsetup: [SETUP]\nworkers: [{name: cpu, count: 1, cpus: 1}]\n"

lines = st.text(st.characters(exclude_categories=("C", "Z")), min_size=1)


def shell(text: str, **environment: str) -> str:
    done = subprocess.run(
        ["bash", "-c", text], capture_output=True, check=True, env={"LC_ALL": "C.UTF-8", **environment}
    )
    return done.stdout.decode()


@pytest.mark.fault("F34")
@given(st.lists(lines, max_size=20))
def test_whatever_is_quoted_comes_out_as_it_was(texts: list[str]) -> None:
    printed = shell("printf '%s\\n' " + " ".join(map(quoted, texts)), HOME="/home")
    told = [f"/home/{text[2:]}" if text.startswith("~/") else text for text in texts]
    assert printed.split("\n")[:-1] == (told or [""])


@pytest.mark.fault("F34")
@pytest.mark.parametrize("name", ["; touch canary", "$(touch canary)", "a' `touch canary` '", '" && touch canary #'])
def test_a_directory_is_a_directory_whatever_it_is_called(name: str, cluster_of, tmp_path: Path) -> None:
    (tmp_path / name).mkdir()
    text = CLUSTER.replace("WORKSPACE", f"'WORKSPACE/{name.replace(chr(39), chr(39) * 2)}'").replace("SETUP", "pwd")
    (tmp_path / "script").write_text(script(cluster_of(text), (), {}))
    done = subprocess.run(["bash", "script"], cwd=tmp_path, capture_output=True, text=True, check=True)
    assert done.stdout == f"{tmp_path / name}\n"
    assert not list(tmp_path.rglob("canary"))


def test_a_line_that_is_no_shell_is_said_before_anything_is_written(cluster_of) -> None:
    with pytest.raises(ConfigError, match="setup: makes a script that bash cannot parse: bash: line"):
        script(cluster_of(CLUSTER.replace("SETUP", "'if true'")), (), {})


def test_a_set_up_that_fails_ends_the_script(cluster_of, tmp_path: Path) -> None:
    text = script(cluster_of(CLUSTER.replace("SETUP", "test -e nowhere")), ("search",), {"trials": 1})
    done = subprocess.run(["bash", "-c", text], cwd=tmp_path, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (1, "")


@pytest.mark.parametrize(
    ("codes", "complete", "ends"),
    [([6, 6, 0], True, 0), ([9], True, 0), ([9], False, 9), ([2], False, 2), ([143], False, 143)],
    ids=["workers come late", "trials failed", "all trials failed", "written wrong", "stopped"],
)
def test_a_search_on_a_cluster_is_asked_for_until_workers_are_there(
    codes, complete, ends, cluster_of, tmp_path: Path
) -> None:
    if complete:
        (tmp_path / "search").mkdir()
        (tmp_path / "search" / "best_params.yaml").touch()
    (tmp_path / "unrolled").write_text('#!/bin/sh\ncode=$(head -n 1 codes)\nsed -i 1d codes\nexit "$code"\n')
    (tmp_path / "sleep").write_text("#!/bin/sh\n")
    (tmp_path / "codes").write_text("".join(f"{code}\n" for code in codes))
    for program in ("unrolled", "sleep"):
        (tmp_path / program).chmod(0o755)
    text = script(cluster_of(CLUSTER.replace("SETUP", "PATH=$PWD:$PATH")), ("search",), {"trials": ""})
    assert subprocess.run(["bash", "-c", text], check=False).returncode == ends
    assert (tmp_path / "codes").read_text() == ""
