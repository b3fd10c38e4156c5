"""Two texts (an address, a town, an occupation), by the words they share, rare words counting for more.

Numbers must agree to the digit; other words may be a slip apart.
"""

import numpy as np
from numpy.typing import NDArray

from athena.compiled import compiled
from athena.resolve.edits import edits
from athena.resolve.value_tables import Words

WORDS = (
    "they have nothing in common",
    "they share a little",
    "they share much",
    "one contains the other",
    "they agree",
)
ASSUMED = (0.15, 0.03, 0.07, 0.10, 0.65)
NOTHING, LITTLE, MUCH, CONTAINED, EQUAL = range(1, 6)
_MOST = 24


@compiled
def compare(
    left: NDArray[np.int32], right: NDArray[np.int32], a: Words, b: Words
) -> tuple[NDArray[np.uint8], NDArray[np.float32]]:
    """Compare texts pair by pair; the rarity is that of the rarest word they share.

    Not of all of them: words of one phrase come together, and a phrase is one coincidence.
    """
    level = np.zeros(len(left), np.uint8)
    rarity = np.zeros(len(left), np.float32)
    used = np.zeros(_MOST, np.bool_)
    for pair in range(len(left)):
        x, y = left[pair], right[pair]
        size_a, size_b = min(_MOST, a.start[x + 1] - a.start[x]), min(_MOST, b.start[y + 1] - b.start[y])
        if size_a == 0 or size_b == 0:
            continue
        used[:] = False
        shared, rarest, all_a, all_b, exact = 0.0, 0.0, 0.0, 0.0, 0
        for j in range(size_b):
            all_b += b.rarity[b.word[b.start[y] + j]] + 1.0
        for i in range(size_a):
            one = a.word[a.start[x] + i]
            all_a += a.rarity[one] + 1.0
            for j in range(size_b):
                other = b.word[b.start[y] + j]
                if not used[j] and _same(one, other, a, b):
                    used[j] = True
                    if a.hash[one] == b.hash[other]:
                        exact += 1
                    shared += min(a.rarity[one], b.rarity[other]) + 1.0
                    rarest = max(rarest, min(a.rarity[one], b.rarity[other]))
                    break
        part = shared / min(all_a, all_b)
        rarity[pair] = rarest
        if exact == size_a and exact == size_b:
            level[pair] = EQUAL
        elif part >= 0.8:
            level[pair] = CONTAINED
        elif part >= 0.4:
            level[pair] = MUCH
        else:
            level[pair] = LITTLE if shared > 0.0 else NOTHING
    return level, rarity


@compiled
def _same(x: int, y: int, a: Words, b: Words) -> bool:
    if a.hash[x] == b.hash[y]:
        return True
    least = min(a.length[x], b.length[y])
    if least < 4 or a.letters[x, 0] <= 57 or b.letters[y, 0] <= 57:
        return False
    return edits(a.letters[x], a.length[x], b.letters[y], b.length[y], 2 if least >= 7 else 1) <= (
        2 if least >= 7 else 1
    )
