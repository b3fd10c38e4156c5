"""Larson's hypercube queueing model, solved exactly: which unit answers which call, and how busy each one is.

Source: R. C. Larson, "A hypercube queuing model for facility location and redistricting in urban emergency services",
Computers and Operations Research 1(1), 1974. Each state says which units are busy; service is exponential with one
mean; a call that finds all busy queues, first come first served.
"""

from __future__ import annotations

import numpy as np

from athena.compiled import compiled
from athena.deploy import erlang
from athena.deploy.beats import Beats, Floats, Integers, Response
from athena.failures import Refused

MOST_EXACT = 20
"""Units above which 2^units states no longer fit: use `approximate`."""

_CLOSE = 1e-12
_MOST_SWEEPS = 5_000


def exact(beats: Beats) -> Response:
    """Solve the model exactly, to 1e-12 of any state's probability; memory is 8 bytes x units x 2^units.

    Refused above `MOST_EXACT` units, and where the units cannot keep up.
    """
    beats.stable()
    if beats.units > MOST_EXACT:
        raise Refused(
            "deploy.too-many-units",
            f"{beats.units} units have too many states for the exact model",
            "the response problem",
            f"the states double with each unit, and {MOST_EXACT} is what fits into memory",
            "use the approximation, which the report names as such",
        )
    service_rate = 60.0 / beats.service
    preference = beats.preference
    upward = _sent_by_state(beats.rate, preference)
    level = _by_busy(beats.units)
    probability = _balanced(upward, level, beats.rate.sum(), service_rate)
    return _described(beats, preference, probability)


def _by_busy(units: int) -> Integers:
    """How many units are busy in each state."""
    counts = np.zeros(1, np.int64)
    for _ in range(units):
        counts = np.concatenate([counts, counts + 1])
    return counts


@compiled
def _sent_by_state(rate: Floats, preference: Integers) -> Floats:
    """(states, units): calls an hour that go to each unit in each state; nothing where all are busy."""
    places, units = preference.shape
    states = 1 << units
    upward = np.zeros((states, units))
    for state in range(states - 1):
        for place in range(places):
            for rank in range(units):
                unit = preference[place, rank]
                if not (state >> unit) & 1:
                    upward[state, unit] += rate[place]
                    break
    return upward


@compiled
def _sweep(probability: Floats, upward: Floats, order: Integers, total: float, service_rate: float) -> float:
    """One pass of Gauss-Seidel over the states; gives the largest change relative to the largest probability."""
    states, units = upward.shape
    change = 0.0
    largest = 0.0
    for at in range(states):
        state = order[at]
        inflow = 0.0
        busy = 0
        for unit in range(units):
            bit = 1 << unit
            if state & bit:
                busy += 1
                inflow += probability[state ^ bit] * upward[state ^ bit, unit]
            else:
                inflow += probability[state | bit] * service_rate
        # With every unit busy calls queue and leave the state as they come: only a service ends it.
        out = busy * service_rate + (total if busy < units else 0.0)
        new = inflow / out
        change = max(change, abs(new - probability[state]))
        largest = max(largest, new)
        probability[state] = new
    return change / largest


def _balanced(upward: Floats, level: Integers, total: float, service_rate: float) -> Floats:
    """The probability of each state given that no call queues: sweeps, each held to the known share of its level.

    How many units are busy does not depend on which are sent, so the levels are those of a birth-and-death chain;
    scaling to them after each sweep is Larson's device, and makes the sweeps converge in tens instead of thousands.
    """
    units = upward.shape[1]
    load = total / service_rate
    share = np.cumprod(np.concatenate([[1.0], load / np.arange(1, units + 1)]))
    share /= share.sum()
    size = np.bincount(level).astype(np.float64)
    probability = share[level] / size[level]
    order = np.argsort(level, kind="stable").astype(np.int64)
    for _ in range(_MOST_SWEEPS):
        change = _sweep(probability, upward, order, total, service_rate)
        probability *= (share / np.bincount(level, weights=probability))[level]
        if change < _CLOSE:
            return probability
        order = order[::-1].copy()
    raise AssertionError(f"the hypercube of {units} units did not settle in {_MOST_SWEEPS} sweeps")


def _described(beats: Beats, preference: Integers, probability: Floats) -> Response:
    units = beats.units
    queued = erlang.waits(beats.load, units)
    # `probability` leaves out the queue: put back the states in which all are busy and calls wait.
    full = probability[-1]
    utilisation = beats.load / units
    scale = 1.0 / (1.0 + full * utilisation / (1.0 - utilisation))
    probability = probability * scale
    busy = _busy_share(probability, units) + queued - probability[-1]
    sent = _sent(beats.rate / beats.rate.sum(), preference, probability)
    spread = np.outer(beats.rate / beats.rate.sum(), np.full(units, 1.0 / units)) * queued
    sent = sent + spread
    return Response(
        busy,
        sent,
        queued,
        erlang.mean_wait(beats.load, units, beats.service),
        float((sent * beats.travel).sum()),
    )


def _busy_share(probability: Floats, units: int) -> Floats:
    states = np.arange(len(probability))
    return np.array([probability[(states >> unit) & 1 == 1].sum() for unit in range(units)])


@compiled
def _sent(share: Floats, preference: Integers, probability: Floats) -> Floats:
    places, units = preference.shape
    sent = np.zeros((places, units))
    for state in range((1 << units) - 1):
        for place in range(places):
            for rank in range(units):
                unit = preference[place, rank]
                if not (state >> unit) & 1:
                    sent[place, unit] += share[place] * probability[state]
                    break
    return sent
