"""Larson's approximation of the hypercube, for as many units as a force has.

Source: R. C. Larson, "Approximating the performance of urban emergency service systems", Operations Research 23(5),
1975. Units are taken as busy independently, corrected by the factor Q(j): how much likelier j units in a row are to be
busy and the next one free when they share one stream of calls.
"""

from __future__ import annotations

import numpy as np
from scipy.special import gammaln

from athena.deploy import erlang
from athena.deploy.beats import Beats, Floats, Integers, Response

_CLOSE = 1e-9
_MOST_ROUNDS = 10_000


def approximate(beats: Beats) -> Response:
    """The busy share of each unit and who answers what, by fixed-point rounds; refused where units cannot keep up."""
    beats.stable()
    units = beats.units
    preference = beats.preference
    share = beats.rate / beats.rate.sum()
    queued = erlang.waits(beats.load, units)
    correction = _correction(beats.load, units)
    busy = np.full(units, beats.load / units)
    for _ in range(_MOST_ROUNDS):
        offered = _offered(share, preference, busy, correction)
        flow = np.zeros(units)
        np.add.at(flow, preference, offered)
        worked = beats.load * flow
        new = (worked + beats.load * queued / units) / (1.0 + worked)
        new *= beats.load / new.sum()
        change = float(np.abs(new - busy).max())
        busy = new
        if change < _CLOSE:
            return _described(beats, preference, share, busy, correction, queued)
    raise AssertionError(f"the approximation for {units} units did not settle in {_MOST_ROUNDS} rounds")


def _correction(load: float, units: int) -> Floats:
    """Q(j), j = 0..units-1: P(j units drawn at random are busy and the next is free) / (busy^j (1 - busy)).

    The number busy is that of M/M/units with a queue. Written as a mean over the states, each in logarithms, so
    that two hundred units neither overflow nor lose figures.
    """
    state = np.arange(units)
    log_state = state * np.log(load) - gammaln(state + 1)
    last = units * np.log(load) - gammaln(units + 1) - np.log1p(-load / units)
    everything = np.logaddexp.reduce(np.append(log_state, last))
    log_state = log_state - everything
    utilisation = load / units
    drawn = np.arange(units)[:, None]
    # n!/(n-j)! (N-j)!/N! (N-n)/(N-j): j in a row busy out of n, and then one of the N-n that are free.
    possible = state[None, :] >= drawn
    taken = np.where(possible, state[None, :] - drawn, 0)
    log_share = (
        log_state[None, :]
        + gammaln(state[None, :] + 1)
        - gammaln(taken + 1)
        + gammaln(units - drawn + 1)
        - gammaln(units + 1)
        + np.log(units - state[None, :])
        - np.log(units - drawn)
    )
    both = np.logaddexp.reduce(np.where(possible, log_share, -np.inf), axis=1)
    return np.asarray(np.exp(both - np.arange(units) * np.log(utilisation) - np.log1p(-utilisation)))


def _offered(share: Floats, preference: Integers, busy: Floats, correction: Floats) -> Floats:
    """(places, ranks): the share of calls that reach the unit of that rank, if it is free."""
    ranked = busy[preference]
    passed = np.cumprod(np.hstack([np.ones((len(share), 1)), ranked[:, :-1]]), axis=1)
    return np.asarray(share[:, None] * passed * correction[None, :])


def _described(
    beats: Beats, preference: Integers, share: Floats, busy: Floats, correction: Floats, queued: float
) -> Response:
    answered = _offered(share, preference, busy, correction) * (1.0 - busy[preference])
    # Each place's calls are answered or queue: hold the ranks to what is left.
    answered *= (share * (1.0 - queued) / answered.sum(axis=1))[:, None]
    sent = np.zeros_like(beats.travel)
    np.put_along_axis(sent, preference, answered, axis=1)
    sent += np.outer(share, np.full(beats.units, 1.0 / beats.units)) * queued
    return Response(
        busy,
        sent,
        queued,
        erlang.mean_wait(beats.load, beats.units, beats.service),
        float((sent * beats.travel).sum()),
    )
