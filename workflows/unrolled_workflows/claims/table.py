"""The claims that can be put to the test, in the order of the systems table."""

from __future__ import annotations

from collections.abc import Sequence

from unrolled.errors import ConfigError, Problem, nearest
from unrolled_workflows.claims.clipping import V02
from unrolled_workflows.claims.flow import V03, V06
from unrolled_workflows.claims.gain import V01
from unrolled_workflows.claims.lengths import V11, V12
from unrolled_workflows.claims.losses import V17
from unrolled_workflows.claims.parallel import V14, V15
from unrolled_workflows.claims.positions import V16
from unrolled_workflows.claims.size import V10, V13
from unrolled_workflows.claims.slope import V07
from unrolled_workflows.claims.span import V04, V05
from unrolled_workflows.claims.speed import V08, V09
from unrolled_workflows.claims.verdict import Claim

CLAIMS = V01, V02, V03, V04, V05, V06, V07, V08, V09, V10, V11, V12, V13, V14, V15, V16, V17


def chosen(ids: Sequence[str]) -> list[Claim]:
    """Return the claims of some ids, all of them where none is given.

    Args:
        ids: such as ``V09``, or ``v9``; each claim stands once in the answer, in the table's order.

    Raises:
        ConfigError: an id is not in the table; all such ids at once.
    """
    known = {claim.id: claim for claim in CLAIMS}
    span = f"{CLAIMS[0].id} to {CLAIMS[-1].id}"
    problems = [
        Problem(
            f"no claim has the id '{name}', there are {span}",
            nearest=nearest(_written_out(name), known),
            command="unrolled claims --help",
        )
        for name in dict.fromkeys(ids)
        if _written_out(name) not in known
    ]
    if problems:
        raise ConfigError(*problems)
    wanted = {_written_out(name) for name in ids} or known.keys()
    return [claim for claim in CLAIMS if claim.id in wanted]


def _written_out(name: str) -> str:
    """Return ``V09`` for ``v9``."""
    return f"{name[:1].upper()}{name[1:]:0>2}"
