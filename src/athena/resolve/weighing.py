"""What a pair of records weighs: bits for and against, an attribute at a time, and what relatives explain as well.

Three kinds of pairs are told apart: two records of one person, records of two relatives (or housemates, or neighbours),
and records of any other two. An attribute's bits say how much likelier its level is for one person than for any other
two. Relatives share much (a family name, an address, a telephone), so the last line of the evidence takes off what they
would explain as well: log2 of the odds of relatives against any other two, given everything compared. Where an address,
a postcode and a family name agree and the rest differs, it takes off nearly all that those three brought.

Twins agree in all but their given names. So where the family name and the full date of birth agree, the given names
differ and something that a household shares agrees in full, the last line takes the pair down to `TWINS`, unless an
identifier of one person agrees (the rule of the Core Person Record, HM Prison and Probation Service). And namesakes
agree in nothing but the name: where nothing else speaks for a pair, it is taken down to `NAMESAKES`.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from athena.compiled import compiled
from athena.resolve.comparing import Comparisons

MOST_LEVELS = 16
MOST_FOR_RARITY = 4.0
"""The most bits that being rarer or commoner than usual adds or takes."""
TWINS = -5.0
"""What a pair weighs at most that compares as twins do."""
NAMESAKES = -1.0
"""What a pair weighs at most for which nothing speaks but the name: a question for people."""
_FAR = 60.0
OTHERS = "others"
"""The name of the last line of evidence: what relatives, twins or namesakes would have in common as well."""


NEEDED, SHARED, NEVER = 1, 2, 3
"""Of a level: twins have both of these; twins have one of these or more; twins have none of these."""


@dataclass(frozen=True)
class Relatives:
    """How relatives compare: their `share` among pairs that are not of one person, in bits of odds, and bits by level.

    `bits` say how much likelier each level is for relatives than for any other two. `rare` says of each attribute
    whether relatives share its value by being relatives, so that its rarity speaks for them as it does for one person.
    `named` says which attributes are names that namesakes may share (none in data chosen for its duplicates). `twins`
    has a row for each attribute: what each level says of twins (`NEEDED`, `SHARED`, `NEVER`, 0 for nothing).
    """

    share: float
    bits: NDArray[np.float64]
    rare: NDArray[np.bool_]
    named: NDArray[np.bool_]
    twins: NDArray[np.uint8]


@dataclass(frozen=True)
class Weights:
    """What a pair's levels are worth, in bits: a row an attribute, a column a level, level 0 (no value) worth 0.

    A pair weighs `prior`, plus each attribute's `bits` at its level, plus `frequency` times what the rarity of what
    agrees exceeds the `usual` rarity at that level, within `MOST_FOR_RARITY`; less what `relatives` explain.
    """

    prior: float
    bits: NDArray[np.float64]
    usual: NDArray[np.float64]
    frequency: float
    relatives: Relatives

    def evidence(self, compared: Comparisons) -> NDArray[np.float64]:
        """The bits of every attribute of every pair, and last of others; with the prior they sum to its weight."""
        return _lines(compared.level, compared.rarity, self.prior, *self._arrays())

    def weigh(self, compared: Comparisons) -> NDArray[np.float64]:
        """The match weight of every pair."""
        return _weigh(compared.level, compared.rarity, self.prior, *self._arrays())

    def related(self, compared: Comparisons) -> NDArray[np.float64]:
        """The odds, in bits, that a pair is of relatives against any other two."""
        them = self.relatives
        return _odds(compared.level, compared.rarity, self.usual, self.frequency, them.share, them.bits, them.rare)

    def _arrays(
        self,
    ) -> tuple[
        NDArray[np.float64], NDArray[np.float64], float, float, NDArray[np.float64], NDArray[np.bool_],
        NDArray[np.bool_], NDArray[np.uint8],
    ]:  # fmt: skip
        them = self.relatives
        return self.bits, self.usual, self.frequency, them.share, them.bits, them.rare, them.named, them.twins


@compiled
def _rare(rarity: float, usual: float, frequency: float) -> float:
    if rarity <= 0:
        return 0.0
    return min(max(frequency * (rarity - usual), -MOST_FOR_RARITY), MOST_FOR_RARITY)


@compiled
def _explained(odds: float, share: float) -> float:
    """Bits to take off, when relatives are `odds` times likelier than any other two, and were `share` beforehand."""
    theirs = odds if odds > _FAR else np.log2(1.0 + 2.0**odds)
    return float(np.log2(1.0 + 2.0**share) - theirs)


@compiled
def _most(level: NDArray[np.uint8], twins: NDArray[np.uint8], by_name: bool, otherwise: bool) -> float:
    """What a pair may weigh at most."""
    if _like_twins(level, twins):
        return TWINS
    return NAMESAKES if by_name and not otherwise else np.inf


@compiled
def _like_twins(level: NDArray[np.uint8], twins: NDArray[np.uint8]) -> bool:
    needed, shared = 0, False
    for column in range(len(level)):
        says = twins[column, level[column]]
        if says == NEVER:
            return False
        needed += says == NEEDED
        shared |= says == SHARED
    return needed == 2 and shared


@compiled
def _lines(
    level: NDArray[np.uint8], rarity: NDArray[np.float32], prior: float, bits: NDArray[np.float64],
    usual: NDArray[np.float64], frequency: float, share: float, theirs: NDArray[np.float64],
    shared: NDArray[np.bool_], named: NDArray[np.bool_], twins: NDArray[np.uint8],
) -> NDArray[np.float64]:  # fmt: skip
    columns = level.shape[1]
    out = np.empty((len(level), columns + 1), np.float64)
    for pair in range(len(level)):
        odds = share
        total = 0.0
        by_name, otherwise = False, False
        for column in range(columns):
            at = level[pair, column]
            rare = _rare(rarity[pair, column], usual[column, at], frequency)
            out[pair, column] = bits[column, at] + rare
            total += out[pair, column]
            if out[pair, column] > 0:
                by_name |= named[column]
                otherwise |= not named[column]
            odds += theirs[column, at] + (rare if shared[column] else 0.0)
        most = _most(level[pair], twins, by_name, otherwise)
        out[pair, columns] = min(_explained(odds, share), most - prior - total)
    return out


@compiled
def _weigh(
    level: NDArray[np.uint8], rarity: NDArray[np.float32], prior: float, bits: NDArray[np.float64],
    usual: NDArray[np.float64], frequency: float, share: float, theirs: NDArray[np.float64],
    shared: NDArray[np.bool_], named: NDArray[np.bool_], twins: NDArray[np.uint8],
) -> NDArray[np.float64]:  # fmt: skip
    out = np.empty(len(level), np.float64)
    for pair in range(len(level)):
        total = 0.0
        odds = share
        by_name, otherwise = False, False
        for column in range(level.shape[1]):
            at = level[pair, column]
            rare = _rare(rarity[pair, column], usual[column, at], frequency)
            speaks = bits[column, at] + rare
            total += speaks
            if speaks > 0:
                by_name |= named[column]
                otherwise |= not named[column]
            odds += theirs[column, at] + (rare if shared[column] else 0.0)
        most = _most(level[pair], twins, by_name, otherwise)
        out[pair] = min(prior + (total + _explained(odds, share)), most)
    return out


@compiled
def _odds(
    level: NDArray[np.uint8], rarity: NDArray[np.float32], usual: NDArray[np.float64], frequency: float, share: float,
    theirs: NDArray[np.float64], shared: NDArray[np.bool_],
) -> NDArray[np.float64]:  # fmt: skip
    out = np.empty(len(level), np.float64)
    for pair in range(len(level)):
        odds = share
        for column in range(level.shape[1]):
            at = level[pair, column]
            rare = _rare(rarity[pair, column], usual[column, at], frequency)
            odds += theirs[column, at] + (rare if shared[column] else 0.0)
        out[pair] = odds
    return out
