"""Many rows against many targets, in blocks that the registers hold.

Shapes: C rows, T targets, an even number.
"""

from __future__ import annotations

from unrolled_embeddings.kernels.compiled import inlined
from unrolled_embeddings.kernels.lanes import MANY_REGISTERS
from unrolled_embeddings.kernels.tiles import logits_block, slopes_block, update_block


@inlined
def _rows_at_once(left: int) -> int:
    if MANY_REGISTERS and left >= 4:
        return 4
    return 2 if left >= 2 else 1


@inlined
def _targets_at_once(left: int) -> int:
    return 6 if left >= 6 else 4 if left >= 4 else 2


@inlined
def write_logits(rows: int, c: int, others: int, t: int, registers: int, out: int) -> int:
    """Write the products of rows and targets.

    Args:
        rows: where the addresses of the rows stand.
        c: how many there are.
        others: where the addresses of the targets stand.
        t: how many there are.
        registers: of a row.
        out: where to write.

    Returns:
        The address behind what was written.
    """
    j = 0
    while j < c:
        height, k = _rows_at_once(c - j), 0
        while k < t:
            width = _targets_at_once(t - k)
            logits_block(height, width, rows + 8 * j, others + 8 * k, registers, out)
            out += 4 * height * width
            k += width
        j += height
    return out


@inlined
def write_slopes(c: int, t: int, logits: int, size: int, parts: int, labels: int, rates: int, out: int) -> int:
    """Write how far each row and target should move toward one another.

    Args:
        c: number of rows.
        t: number of targets.
        logits: where the first part of the products stands.
        size: bytes from there to the second one.
        parts: 1 or 2.
        labels: where those of the targets stand.
        rates: where the learning rates of the targets stand.
        out: where to write.

    Returns:
        The address behind what was written.
    """
    j = 0
    while j < c:
        height, k = _rows_at_once(c - j), 0
        while k < t:
            width = _targets_at_once(t - k)
            slopes_block(height, width, logits, size, parts, labels + 4 * k, rates + 4 * k, out)
            logits += 4 * height * width
            out += 4 * height * width
            k += width
        j += height
    return out


@inlined
def move(c: int, t: int, near: tuple[int, int, int, int], far: tuple[int, int, int], slopes: int) -> int:
    """Move rows and targets by the slopes that ``write_slopes`` wrote.

    Args:
        c: number of rows.
        t: number of targets.
        near: where the addresses of the rows and of the targets stand, the register of each from which on it is moved,
            and the one behind the last that is.
        far: the same of another part of the rows and targets, which is moved from its beginning; 0 registers: not.
        slopes: where they stand.

    Returns:
        The address behind the slopes.
    """
    rows, others, first, last = near
    far_rows, far_others, far_last = far
    j = 0
    while j < c:
        height, k = _rows_at_once(c - j), 0
        while k < t:
            width = _targets_at_once(t - k)
            a, b, far_a, far_b = rows + 8 * j, others + 8 * k, far_rows + 8 * j, far_others + 8 * k
            update_block(height, width, a, b, first, last, far_a, far_b, far_last, slopes)
            slopes += 4 * height * width
            k += width
        j += height
    return slopes
