"""How many slips of the finger lie between two words."""

import numpy as np
from numpy.typing import NDArray

from athena.compiled import compiled

Word = NDArray[np.uint8]


@compiled
def edits(a: Word, la: int, b: Word, lb: int, limit: int) -> int:
    """Letters added, left out, changed or swapped with their neighbour (optimal string alignment), up to `limit`.

    `limit` is 1 or 2; anything beyond it is `limit + 1`. Where two words first differ there are four things that can
    have happened, so two slips are found without a table.
    """
    if abs(la - lb) > limit:
        return limit + 1
    at = _agree(a, 0, la, b, 0, lb)
    if at == la and at == lb:
        return 0
    if _one_slip(a, at, la, b, at, lb):
        return 1
    if limit < 2 or not _two_slips(a, at, la, b, at, lb):
        return limit + 1
    return 2


@compiled
def _agree(a: Word, i: int, la: int, b: Word, j: int, lb: int) -> int:
    """How many letters agree from `i` and `j` on."""
    count = 0
    while i + count < la and j + count < lb and a[i + count] == b[j + count]:
        count += 1
    return count


@compiled
def _equal(a: Word, i: int, la: int, b: Word, j: int, lb: int) -> bool:
    return la - i == lb - j and _agree(a, i, la, b, j, lb) == la - i


@compiled
def _one_slip(a: Word, i: int, la: int, b: Word, j: int, lb: int) -> bool:
    """Whether one slip at `i` and `j` makes the rest equal."""
    if i < la and j < lb and _equal(a, i + 1, la, b, j + 1, lb):
        return True
    if _equal(a, i + 1, la, b, j, lb) or _equal(a, i, la, b, j + 1, lb):
        return True
    return _swapped(a, i, la, b, j, lb) and _equal(a, i + 2, la, b, j + 2, lb)


@compiled
def _two_slips(a: Word, i: int, la: int, b: Word, j: int, lb: int) -> bool:
    return (
        (i < la and j < lb and _slip_later(a, i + 1, la, b, j + 1, lb))
        or (i < la and _slip_later(a, i + 1, la, b, j, lb))
        or (j < lb and _slip_later(a, i, la, b, j + 1, lb))
        or (_swapped(a, i, la, b, j, lb) and _slip_later(a, i + 2, la, b, j + 2, lb))
    )


@compiled
def _slip_later(a: Word, i: int, la: int, b: Word, j: int, lb: int) -> bool:
    if abs((la - i) - (lb - j)) > 1:
        return False
    same = _agree(a, i, la, b, j, lb)
    i, j = i + same, j + same
    return (i == la and j == lb) or _one_slip(a, i, la, b, j, lb)


@compiled
def _swapped(a: Word, i: int, la: int, b: Word, j: int, lb: int) -> bool:
    return i + 1 < la and j + 1 < lb and a[i] == b[j + 1] and a[i + 1] == b[j]
