"""The point process that makes what happens: a background that follows clock, calendar and street, and contagion.

For each crime type the background is Poisson with intensity (day weight) x (hour weight) x (street weight). Burglary,
damage and vehicle crime also beget: each event has a Poisson number of offspring, at an exponential delay and near by,
which have offspring in turn (a branching process in the sense of Mohler et al., Self-Exciting Point Process Modeling
of Crime, JASA 2011). Every event's parent is kept as truth.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from athena.synth.calendar import Occasion, day_weights, factors
from athena.synth.draws import Dice, Ints, Reals, Small
from athena.synth.period import DAY, Period
from athena.synth.rates import Rates
from athena.synth.streets import Streets

NO_PARENT = -1
CRIME_TYPES = (
    "anti_social_behaviour",
    "bicycle_theft",
    "burglary",
    "criminal_damage_and_arson",
    "drugs",
    "other_crime",
    "other_theft",
    "possession_of_weapons",
    "public_order",
    "robbery",
    "shoplifting",
    "theft_from_the_person",
    "vehicle_crime",
    "violence_and_sexual_offences",
)
"""The types of data.police.uk in use since 2013; an event's type is a position in here."""

_HOURS = {
    "anti_social_behaviour": "disorder",
    "bicycle_theft": "theft",
    "burglary": "burglary",
    "criminal_damage_and_arson": "damage",
    "drugs": "drugs",
    "other_crime": "disorder",
    "other_theft": "theft",
    "possession_of_weapons": "drugs",
    "public_order": "disorder",
    "robbery": "robbery",
    "shoplifting": "shoplifting",
    "theft_from_the_person": "theft",
    "vehicle_crime": "vehicle_crime",
    "violence_and_sexual_offences": "violence",
}
_EVENT_TYPES = ("anti_social_behaviour", "public_order", "violence_and_sexual_offences", "theft_from_the_person")
_EVENING = 17
_STILL_SPREADING = 40
_ESTATE_DOORS = 360
_GOLDEN = 0.618


@dataclass(frozen=True)
class Events:
    """What happened, in order of time. `at` is seconds by the wall clock, `parent` a position or -1."""

    type: Small
    at: Ints
    address: Small
    parent: Small
    generation: Small

    def __len__(self) -> int:
        """How many events there are."""
        return len(self.at)


@dataclass(frozen=True)
class _Drawn:
    at: Ints
    address: Ints
    parent: Ints
    generation: Ints


def make_events(
    dice: Dice, rates: Rates, period: Period, streets: Streets, on: Sequence[Occasion], people: int
) -> Events:
    """Draw every event of every type, and put them in order of time."""
    drawn = [_of_type(dice, rates, period, streets, tuple(on), people, name) for name in CRIME_TYPES]
    sizes = [len(one.at) for one in drawn]
    before = np.concatenate((np.zeros(1, np.int64), np.cumsum(sizes)[:-1]))
    parents = [
        np.where(one.parent >= 0, one.parent + start, NO_PARENT) for one, start in zip(drawn, before, strict=True)
    ]
    kind = np.repeat(np.arange(len(CRIME_TYPES)), sizes)
    at = np.concatenate([one.at for one in drawn])
    parent = np.concatenate(parents)
    order = np.lexsort((dice("events", "ties").bits(np.arange(len(at))), at))
    place = np.empty(len(at), np.int64)
    place[order] = np.arange(len(at))
    moved = np.where(parent >= 0, place[np.maximum(parent, 0)], NO_PARENT)
    return Events(
        kind[order].astype(np.int32),
        at[order],
        np.concatenate([one.address for one in drawn])[order].astype(np.int32),
        moved[order].astype(np.int32),
        np.concatenate([one.generation for one in drawn])[order].astype(np.int32),
    )


def street_weights(dice: Dice, rates: Rates, streets: Streets, name: str) -> Reals:
    """Return the relative intensity of each street for a type: doors, deprivation, luck, and homes against shops."""
    number = np.arange(len(streets.doors))
    spread = rates.number("process.street_spread")
    luck = spread * (dice("process", "street").normal(number) + dice("process", "street", name).normal(number)) / 2**0.5
    slope = rates.number("process.deprivation_slope")
    weight = streets.doors * np.exp(slope * (streets.deprived - 0.5) + luck)
    words, shares = rates.mix("process.centre_share")
    centre = float(shares[words.index(name)])
    homes = number < streets.home_streets
    shared = np.where(homes, 1 - centre, centre)
    total = np.where(homes, weight[homes].sum(), weight[~homes].sum())
    share: Reals = weight / total * shared
    return share


def _of_type(
    dice: Dice, rates: Rates, period: Period, streets: Streets, on: tuple[Occasion, ...], people: int, name: str
) -> _Drawn:
    expected = rates.number(f"crime.{name}") * people / 1000 * period.years
    branching = _branching(rates, name)
    count = dice("process", "count", name).number_near(expected * (1 - branching))
    number = np.arange(count)
    weekday = rates.curve("process.weekday.burglary" if name == "burglary" else "process.weekday.other")
    special = on if name in _EVENT_TYPES else ()
    weights = day_weights(rates, period, special, weekday)
    day = period.first_day + dice("process", "day", name).choice(number, weights)
    at = day * DAY + _seconds(dice, rates, period, special, name, number, day)
    street = dice("process", "place", name).choice(number, street_weights(dice, rates, streets, name))
    address = streets.first[street] + _doors(dice, rates, streets, name, number, street)
    background = _Drawn(at, address, np.full(count, NO_PARENT), np.zeros(count, np.int64))
    return _spread(dice, rates, period, streets, name, background, branching) if branching else background


