"""Officer numbers month by month with their uncertainty, and the recruitment that a target needs.

A cohort model: each month officers leave by the rate of their service (binomial), are promoted into vacancies, and
recruits join. Every draw is a whole history of whole officers, so that opening + joined - left = closing in each.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from athena.deploy.beats import Floats, Integers
from athena.deploy.establishment import YEARS, Establishment
from athena.failures import Refused

DRAWS = 400
_MOST_RECRUITS = 2_000


@dataclass(frozen=True)
class Future:
    """What becomes of the officers: all (draws, months + 1) but `joined` and `left` (draws, months), `cost` (draws,).

    `deployable` leaves out those in training, counts those on probation by half, and takes off the abstracted.
    """

    strength: Integers
    deployable: Floats
    joined: Integers
    left: Integers
    cost: Floats

    def chance(self, month: int, deployable: int) -> float:
        """The share of draws with at least so many deployable in a month."""
        return float((self.deployable[:, month] >= deployable).mean())


@dataclass(frozen=True)
class Needed:
    """The fewest `recruits` a month that meet a target as surely as asked, with that `chance` and what it `costs`."""

    recruits: int
    chance: float
    future: Future


def future_of(scenario: Establishment, recruits: int | None = None, draws: int = DRAWS) -> Future:
    """Play a scenario `draws` times, with its own recruits or `recruits` a month; the same seed each time.

    Scenarios that differ in one number are compared on the same luck, so their difference is not noise.
    """
    draw = np.random.default_rng(7)
    monthly = scenario.recruits if recruits is None else recruits
    off = np.exp(draw.normal(0.0, scenario.uncertain, draws))[:, None, None]
    leaving = 1.0 - (1.0 - np.clip(scenario.hazard()[None, None, :] * off, 0.0, 1.0)) ** (1.0 / 12.0)
    # Officers by completed year, twelve months within the first two years told apart: that is where training ends.
    stock = np.repeat(scenario.opening()[None], draws, axis=0)
    young = np.zeros((draws, max(scenario.probation, scenario.training, 1)), np.int64)
    _settle_young(stock, young)
    strength = [stock.sum(axis=(1, 2)) + young.sum(axis=1)]
    deployable = [_deployable(scenario, stock, young)]
    joined, left = [], []
    cost = np.zeros(draws)
    for _ in range(scenario.months):
        gone = draw.binomial(stock, np.broadcast_to(leaving, stock.shape))
        stock = stock - gone
        early = draw.binomial(young, np.broadcast_to(_of_young(leaving[:, 0], young.shape[1]), young.shape))
        young = young - early
        left.append(gone.sum(axis=(1, 2)) + early.sum(axis=1))
        stock, young = _aged(draw, stock, young)
        new = draw.binomial(monthly, scenario.finish, draws)
        young[:, 0] += new
        joined.append(new)
        _promote(scenario, stock)
        strength.append(stock.sum(axis=(1, 2)) + young.sum(axis=1))
        deployable.append(_deployable(scenario, stock, young))
        cost += monthly * scenario.recruit_cost + _pay(scenario, stock, young) / 12.0
    return Future(
        np.stack(strength, axis=1), np.stack(deployable, axis=1), np.stack(joined, axis=1), np.stack(left, axis=1), cost
    )


def recruits_needed(scenario: Establishment) -> Needed:
    """The fewest recruits a month that meet the scenario's target; refused without one, or where none would do."""
    target = scenario.target
    if target is None:
        raise Refused(
            "deploy.no-target",
            "this scenario has no target to recruit for",
            "target",
            "without a number, a month and a certainty there is nothing to solve for",
            "add target: {deployable, by, sure}; the chief officer team decides them",
        )
    month = (target.by.year - scenario.starts.year) * 12 + target.by.month - scenario.starts.month

    def chance(recruits: int) -> tuple[float, Future]:
        future = future_of(scenario, recruits)
        return future.chance(month, target.deployable), future

    low, high = -1, 1
    found = chance(high)
    while found[0] < target.sure:
        low, high = high, high * 2
        if high > _MOST_RECRUITS:
            raise Refused(
                "deploy.target-out-of-reach",
                f"{target.deployable:,} deployable by {target.by:%B %Y} cannot be reached by recruiting",
                f"target.by, with up to {_MOST_RECRUITS:,} recruits a month",
                "recruits are in training and probation until after that month",
                "give a later month or a lower number; the chief officer team decides them",
            )
        found = chance(high)
    while high - low > 1:
        middle = (low + high) // 2
        tried = chance(middle)
        if tried[0] >= target.sure:
            high, found = middle, tried
        else:
            low = middle
    return Needed(high, found[0], found[1])


def _settle_young(stock: Integers, young: Integers) -> None:
    """Move those of the lowest rank who are in their first months into the months they are in, spread evenly."""
    months = young.shape[1]
    for year in range(-(-months // 12)):
        inside = min(12, months - 12 * year)
        count = stock[0, 0, year] * inside // 12
        share, rest = divmod(int(count), inside)
        young[:, 12 * year : 12 * year + inside] = share
        young[:, 12 * year : 12 * year + rest] += 1
        stock[:, 0, year] -= count


def _of_young(leaving: Floats, months: int) -> Floats:
    """(draws, months): the monthly chance of those in their first months, by their completed year."""
    return leaving[:, np.minimum(np.arange(months) // 12, YEARS - 1)]


def _aged(draw: np.random.Generator, stock: Integers, young: Integers) -> tuple[Integers, Integers]:
    """A month later: a twelfth of each year complete the next, and those at the end of probation join their year."""
    moving = draw.binomial(stock[:, :, :-1], 1.0 / 12.0)
    stock = stock.copy()
    stock[:, :, :-1] -= moving
    stock[:, :, 1:] += moving
    stock[:, 0, min(young.shape[1] // 12, YEARS - 1)] += young[:, -1]
    return stock, np.concatenate([np.zeros((len(young), 1), np.int64), young[:, :-1]], axis=1)


def _promote(scenario: Establishment, stock: Integers) -> None:
    """Fill vacancies of the rank above, the longest service first, in place."""
    for one in scenario.promotions:
        lower, upper = scenario.ranks.index(one.rank), scenario.ranks.index(one.to)
        vacant = np.maximum(one.keep - stock[:, upper].sum(axis=1), 0)
        for year in range(YEARS - 1, one.years - 1, -1):
            moved = np.minimum(vacant, stock[:, lower, year])
            stock[:, lower, year] -= moved
            stock[:, upper, year] += moved
            vacant -= moved


def _deployable(scenario: Establishment, stock: Integers, young: Integers) -> Floats:
    month = np.arange(young.shape[1])
    weight = np.where(month < scenario.training, 0.0, np.where(month < scenario.probation, 0.5, 1.0))
    return np.asarray((stock.sum(axis=(1, 2)) + young @ weight) * (1.0 - scenario.abstracted))


def _pay(scenario: Establishment, stock: Integers, young: Integers) -> Floats:
    by_rank = stock.sum(axis=2)
    by_rank[:, 0] += young.sum(axis=1)
    return np.asarray(by_rank @ np.array([scenario.officer_cost.get(rank, 0) for rank in scenario.ranks], np.float64))
