"""Learning from people's answers: the weights of the levels are moved to where the answers want them.

A logistic regression on the levels of the pairs that were judged, which starts at the weights that were learnt without
a label and is held to them (a normal prior of one bit about each, the mode of the posterior). So a level that no answer
speaks of keeps its weight, fifty answers move little, and five hundred move what is wrong. What a pair weighs stays a
sum of its evidence. That the questions were chosen for being uncertain does not bias it, since they were chosen by what
is compared and nothing else.
"""

from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from athena.resolve.comparing import Comparisons
from athena.resolve.weighing import MOST_LEVELS, Weights

LEAST = 50
"""Fewer answers than this move nothing."""
_HELD = 1.0
_ROUNDS = 40
_SETTLED = 1e-8
_FAR = 40.0
_NATURAL = float(np.log(2.0))


def calibrated(weights: Weights, judged: Comparisons, same: NDArray[np.bool_]) -> Weights:
    """The weights moved by pairs that people judged, `same[i]` saying what pair `i` is; deterministic."""
    if len(same) < LEAST:
        return weights
    seen, design = _design(judged.level)
    start = weights.weigh(judged) * _NATURAL
    held = np.eye(design.shape[1]) / (_HELD * _NATURAL) ** 2
    move = np.zeros(design.shape[1])
    for _ in range(_ROUNDS):
        likely = 1.0 / (1.0 + np.exp(-np.clip(start + design @ move, -_FAR, _FAR)))
        slope = design.T @ (same - likely) - held @ move
        curve = (design.T * (likely * (1.0 - likely))) @ design + held
        step = np.linalg.solve(curve, slope)
        move += step
        if np.abs(step).max() < _SETTLED:
            break
    bits = weights.bits.copy()
    bits[seen // MOST_LEVELS, seen % MOST_LEVELS] += move[:-1] / _NATURAL
    return replace(weights, bits=bits, prior=weights.prior + float(move[-1]) / _NATURAL)


def _design(level: NDArray[np.uint8]) -> tuple[NDArray[np.intp], NDArray[np.float64]]:
    """Which levels of which attributes occur, and a row a pair that says which it has; the last column is the prior."""
    code = level.astype(np.intp) + MOST_LEVELS * np.arange(level.shape[1])
    seen = np.unique(code[level > 0])
    rows = np.zeros((len(level), len(seen) + 1))
    rows[:, -1] = 1.0
    pair, column = np.nonzero(level)
    rows[pair, np.searchsorted(seen, code[pair, column])] = 1.0
    return seen, rows
