"""A mixture of surfaces whose weights are learnt by expectation-maximisation: convex, never negative, explainable."""

from __future__ import annotations

import numpy as np

from athena.forecast.events import Floats

_STEPS = 300
_STILL = 1e-7


def learn_weights(densities: Floats, prior: float = 0.0) -> Floats:
    """The weights (surface) that make the events likeliest, from the `densities` (surface, event) at the events.

    The likelihood is convex in the weights, so there is nothing to tune but when to stop: after 300 steps, or when
    a step gains less than a ten-millionth a event. `prior` adds so many events spread over all surfaces alike.
    """
    surfaces, events = densities.shape
    weights = np.full(surfaces, 1.0 / surfaces)
    if events == 0:
        return weights
    last = -np.inf
    for _ in range(_STEPS):
        mixed = weights @ densities
        likelihood = float(np.log(mixed).mean())
        if likelihood - last < _STILL:
            break
        last = likelihood
        weights = weights * (densities / mixed).sum(axis=1) + prior / surfaces
        weights /= weights.sum()
    return weights
