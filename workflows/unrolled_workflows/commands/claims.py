"""``unrolled claims``."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import click

from unrolled_workflows.commands.here import workspace_here

if TYPE_CHECKING:
    from unrolled_workflows.claims.verdict import Outcome


@click.command()
@click.argument("ids", nargs=-1, metavar="[ID]...")
@click.option("--device", type=click.Choice(["cpu", "cuda"]), default="cpu", show_default=True, help="To measure on.")
def claims(ids: tuple[str, ...], *, device: str) -> None:
    """Put the lectures' claims V01 to V17, or those of the IDs, to the test.

    Each is run as an experiment and ends in a verdict with its figures: HOLDS, FAILS or DEPENDS. All are kept in
    outputs/claims. That a claim fails is no error.
    """
    from unrolled.host import Host
    from unrolled.runtime.seeding import set_threads
    from unrolled_workflows.claims.laboratory import Laboratory
    from unrolled_workflows.claims.record import examine, read_findings, write_finding
    from unrolled_workflows.claims.table import chosen

    wanted = chosen(ids)
    lab = Laboratory(Host.discover(), device)
    set_threads(1)
    workspace = workspace_here()
    outcomes: list[Outcome] = []
    with workspace.claimed():  # nothing else shall run beside what is timed
        read_findings(workspace.output("claims"))  # so that nothing is measured which could not be kept
        for claim in wanted:
            click.echo(f"{claim.id}: {claim.method}", err=True)
            finding = examine(claim, lab)
            click.echo(f"{finding}\n")
            write_finding(workspace.output("claims"), finding, lab)
            outcomes.append(finding.verdict.outcome)
    click.echo(_tally(outcomes))


def _tally(outcomes: Sequence[Outcome]) -> str:
    """Return how many claims had each outcome, and where all is written."""
    counts = ", ".join(f"{outcomes.count(outcome)} {outcome}" for outcome in sorted(set(outcomes)))
    return f"{counts}: outputs/claims/claims.md"
