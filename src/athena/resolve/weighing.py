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

from athena.compiled import compiled
from athena.resolve.compare import Levels
from athena.resolve.comparing import Comparisons

MOST_LEVELS = 16
MOST_FOR_RARITY = 4.0
"""The most bits that being rarer or commoner than usual adds or takes."""
_ROUNDS = 40
_SETTLED = 1e-5
_FAR = 60.0
_STEADY, _HELD = 50.0, 0.1


@dataclass(frozen=True)
class Weights:
    """What a pair's levels are worth, in bits: a row an attribute, a column a level, level 0 (no value) worth 0.

    A pair weighs `prior`, plus each attribute's `bits` at its level, plus `frequency` times what the rarity of what
    agrees exceeds the `usual` rarity at that level, within `MOST_FOR_RARITY`.
    """

    prior: float
    bits: NDArray[np.float64]
    usual: NDArray[np.float64]
    frequency: float

    def evidence(self, compared: Comparisons) -> NDArray[np.float64]:
        """The bits of every attribute of every pair; with the prior they sum to the pair's weight."""
        level = compared.level.astype(np.intp)
        columns = np.arange(level.shape[1])
        rare = self.frequency * (compared.rarity - self.usual[columns, level])
        rare = np.where(compared.rarity > 0, np.clip(rare, -MOST_FOR_RARITY, MOST_FOR_RARITY), 0.0)
        return np.asarray(self.bits[columns, level] + rare)

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
                rare = frequency * (rarity[pair, column] - usual[column, at])
                total += min(max(rare, -MOST_FOR_RARITY), MOST_FOR_RARITY)
        out[pair] = prior + total
    return out


def learn(
    compared: Comparisons, anybody: Comparisons, levels: Sequence[Levels], frequency: float, prior: float
) -> Weights:
    """Learn weights from candidate pairs, starting at what is assumed of the same and what any two records show.

    What is assumed goes on counting as a tenth of the pairs that seem the same, so that the mixture cannot settle on
    another split (households, say), and both starting points as fifty pairs, which steadies small data. `prior` is the
    share of the same that is assumed at first. Deterministic: the same pairs give the same weights.
    """
    sizes = [len(of.assumed) for of in levels]
    m_before = np.zeros((len(levels), MOST_LEVELS))
    u_before = np.zeros((len(levels), MOST_LEVELS))
    for column, of in enumerate(levels):
        m_before[column, 1 : sizes[column] + 1] = of.assumed
        seen = np.bincount(anybody.level[:, column], minlength=MOST_LEVELS)[1 : sizes[column] + 1] + 0.5
        u_before[column, 1 : sizes[column] + 1] = seen / seen.sum()
    usual = _shares(compared.level, compared.rarity, np.ones(len(compared.level)), frequency)[2]
    weights = _weights(m_before, u_before, usual, sizes, prior, frequency)
    for _ in range(_ROUNDS):
        share = 1.0 / (1.0 + np.exp2(-np.clip(weights.weigh(compared), -_FAR, _FAR)))
        m, u, usual = _shares(compared.level, compared.rarity, share, frequency)
        held = max(_STEADY, _HELD * float(share.sum()))
        m, u = m + held * m_before, u + _STEADY * u_before
        learnt = _weights(m + 0.5, u + 0.5, usual, sizes, float(share.mean()), frequency)
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
