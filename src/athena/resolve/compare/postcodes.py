"""Two postcodes: equal, a slip apart, of one sector, district or area; other countries' as far as they go."""

import numpy as np
from numpy.typing import NDArray

from athena.compiled import compiled
from athena.resolve.edits import edits
from athena.resolve.value_tables import Letters

WORDS = (
    "the postcodes are far apart",
    "the postcodes are of one area",
    "the postcodes are of one district",
    "the postcodes are of one sector",
    "the postcodes are one slip apart",
    "the postcodes agree",
)
ASSUMED = (0.20, 0.02, 0.04, 0.04, 0.05, 0.65)
FAR, AREA, DISTRICT, SECTOR, SLIP, EQUAL = range(1, 7)
_INWARD = 3


@compiled
def compare(
    left: NDArray[np.int32], right: NDArray[np.int32], a: Letters, b: Letters
) -> tuple[NDArray[np.uint8], NDArray[np.float32]]:
    """Compare postcodes pair by pair; rarity is the caller's to give, by value."""
    level = np.zeros(len(left), np.uint8)
    for pair in range(len(left)):
        level[pair] = _level(left[pair], right[pair], a, b)
    return level, np.zeros(len(left), np.float32)


@compiled
def _level(x: int, y: int, a: Letters, b: Letters) -> int:
    size_x, size_y = a.length[x], b.length[y]
    slips = edits(a.letters[x], size_x, b.letters[y], size_y, 1)
    if slips == 0:
        return EQUAL
    if slips == 1:
        return SLIP
    if a.district[x] == b.district[y] and size_x == size_y and size_x > _INWARD:
        at = size_x - _INWARD
        return SECTOR if a.letters[x, at] == b.letters[y, at] else DISTRICT
    if a.letters[x, 0] == b.letters[y, 0] and a.letters[x, 1] == b.letters[y, 1]:
        return AREA
    return FAR
