"""Two identifiers (PNC ID, telephone number, e-mail address, registration mark): equal, nearly, or not."""

import numpy as np
from numpy.typing import NDArray

from athena.compiled import compiled
from athena.resolve.edits import edits
from athena.resolve.value_tables import Letters

WORDS = ("they differ", "they are nearly the same", "they agree")
ASSUMED = (0.10, 0.05, 0.85)
DIFFER, NEAR, EQUAL = range(1, 4)
_SHORT = 5


@compiled
def compare(
    left: NDArray[np.int32], right: NDArray[np.int32], a: Letters, b: Letters, slips: int
) -> tuple[NDArray[np.uint8], NDArray[np.float32]]:
    """Compare identifiers pair by pair, near being up to `slips` apart; rarity is the caller's to give, by value."""
    level = np.zeros(len(left), np.uint8)
    for pair in range(len(left)):
        x, y = left[pair], right[pair]
        apart = edits(a.letters[x], a.length[x], b.letters[y], b.length[y], slips)
        if apart == 0:
            level[pair] = EQUAL
        elif apart <= slips and min(a.length[x], b.length[y]) >= _SHORT:
            level[pair] = NEAR
        else:
            level[pair] = DIFFER
    return level, np.zeros(len(left), np.float32)