def _doors(dice: Dice, rates: Rates, streets: Streets, name: str, number: Ints, street: Ints) -> Ints:
    """Draw a door of each street, some of them again and again: the same doors for every type, and no neighbours."""
    doors = streets.doors[street]
    words, powers = rates.mix("process.door_power")
    power = float(powers[words.index(name)]) if name in words else 1.0
    rank = np.floor(dice("process", "door", name).uniform(number) ** power * doors).astype(np.int64)
    shift = dice("process", "first door").below(street, doors)
    return np.asarray((np.minimum(rank, doors - 1) * _strides(streets)[street] + shift) % doors, np.int64)


def _strides(streets: Streets) -> Ints:
    """Return for each street a step that visits every one of its doors, far from the last, before any again."""
    sizes, of = np.unique(streets.doors, return_inverse=True)
    steps = [
        next(n for n in range(round(size * _GOLDEN), 2 * size) if math.gcd(n, size) == 1) for size in sizes.tolist()
    ]
    return np.asarray(np.array(steps, np.int64)[of], np.int64)


def _branching(rates: Rates, name: str) -> float:
    words, values = rates.mix("process.branching")
    return float(values[words.index(name)]) if name in words else 0.0


def _seconds(
    dice: Dice, rates: Rates, period: Period, on: tuple[Occasion, ...], name: str, number: Ints, day: Ints
) -> Ints:
    """Draw the second of the day; where an occasion swells a day, what it adds falls in the evening and night."""
    curve = rates.curve(f"process.hour.{_HOURS[name]}")
    hour = dice("process", "hour", name).choice(number, curve)
    factor = factors(rates, period, on)[day - period.first_day]
    added = dice("process", "added", name).uniform(number) < 1 - 1 / np.maximum(factor, 1.0)
    evening = np.where(np.arange(24) >= _EVENING, curve, 0.0)
    hour = np.where(added, dice("process", "evening", name).choice(number, evening), hour)
    return hour * 3600 + dice("process", "second", name).below(number, 3600)


def _spread(
    dice: Dice, rates: Rates, period: Period, streets: Streets, name: str, background: _Drawn, branching: float
) -> _Drawn:
    """Let events beget events until none does within the period."""
    generations = [background]
    first, born = 0, len(background.at)
    for generation in range(1, _STILL_SPREADING):
        parents = generations[-1]
        number = np.arange(first, first + len(parents.at))
        children = dice("process", "children", name).poisson(number, branching)
        parent = np.repeat(number, children)
        offspring = _offspring(dice, rates, streets, name, np.arange(born, born + len(parent)), parents, parent - first)
        inside = offspring[0] < period.end
        if not inside.any():
            break
        at, address = offspring[0][inside], offspring[1][inside]
        generations.append(_Drawn(at, address, parent[inside], np.full(len(at), generation)))
        first, born = first + len(parents.at), born + len(parent)
    return _Drawn(
        *(
            np.concatenate([getattr(one, field) for one in generations])
            for field in ("at", "address", "parent", "generation")
        )
    )


def _offspring(
    dice: Dice, rates: Rates, streets: Streets, name: str, number: Ints, parents: _Drawn, of: Ints
) -> tuple[Ints, Ints]:
    """Draw time and address of offspring `number`, whose parents are `parents` at positions `of`."""
    mean = rates.number("process.delay_days")
    long = dice("process", "long", name).chance(number, rates.number("process.delay_long_share"))
    delay = dice("process", "delay", name).exponential(number, np.where(long, 4 * mean, mean))
    day = parents.at[of] // DAY + np.floor(delay).astype(np.int64)
    hour = dice("process", "again", name).choice(number, rates.curve(f"process.hour.{_HOURS[name]}"))
    at = np.maximum(
        day * DAY + hour * 3600 + dice("process", "second again", name).below(number, 3600), parents.at[of] + 60
    )
    return at, _near(dice, rates, streets, name, number, parents.address[of])


def _near(dice: Dice, rates: Rates, streets: Streets, name: str, number: Ints, address: Ints) -> Ints:
    """Draw an address at, doors away from, or in the estate of another; all stay among homes or among shops."""
    same, doors = rates.number("process.same_address"), rates.number("process.same_street")
    how = dice("process", "how near", name).uniform(number)
    side = np.where(dice("process", "side", name).chance(number, 0.5), 1, -1)
    away = 1 + np.floor(dice("process", "doors", name).exponential(number, rates.number("process.doors_away")))
    street = streets.street_of(address)
    first, last = streets.first[street], streets.first[street] + streets.doors[street] - 1
    next_door = np.clip(address + side * away.astype(np.int64), first, last)
    around = address + side * (8 + dice("process", "around", name).below(number, _ESTATE_DOORS))
    homes = address < streets.homes
    low = np.where(homes, 0, streets.homes)
    high = np.where(homes, streets.homes, streets.total) - 1
    return np.where(how < same, address, np.where(how < same + doors, next_door, np.clip(around, low, high)))
