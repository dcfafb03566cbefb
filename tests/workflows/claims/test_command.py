import json
from pathlib import Path

import pytest
import torch

from unrolled_workflows.workspace import Workspace


def test_claims_prints_a_verdict_each_and_keeps_them(cli, workspace: Path) -> None:
    code, out, errors = cli("claims", "V07", "V03")
    assert code == 0
    assert [line[:12].strip() for line in out.split("\n") if line.startswith("V")] == ["V03  DEPENDS", "V07  HOLDS"]
    assert out.strip().split("\n")[-1] == "1 DEPENDS, 1 HOLDS: outputs/claims/claims.md"
    assert [line[:4] for line in errors.strip().split("\n")] == ["V03:", "V07:"]
    rows = json.loads((workspace / "outputs" / "claims" / "claims.json").read_text())
    assert [row["id"] for row in rows] == ["V03", "V07"]


def test_claims_needs_no_params_yaml(cli, workspace: Path) -> None:
    (workspace / "params.yaml").unlink()
    assert cli("claims", "V07")[0] == 0


def test_claims_are_not_timed_beside_another_run(cli, workspace: Path) -> None:
    with Workspace(workspace).claimed():
        code, out, errors = cli("claims", "V07")
    assert (code, out) == (8, "")
    assert "is at work here" in errors


def test_an_unknown_claim_is_an_error_before_anything_is_measured(cli, workspace: Path) -> None:
    code, out, errors = cli("claims", "V07", "V77")
    assert (code, out) == (2, "")
    assert "no claim has the id 'V77', there are V01 to V17. Did you mean 'V" in errors
    assert not (workspace / "outputs").exists()


def test_damaged_findings_are_an_error_before_anything_is_measured(cli, workspace: Path) -> None:
    kept = workspace / "outputs" / "claims" / "claims.json"
    kept.parent.mkdir(parents=True)
    kept.write_text("{")
    code, out, errors = cli("claims", "V07")
    assert (code, out) == (5, "")
    assert errors == f"error: {kept}: is no list of findings; remove it.\n"


@pytest.mark.skipif(torch.cuda.is_available(), reason="this machine has a GPU")
def test_a_gpu_that_is_not_there_ends_the_command_with_its_exit_code(cli) -> None:
    code, out, errors = cli("claims", "V07", "--device", "cuda")
    assert (code, out) == (6, "")
    assert errors == (
        "error: --device: cuda is asked for, but torch sees no GPU on this machine. See: unrolled claims --device cpu\n"
    )
