"""What each level of agreement is worth, learnt without a label (Fellegi and Sunter 1969; Winkler 1988).

Candidate pairs are a mixture of the same and the different. Expectation-maximisation finds, for each attribute, how
often each level occurs among the one (m) and the other (u); a level's weight is log2(m/u). u is of pairs that share a
key and not of any two records, so what a key makes common is worth less. Attributes depend on one another all the same
(a district and a birth place), which is why rarity is believed in part only.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from athena.resolve.comparing import Comparisons
from athena.resolve.compiled import compiled

MOST_LEVELS = 16
_ROUNDS = 40
_SETTLED = 1e-5
_PRIOR_SHARE = 0.3
_FAR = 60.0


@dataclass(frozen=True)
class Weights:
    """What a pair's levels are worth, in bits: a row an attribute, a column a level, level 0 (no value) worth 0.

    A pair weighs `prior`, plus each attribute's `bits` at its level, plus `frequency` times what the rarity of what
    agrees exceeds the `usual` rarity at that level.
    """

    prior: float
    bits: NDArray[np.float64]
    usual: NDArray[np.float64]
    frequency: float

    def evidence(self, compared: Comparisons) -> NDArray[np.float64]:
        """The bits of every attribute of every pair; with the prior they sum to the pair's weight."""
        level = compared.level.astype(np.intp)
        columns = np.arange(level.shape[1])
        rare = np.where(compared.rarity > 0, compared.rarity - self.usual[columns, level], 0.0)
        return np.asarray(self.bits[columns, level] + self.frequency * rare)

    def weigh(self, compared: Comparisons) -> NDArray[np.float64]:
        """The match weight of every pair."""
        return _weigh(compared.level, compared.rarity, self.bits, self.usual, self.frequency, self.prior)


@compiled
def _weigh(
    level: NDArray[np.uint8],
    rarity: NDArray[np.float32],
    bits: NDArray[np.float64],
    usual: NDArray[np.float64],
    frequency: float,
    prior: float,
) -> NDArray[np.float64]:
    out = np.empty(len(level), np.float64)
    for pair in range(len(level)):
        total = 0.0
        for column in range(level.shape[1]):
            at = level[pair, column]
            total += bits[column, at]
            if rarity[pair, column] > 0:
                total += frequency * (rarity[pair, column] - usual[column, at])
        out[pair] = prior + total
    return out


def learn(compared: Comparisons, anybody: Comparisons, sizes: Sequence[int], frequency: float) -> Weights:
    """Learn weights from candidate pairs, starting at what levels any two records show.

    `sizes` are how many levels each attribute has. Deterministic: the same pairs give the same weights.
    """
    columns = len(sizes)
    m = np.zeros((columns, MOST_LEVELS))
    u = np.zeros((columns, MOST_LEVELS))
    for column, size in enumerate(sizes):
        m[column, 1 : size + 1] = np.linspace(0.1, 1.0, size) ** 3
        u[column] = np.bincount(anybody.level[:, column], minlength=MOST_LEVELS)[:MOST_LEVELS] + 0.5
    weights = _weights(m, u, np.zeros_like(m), sizes, _PRIOR_SHARE, frequency)
    for _ in range(_ROUNDS):
        share = 1.0 / (1.0 + np.exp2(-np.clip(weights.weigh(compared), -_FAR, _FAR)))
        m, u, usual = _shares(compared.level, compared.rarity, share, frequency)
        learnt = _weights(m + 1.0, u + 1.0, usual, sizes, float(share.mean()), frequency)
        settled = abs(learnt.prior - weights.prior) < _SETTLED
        weights = learnt
        if settled:
            break
    return weights


def _weights(
    m: NDArray[np.float64],
    u: NDArray[np.float64],
    usual: NDArray[np.float64],
    sizes: Sequence[int],
    share: float,
    frequency: float,
) -> Weights:
    bits = np.zeros_like(m)
    for column, size in enumerate(sizes):
        levels = slice(1, size + 1)
        bits[column, levels] = np.log2(m[column, levels] / m[column, levels].sum())
        bits[column, levels] -= np.log2(u[column, levels] / u[column, levels].sum())
    sure = min(max(share, 1e-6), 1 - 1e-6)
    return Weights(float(np.log2(sure / (1 - sure))), bits, usual, frequency)


@compiled
def _shares(
    level: NDArray[np.uint8], rarity: NDArray[np.float32], share: NDArray[np.float64], frequency: float
) -> tuple[NDArray[np.float64], NDArray[np.float64], NDArray[np.float64]]:
    """How often each level is met among the same and the different, and the usual rarity of each among the same.

    Usual is such that being rarer or commoner evens out: -log2 of the mean of 2 to the minus rarity.
    """
    columns = level.shape[1]
    m = np.zeros((columns, 16))
    u = np.zeros((columns, 16))
    met = np.zeros((columns, 16))
    odds = np.zeros((columns, 16))
    for pair in range(len(level)):
        for column in range(columns):
            at = level[pair, column]
            m[column, at] += share[pair]
            u[column, at] += 1.0 - share[pair]
            if rarity[pair, column] > 0:
                met[column, at] += share[pair]
                odds[column, at] += share[pair] * 2.0 ** (-frequency * rarity[pair, column])
    usual = np.zeros((columns, 16))
    for column in range(columns):
        for at in range(16):
            if met[column, at] > 1e-9 and frequency > 0:
                usual[column, at] = -np.log2(odds[column, at] / met[column, at]) / frequency
    return m, u, usual
