"""Many rows against many targets, in blocks that the registers hold.

Shapes: C rows, T targets, an even number.
"""

from __future__ import annotations

from unrolled_embeddings.kernels.compiled import inlined, lean
from unrolled_embeddings.kernels.lanes import MANY_REGISTERS
from unrolled_embeddings.kernels.tiles import make_slopes, make_update

_slopes_16, _slopes_14, _slopes_12 = (make_slopes(1, targets) for targets in (6, 4, 2))
_slopes_26, _slopes_24, _slopes_22 = (make_slopes(2, targets) for targets in (6, 4, 2))
_slopes_46, _slopes_44, _slopes_42 = (make_slopes(4, targets) for targets in (6, 4, 2))
_update_16, _update_14, _update_12 = (make_update(1, targets) for targets in (6, 4, 2))
_update_26, _update_24, _update_22 = (make_update(2, targets) for targets in (6, 4, 2))
_update_46, _update_44, _update_42 = (make_update(4, targets) for targets in (6, 4, 2))


@lean
def _slopes(rows: int, c: int, others: int, t: int, vectors: int, labels: int, rates: int, out: int) -> None:
    if MANY_REGISTERS and c == 4:
        if t == 6:
            _slopes_46(rows, others, vectors, labels, rates, out)
        elif t == 4:
            _slopes_44(rows, others, vectors, labels, rates, out)
        else:
            _slopes_42(rows, others, vectors, labels, rates, out)
    elif c == 2:
        if t == 6:
            _slopes_26(rows, others, vectors, labels, rates, out)
        elif t == 4:
            _slopes_24(rows, others, vectors, labels, rates, out)
        else:
            _slopes_22(rows, others, vectors, labels, rates, out)
    elif t == 6:
        _slopes_16(rows, others, vectors, labels, rates, out)
    elif t == 4:
        _slopes_14(rows, others, vectors, labels, rates, out)
    else:
        _slopes_12(rows, others, vectors, labels, rates, out)


@lean
def _update(rows: int, c: int, others: int, t: int, first: int, last: int, slopes: int) -> None:
    if MANY_REGISTERS and c == 4:
        if t == 6:
            _update_46(rows, others, first, last, slopes)
        elif t == 4:
            _update_44(rows, others, first, last, slopes)
        else:
            _update_42(rows, others, first, last, slopes)
    elif c == 2:
        if t == 6:
            _update_26(rows, others, first, last, slopes)
        elif t == 4:
            _update_24(rows, others, first, last, slopes)
        else:
            _update_22(rows, others, first, last, slopes)
    elif t == 6:
        _update_16(rows, others, first, last, slopes)
    elif t == 4:
        _update_14(rows, others, first, last, slopes)
    else:
        _update_12(rows, others, first, last, slopes)


@inlined
def _rows_at_once(left: int) -> int:
    if MANY_REGISTERS and left >= 4:
        return 4
    return 2 if left >= 2 else 1


@inlined
def _targets_at_once(left: int) -> int:
    return 6 if left >= 6 else 4 if left >= 4 else 2


@lean
def write_slopes(rows: int, c: int, others: int, t: int, labels: int, rates: int, vectors: int, out: int) -> int:
    """Write how far each row and target should move toward one another.

    Args:
        rows: where the addresses of the rows stand.
        c: how many there are.
        others: where the addresses of the targets stand.
        t: how many there are.
        labels: where their labels stand.
        rates: where their learning rates stand.
        vectors: registers of a row.
        out: where to write.

    Returns:
        The address behind what was written.
    """
    j = 0
    while j < c:
        height, k = _rows_at_once(c - j), 0
        while k < t:
            width = _targets_at_once(t - k)
            _slopes(rows + 8 * j, height, others + 8 * k, width, vectors, labels + 4 * k, rates + 4 * k, out)
            out += 4 * height * width
            k += width
        j += height
    return out


@lean
def move(rows: int, c: int, others: int, t: int, first: int, last: int, slopes: int) -> int:
    """Move rows and targets by the slopes that ``write_slopes`` wrote.

    Args:
        rows: where the addresses of the rows stand.
        c: how many there are.
        others: where the addresses of the targets stand.
        t: how many there are.
        first: register of a row from which on it is moved.
        last: register behind the last one that is.
        slopes: where they stand.

    Returns:
        The address behind the slopes.
    """
    j = 0
    while j < c:
        height, k = _rows_at_once(c - j), 0
        while k < t:
            width = _targets_at_once(t - k)
            _update(rows + 8 * j, height, others + 8 * k, width, first, last, slopes)
            slopes += 4 * height * width
            k += width
        j += height
    return slopes
