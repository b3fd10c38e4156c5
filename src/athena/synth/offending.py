"""Who offends, with whom, how often and in which way: all of it truth, of which the force knows a part."""

from dataclasses import dataclass

import numpy as np

from athena.synth.draws import Dice, Ints, Mask, Reals, Small
from athena.synth.homes import Homes
from athena.synth.people import People
from athena.synth.period import Period
from athena.synth.rates import Rates
from athena.synth.streets import Streets

ALONE = -1
METHODS = 12
"""How many usual methods there are; what a number means depends on the crime (`wording.py`)."""

_YOUNGEST = 10


@dataclass(frozen=True)
class Offenders:
    """The people who offend, sorted by where they live, so that one near a place is found by bisection.

    `activity` is heavy-tailed; `group` numbers co-offending groups (-1 for none); `method` is each one's usual way.
    `members` lists positions by group: of group g, `members[group_first[g] : group_first[g + 1]]`.
    """

    person: Small
    ward: Small
    borough: Small
    activity: Reals
    group: Small
    method: Small
    members: Small
    group_first: Small

    def near(self, dice: Dice, rates: Rates, name: str, at: Ints, ward: Ints, borough: Ints, central: Mask) -> Ints:
        """Return a position in `person` for each event: mostly of the ward, else the borough, else of anywhere.

        Where it is `central`, among the shops that everybody goes to, nobody is chosen for living in that ward: few
        do, and they would have done all of it.
        """
        total = np.concatenate((np.zeros(1), np.cumsum(self.activity)))
        reach = dice("offending", "reach", name).uniform(at)
        near_ward = rates.number("offending.near_ward")
        by_ward = _slices(self.borough * 1000 + self.ward, borough * 1000 + ward)
        by_borough = _slices(self.borough, borough)
        everywhere = (np.zeros(len(at), np.int64), np.full(len(at), len(self.person)))
        use_ward = ~central & (reach < near_ward) & (by_ward[1] > by_ward[0])
        use_borough = (reach < near_ward + rates.number("offending.near_borough")) & (by_borough[1] > by_borough[0])
        low = np.where(use_ward, by_ward[0], np.where(use_borough, by_borough[0], everywhere[0]))
        high = np.where(use_ward, by_ward[1], np.where(use_borough, by_borough[1], everywhere[1]))
        point = total[low] + dice("offending", "who", name).uniform(at) * (total[high] - total[low])
        return np.clip(np.searchsorted(total, point, side="right") - 1, low, high - 1)

    def companion(self, dice: Dice, name: str, at: Ints, position: Ints) -> Ints:
        """Return another member of each offender's group, or -1 for those in no group."""
        group = self.group[position]
        size = np.where(group >= 0, self.group_first[group + 1] - self.group_first[group], 1)
        pick = self.group_first[np.maximum(group, 0)] + dice("offending", "with", name).below(at, size)
        found = self.members[pick].astype(np.int64)
        return np.where((group >= 0) & (found != position), found, ALONE)


def make_offenders(
    dice: Dice, rates: Rates, period: Period, people: People, homes: Homes, streets: Streets
) -> Offenders:
    """Choose who offends: by age, sex and the deprivation of the street; at least twelve people."""
    everyone = np.arange(len(people))
    address = homes.address_on(people.household.astype(np.int64), np.full(len(people), period.first_day))
    street = streets.street_of(address)
    weight = _propensity(rates, people, period) * np.exp(streets.deprived[street] - 0.5)
    wanted = max(12, round(len(people) * rates.number("offending.active_share")))
    # Weighted sampling without replacement (Efraimidis and Spirakis, 2006).
    score = np.log(np.maximum(weight, 1e-12)) - np.log(dice("offending", "chosen").exponential(everyone))
    chosen = np.argsort(-score, kind="stable")[:wanted]
    ward, borough = streets.ward[street[chosen]], streets.borough[street[chosen]]
    order = np.lexsort((dice("offending", "order").bits(chosen), ward, borough))
    chosen, ward, borough = chosen[order], ward[order], borough[order]
    shape = rates.number("offending.activity_shape")
    activity = np.minimum(
        (1 - dice("offending", "activity").uniform(chosen)) ** (-1 / shape), rates.number("offending.most_active")
    )
    group, members, group_first = _groups(dice, rates, chosen, borough)
    method = dice("offending", "method").below(chosen, METHODS)
    columns = (chosen, ward, borough, group, method, members, group_first)
    person, ward32, borough32, group32, method32, members32, first32 = (one.astype(np.int32) for one in columns)
    return Offenders(person, ward32, borough32, activity, group32, method32, members32, first32)


def _propensity(rates: Rates, people: People, period: Period) -> Reals:
    age = (period.first_day + period.days / 2 - people.born) / 365.25
    old = np.maximum(age - 8, 0.05)
    peak = np.log(rates.number("offending.age_peak") - 8)
    curve = np.exp(-(((np.log(old) - peak) / (2 * rates.number("offending.age_spread"))) ** 2))
    male = rates.number("offending.male_share")
    return np.where(age < _YOUNGEST + period.years / 2, 0.0, curve) * np.where(people.female, 1 - male, male)


def _groups(dice: Dice, rates: Rates, chosen: Ints, borough: Ints) -> tuple[Ints, Ints, Ints]:
    """Put near half of the offenders into groups of people of one borough."""
    joins = np.flatnonzero(dice("offending", "joins").chance(chosen, rates.number("offending.group_share")))
    joins = joins[np.lexsort((dice("offending", "mixed").bits(chosen[joins]), borough[joins]))]
    words, weights = rates.mix("offending.group_size")
    sizes = np.array([int(word) for word in words])[dice("offending", "size").choice(np.arange(len(joins)), weights)]
    first = np.concatenate((np.zeros(1, np.int64), np.cumsum(sizes)))
    first = np.concatenate((first[first < len(joins)], [len(joins)]))
    number = np.repeat(np.arange(len(first) - 1), np.diff(first))
    group = np.full(len(chosen), ALONE, np.int64)
    group[joins] = number
    return group, joins, first


def _slices(sorted_keys: Small, wanted: Ints) -> tuple[Ints, Ints]:
    return np.searchsorted(sorted_keys, wanted, side="left"), np.searchsorted(sorted_keys, wanted, side="right")
