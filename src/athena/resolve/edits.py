"""How many slips of the finger lie between two words."""

import numpy as np
from numpy.typing import NDArray

from athena.compiled import compiled


@compiled
def edits(a: NDArray[np.uint8], la: int, b: NDArray[np.uint8], lb: int, limit: int) -> int:
    """Letters added, left out, changed or swapped with their neighbour (optimal string alignment), up to `limit`.

    Anything beyond the limit is `limit + 1`. Words are at most 32 letters.
    """
    if abs(la - lb) > limit:
        return limit + 1
    before = np.zeros(33, np.int32)
    last = np.zeros(33, np.int32)
    row = np.zeros(33, np.int32)
    for j in range(lb + 1):
        last[j] = j
    for i in range(1, la + 1):
        row[0] = i
        best = i
        for j in range(1, lb + 1):
            same = a[i - 1] == b[j - 1]
            value = min(last[j] + 1, row[j - 1] + 1, last[j - 1] + (0 if same else 1))
            if i > 1 and j > 1 and a[i - 1] == b[j - 2] and a[i - 2] == b[j - 1]:
                value = min(value, before[j - 2] + 1)
            row[j] = value
            best = min(best, value)
        if best > limit:
            return limit + 1
        for j in range(lb + 1):
            before[j] = last[j]
            last[j] = row[j]
    return int(min(last[lb], limit + 1))
