"""Pooling densities by weights on their logarithms, learnt on windows that were forecast before they were seen.

p(cell) is proportional to the product of p_k(cell) ** w_k (Genest and Zidek 1986, "Combining probability
distributions").
The weights need not sum to one: a sum above one sharpens and below one flattens, so the pool calibrates as it blends.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from scipy.optimize import minimize

from athena.forecast.events import Floats

_MOST = 2.0


def pool(logs: Floats, weights: Floats) -> Floats:
    """The pooled probabilities of the cells, from `logs` (method, cell) and `weights` (method)."""
    score = weights @ logs
    score -= score.max()
    made = np.exp(score)
    return np.asarray(made / made.sum())


def learn_pool(windows: Sequence[tuple[Floats, Floats]]) -> Floats:
    """The weights that make what happened likeliest, over `windows` of (logs (method, cell), counts (cell)).

    Weights lie between 0 and 2. Without an event, every method weighs the same.
    """
    methods = windows[0][0].shape[0]
    start = np.full(methods, 1.0 / methods)
    total = sum(float(counts.sum()) for _, counts in windows)
    if total == 0:
        return start

    def loss(weights: Floats) -> tuple[float, Floats]:
        value, slope = 0.0, np.zeros(methods)
        for logs, counts in windows:
            score = weights @ logs
            most = score.max()
            odds = np.exp(score - most)
            norm = odds.sum()
            events = counts.sum()
            value -= float(counts @ score - events * (most + np.log(norm)))
            slope -= logs @ counts - events * (logs @ (odds / norm))
        return value / total, slope / total

    found = minimize(loss, start, jac=True, bounds=[(0.0, _MOST)] * methods, method="L-BFGS-B")
    return np.asarray(found.x)
