"""Two names, as sets of words in any order: which agree, exactly, as one name by another, or but for a slip.

Order is custom and systems swap it, so words are matched wherever they stand. Where a word stands only tells what a
disagreement means: relatives share a family name and differ in given names; who marries keeps given names.
"""

import numpy as np
from numpy.typing import NDArray

from athena.compiled import compiled
from athena.resolve.edits import edits
from athena.resolve.value_tables import Words

WORDS = (
    "no word of the names agrees",
    "only an initial or a similar word agrees, others differ",
    "the family name agrees, the given names differ",
    "a given name agrees, the family names differ",
    "the one word of a name agrees",
    "several words agree and others differ",
    "two words agree, not both letter by letter",
    "two words agree",
    "three or more words agree",
)
ASSUMED = (0.01, 0.02, 0.02, 0.04, 0.04, 0.05, 0.12, 0.60, 0.10)
RELATIVES = (0.16, 0.08, 0.58, 0.06, 0.03, 0.04, 0.02, 0.025, 0.005)
NOTHING, SIMILAR, FAMILY_ONLY, GIVEN_ONLY, ONE, SOME, TWO_NEARLY, TWO, THREE = range(1, 10)

_DIFFERENT, _EXACT, _EQUIVALENT, _SLIP, _INITIAL = range(5)
_MOST = 24
_INEXACT_RARITY = 0.75


@compiled
def compare(
    left: NDArray[np.int32], right: NDArray[np.int32], a: Words, b: Words
) -> tuple[NDArray[np.uint8], NDArray[np.float32]]:
    """Compare names pair by pair; the rarity is that of the words that agree, three quarters of it where inexactly."""
    level = np.zeros(len(left), np.uint8)
    rarity = np.zeros(len(left), np.float32)
    used_a = np.zeros(_MOST, np.bool_)
    used_b = np.zeros(_MOST, np.bool_)
    for pair in range(len(left)):
        from_a, from_b = a.start[left[pair]], b.start[right[pair]]
        size_a = min(_MOST, a.start[left[pair] + 1] - from_a)
        size_b = min(_MOST, b.start[right[pair] + 1] - from_b)
        if size_a == 0 or size_b == 0:
            continue
        used_a[:] = False
        used_b[:] = False
        exact, sound, weak, bits, given, family = 0, 0, 0, 0.0, False, False
        for wanted in range(_EXACT, _INITIAL + 1):
            for i in range(size_a):
                if used_a[i]:
                    continue
                for j in range(size_b):
                    if used_b[j]:
                        continue
                    x, y = a.word[from_a + i], b.word[from_b + j]
                    if match(x, y, a, b, wanted):
                        used_a[i] = used_b[j] = True
                        less = min(a.rarity[x], b.rarity[y])
                        if wanted == _EXACT:
                            exact += 1
                            bits += less
                        elif wanted == _EQUIVALENT:
                            sound += 1
                            bits += less * _INEXACT_RARITY
                        else:
                            weak += 1
                            if wanted == _SLIP:
                                bits += less * _INEXACT_RARITY
                        if a.family[from_a + i] and b.family[from_b + j]:
                            family = True
                        else:
                            given = True
                        break
        agreed = exact + sound + weak
        conflict = min(size_a, size_b) - agreed
        rarity[pair] = bits
        level[pair] = _level(agreed, exact, sound, conflict, family and not given)
    return level, rarity


@compiled
def _level(agreed: int, exact: int, sound: int, conflict: int, family_only: bool) -> int:
    if agreed == 0:
        return NOTHING
    if agreed == 1:
        if conflict == 0:
            return ONE
        if exact + sound == 0:
            return SIMILAR
        return FAMILY_ONLY if family_only else GIVEN_ONLY
    if conflict > 0:
        return SOME
    if agreed >= 3:
        return THREE
    return TWO if exact == 2 else TWO_NEARLY


@compiled
def match(x: int, y: int, a: Words, b: Words, wanted: int) -> bool:
    """Whether two words match in the way that is wanted: exactly, by equivalence, but for a slip, as its beginning."""
    if wanted == _EXACT:
        return bool(a.hash[x] == b.hash[y])
    if wanted == _EQUIVALENT:
        for i in range(3):
            if a.groups[x, i] < 0:
                return False
            for j in range(3):
                if a.groups[x, i] == b.groups[y, j]:
                    return True
        return False
    size_a, size_b = a.length[x], b.length[y]
    least = min(size_a, size_b)
    if wanted == _INITIAL:
        # An initial, or a name cut short (Bev, Josh); two letters are as often another name (Al, Jo).
        return least != 2 and _begins(a.letters[x], b.letters[y], least)
    if least < 3:
        return False
    slips = edits(a.letters[x], size_a, b.letters[y], size_b, 2 if least >= 7 else 1)
    if least >= 7:
        return slips <= 2
    return slips <= 1 and (least >= 4 or size_a != size_b or a.letters[x, 0] == b.letters[y, 0])


@compiled
def _begins(x: NDArray[np.uint8], y: NDArray[np.uint8], size: int) -> bool:
    for k in range(size):
        if x[k] != y[k]:
            return False
    return size > 0
