"""How weights are learnt without a label (Fellegi and Sunter 1969; Winkler 1988), relatives being a kind of their own.

Candidate pairs are a mixture of three kinds: of one person, of relatives, of any other two. Expectation-maximisation
finds how often each level of each attribute occurs among each. Without the second kind the first becomes it, in a town
where most people live with relatives: theirs is the larger split. u is of pairs that share a key and not of any two
records, so what a key makes common is worth less. Attributes depend on one another all the same (a district and a birth
place), which is why rarity is believed in part only.
"""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from athena.compiled import compiled
from athena.resolve.compare import Levels
from athena.resolve.comparing import Comparisons
from athena.resolve.weighing import MOST_LEVELS, Relatives, Weights

_ROUNDS = 40
_SETTLED = 1e-5
_FAR = 60.0
_STEADY, _HELD, _HELD_OF_RELATIVES = 50.0, 0.1, 1.0
_RELATIVES = 0.05
"""The share of relatives among candidates that is assumed at first."""

Shares = NDArray[np.float64]


def estimate(
    compared: Comparisons,
    anybody: Comparisons,
    levels: Sequence[Levels],
    household: Sequence[bool],
    twins: NDArray[np.uint8],
    frequency: float,
    prior: float,
) -> Weights:
    """Learn weights from candidate pairs, starting at what is assumed of each kind and what any two records show.

    `household` says of each attribute whether relatives share it; `twins` is as in `Relatives`. What is assumed of one
    person goes on counting as a tenth of the pairs that seem to be, and what is assumed of relatives as all of theirs,
    so that neither can become the other; all starting points count as fifty pairs, which steadies small data. `prior`
    is the share of the same that is assumed at first. Deterministic: the same pairs give the same weights.
    """
    sizes = [len(of.assumed) for of in levels]
    m_before, u_before, h_before = _assumed(anybody, levels, household)
    known = any(shared and (compared.level[:, column] > 0).any() for column, shared in enumerate(household))
    theirs = _RELATIVES if known else 0.0
    named = np.array([of.family for of in levels])
    rare = np.array([shared or of.family for shared, of in zip(household, levels, strict=True)])
    usual = _usual(compared.level, compared.rarity, np.ones(len(compared.level)), frequency)
    weights = _weights(m_before, u_before, h_before, usual, sizes, (prior, theirs), rare, named, twins, frequency)
    for _ in range(_ROUNDS):
        same, related = _kinds(compared, weights)
        other = 1.0 - same - related
        m, u, h = (_counts(compared.level, share) for share in (same, other, related))
        usual = _usual(compared.level, compared.rarity, same, frequency)
        m = m + max(_STEADY, _HELD * float(same.sum())) * m_before + 0.5
        u = u + _STEADY * u_before + 0.5
        h = h + max(_STEADY, _HELD_OF_RELATIVES * float(related.sum())) * h_before + 0.5
        shares = (float(same.mean()), float(related.mean()))
        learnt = _weights(m, u, h, usual, sizes, shares, rare, named, twins, frequency)
        settled = abs(learnt.prior - weights.prior) < _SETTLED
        weights = learnt
        if settled:
            break
    return weights


def _assumed(
    anybody: Comparisons, levels: Sequence[Levels], household: Sequence[bool]
) -> tuple[Shares, Shares, Shares]:
    m, u, h = (np.zeros((len(levels), MOST_LEVELS)) for _ in range(3))
    for column, of in enumerate(levels):
        here = slice(1, len(of.assumed) + 1)
        m[column, here] = of.assumed
        seen = np.bincount(anybody.level[:, column], minlength=MOST_LEVELS)[here] + 0.5
        u[column, here] = seen / seen.sum()
        if of.relatives:
            h[column, here] = of.relatives
        else:
            h[column, here] = of.assumed if household[column] else u[column, here]
    return m, u, h


def _kinds(compared: Comparisons, weights: Weights) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """How probably each pair is of one person, and of relatives."""
    same = 1.0 / (1.0 + np.exp2(-np.clip(weights.weigh(compared), -_FAR, _FAR)))
    odds = np.clip(weights.related(compared), -_FAR, _FAR)
    return same, (1.0 - same) / (1.0 + np.exp2(-odds))


def _weights(
    m: Shares, u: Shares, h: Shares, usual: NDArray[np.float64], sizes: Sequence[int],
    shares: tuple[float, float], rare: NDArray[np.bool_],
    named: NDArray[np.bool_], twins: NDArray[np.uint8], frequency: float,
) -> Weights:  # fmt: skip
    bits, theirs = np.zeros_like(m), np.zeros_like(m)
    for column, size in enumerate(sizes):
        at = slice(1, size + 1)
        base = np.log2(u[column, at] / u[column, at].sum())
        bits[column, at] = np.log2(m[column, at] / m[column, at].sum()) - base
        theirs[column, at] = np.log2(h[column, at] / h[column, at].sum()) - base
    same, related = shares
    among = _odds(related / max(1.0 - same, 1e-9)) if related > 0 else -_FAR
    # Where relatives are met less often than one person, the data was chosen for its duplicates and is no population:
    # who compares as twins do is then one person whose given name was replaced, and a rare name is enough.
    people = related >= same
    others = Relatives(
        among, theirs, rare, named if people else np.zeros_like(named), twins if people else np.zeros_like(twins)
    )
    return Weights(_odds(same), bits, usual, frequency, others)


def _odds(share: float) -> float:
    sure = min(max(share, 1e-6), 1 - 1e-6)
    return float(np.log2(sure / (1 - sure)))


@compiled
def _counts(level: NDArray[np.uint8], share: NDArray[np.float64]) -> Shares:
    out = np.zeros((level.shape[1], MOST_LEVELS))
    for pair in range(len(level)):
        for column in range(level.shape[1]):
            out[column, level[pair, column]] += share[pair]
    out[:, 0] = 0.0
    return out


@compiled
def _usual(
    level: NDArray[np.uint8], rarity: NDArray[np.float32], share: NDArray[np.float64], frequency: float
) -> NDArray[np.float64]:
    """The usual rarity at each level among the same.

    Usual is such that being rarer or commoner evens out: -log2 of the mean of 2 to the minus rarity.
    """
    columns = level.shape[1]
    met = np.zeros((columns, MOST_LEVELS))
    odds = np.zeros((columns, MOST_LEVELS))
    for pair in range(len(level)):
        for column in range(columns):
            if rarity[pair, column] > 0:
                at = level[pair, column]
                met[column, at] += share[pair]
                odds[column, at] += share[pair] * 2.0 ** (-frequency * rarity[pair, column])
    usual = np.zeros((columns, MOST_LEVELS))
    for column in range(columns):
        for at in range(MOST_LEVELS):
            if met[column, at] > 1e-9 and frequency > 0:
                usual[column, at] = -np.log2(odds[column, at] / met[column, at]) / frequency
    return usual
