"""Two dates, by their digits: equal, equal as far as stated, a slip apart, day and month swapped, the same year."""

import numpy as np
from numpy.typing import NDArray

from athena.compiled import compiled
from athena.resolve.edits import edits
from athena.resolve.value_tables import Dates

WORDS = (
    "the dates differ",
    "the dates differ, the years by one digit",
    "the years agree, the days differ",
    "two digits differ",
    "the years agree and two digits of the day differ",
    "the years agree, and one says no more",
    "one slip apart, or day and month are swapped",
    "the years agree, and neither says more",
    "the dates agree",
)
ASSUMED = (0.02, 0.01, 0.01, 0.02, 0.01, 0.03, 0.08, 0.02, 0.80)
RELATIVES = (0.58, 0.30, 0.03, 0.02, 0.005, 0.01, 0.01, 0.005, 0.04)
DIFFER, YEAR_SLIP, YEAR, TWO_DIGITS, DAY_SLIPS, YEAR_STATED, SLIP, YEARS_EQUAL, EQUAL = range(1, 10)


@compiled
def compare(
    left: NDArray[np.int32], right: NDArray[np.int32], a: Dates, b: Dates
) -> tuple[NDArray[np.uint8], NDArray[np.float32]]:
    """Compare dates pair by pair; rarity is the caller's to give, by value."""
    level = np.zeros(len(left), np.uint8)
    for pair in range(len(left)):
        x, y = left[pair], right[pair]
        level[pair] = _level(a.digits[x], b.digits[y], a.full[x], b.full[y])
    return level, np.zeros(len(left), np.float32)


@compiled
def _level(x: NDArray[np.uint8], y: NDArray[np.uint8], full_x: bool, full_y: bool) -> int:
    wrong, wrong_year = 0, 0
    for k in range(8):
        if x[k] != y[k]:
            wrong += 1
            if k < 4:
                wrong_year += 1
    if wrong == 0:
        return EQUAL if full_x else YEARS_EQUAL
    if wrong_year == 0:
        if not (full_x and full_y):
            return YEAR_STATED
        if x[4] == y[6] and x[5] == y[7] and x[6] == y[4] and x[7] == y[5]:
            return SLIP
    if wrong == 1 or edits(x, 8, y, 8, 1) <= 1:
        return SLIP
    if wrong == 2:
        return DAY_SLIPS if wrong_year == 0 else TWO_DIGITS
    if wrong_year == 0:
        return YEAR
    return YEAR_SLIP if wrong_year == 1 else DIFFER
