"""Erlang's formulas: how often a call waits when so many units share the work of an hour.

Arrivals are Poisson and service exponential; `load` is arrivals times mean service, in units kept busy (erlangs).
Source: A. K. Erlang, 1917; Gans, Koole and Mandelbaum, "Telephone call centers", M&SOM 5(2), 2003, sections 4.1-4.2.
"""

from __future__ import annotations

from math import ceil, exp

from athena.failures import Refused

_MOST_UNITS = 100_000


def blocked(load: float, units: int) -> float:
    """Erlang B: the share of calls that find every one of `units` busy, where such calls are lost."""
    inverse = 1.0
    for busy in range(1, units + 1):
        if load == 0:
            return 0.0
        inverse = 1.0 + inverse * busy / load
        if inverse > 1e300:  # below any share that matters, and the next step would overflow
            return 0.0
    return 1.0 / inverse


def waits(load: float, units: int) -> float:
    """Erlang C: the share of calls that wait, where a call that finds every unit busy queues; 1 where none keep up."""
    if load >= units:
        return 1.0
    lost = blocked(load, units)
    return lost / (1.0 - load / units * (1.0 - lost))


def answered_within(load: float, units: int, service: float, target: float) -> float:
    """The share of calls that wait at most `target`, in the same unit of time as the mean `service`; 0 if unstable."""
    if load >= units:
        return 0.0
    return 1.0 - waits(load, units) * exp(-(units - load) * target / service)


def mean_wait(load: float, units: int, service: float) -> float:
    """The mean wait of all calls, those that do not wait included; infinite where the units do not keep up."""
    if load >= units:
        return float("inf")
    return waits(load, units) * service / (units - load)


def abandoned(load: float, units: int, service: float, patience: float) -> float:
    """Erlang A: the share of callers who give up, whose patience is exponential with mean `patience`.

    Summed over the states of the birth-and-death chain (Garnett, Mandelbaum and Reiman, M&SOM 4(3), 2002), so it is
    exact to rounding at any load. Time in one unit throughout.
    """
    if load == 0:
        return 0.0
    weight, total, giving_up = 1.0, 1.0, 0.0
    state = 0
    while True:
        state += 1
        waiting = max(0, state - units)
        weight *= (load / service) / (min(state, units) / service + waiting / patience)
        total += weight
        giving_up += weight * waiting / patience
        if total > 1e280:
            weight, total, giving_up = weight / 1e280, total / 1e280, giving_up / 1e280
        if waiting and weight < 1e-16 * total:
            return giving_up / total / (load / service)


def units_needed(load: float, service: float, target: float, share: float, busiest: float = 1.0) -> int:
    """The fewest units of which `share` of calls wait at most `target` and none is busy above `busiest` of its time.

    Refused where `share` or `busiest` can never be met.
    """
    if not (0 < share < 1 and 0 < busiest <= 1 and service > 0 and target >= 0 and load >= 0):
        raise Refused(
            "deploy.impossible-target",
            "no number of units can meet this target",
            f"load {load}, service {service}, target {target}, share {share}, busiest {busiest}",
            "the share must lie between 0 and 1, the utilisation within (0, 1], and times may not be negative",
            "give a share such as 0.9 and a utilisation such as 0.6; the duty commander sets both",
        )
    units = max(1, ceil(load / busiest))
    while answered_within(load, units, service, target) < share:
        units += 1
        if units > _MOST_UNITS:
            raise Refused(
                "deploy.load-too-large",
                f"more than {_MOST_UNITS:,} units would be needed",
                f"load {load}",
                "the load is beyond any force's",
                "check that the service time and the arrivals are in the same unit of time",
            )
    return units
