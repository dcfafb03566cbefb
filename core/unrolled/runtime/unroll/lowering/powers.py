"""Powers with a constant exponent, written out in products, roots and logarithms."""

from __future__ import annotations

from unrolled.runtime.unroll.lowering.expressions import Expression
from unrolled.runtime.unroll.lowering.pool import Pool


def power(pool: Pool, value: Expression, exponent: float) -> Expression:
    """Return a value to the power of a number.

    Args:
        pool: to make expressions in.
        value: of any sign where the exponent is whole; else a negative one gives NaN.
        exponent: any.
    """
    if exponent < 0:
        one = pool.number(1.0, value.width)
        return pool.make("div", one, power(pool, value, -exponent), width=value.width)
    if exponent == 0.5:  # noqa: PLR2004 - the root
        return pool.make("sqrt", value, width=value.width)
    if exponent == int(exponent):
        return _whole_power(pool, value, int(exponent))
    log = pool.make("log", value, width=value.width)
    scaled = pool.make("mul", log, pool.number(exponent, value.width), width=value.width)
    return pool.make("exp", scaled, width=value.width)


def _whole_power(pool: Pool, value: Expression, exponent: int) -> Expression:
    """Return a power by squaring: as many products as the exponent has binary digits, and as it has ones."""
    found: Expression | None = None
    while exponent:
        if exponent % 2:
            found = value if found is None else pool.make("mul", found, value, width=value.width)
        exponent //= 2
        value = pool.make("mul", value, value, width=value.width)
    return pool.number(1.0, value.width) if found is None else found
