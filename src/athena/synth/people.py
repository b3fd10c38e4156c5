"""The people of Northmere: households, ages, names, twins, namesakes, marriages. Person n is truth and in no file."""

from dataclasses import dataclass

import numpy as np

from athena.synth.draws import Dice, Ints, Mask, Small
from athena.synth.names import Stock
from athena.synth.period import Period
from athena.synth.rates import Rates

_YEAR = 365.25
_ADULT = 18
_CHILD_GAP = 18
_CHILD_SPAN = 20


@dataclass(frozen=True)
class People:
    """Every person as columns, one household after the other; all alive throughout (nobody is born or dies).

    `born` counts days from 1970. `surname` is the name at the end; before day `changed` it was `former`. `first` and
    `size` give each household's people; the first two of a household with `couple` are its couple.
    """

    household: Small
    born: Small
    female: Mask
    ethnicity: Small
    culture: Small
    given: Small
    middle: Small
    surname: Small
    former: Small
    changed: Small
    no_abode: Mask
    first: Small
    size: Small
    couple: Mask
    ethnicities: tuple[str, ...]

    def __len__(self) -> int:
        """How many people there are."""
        return len(self.household)

    def age(self, person: Ints, day: Ints | int) -> Ints:
        """Return completed years, near enough (days over 365.25)."""
        return ((day - self.born[person]) / _YEAR).astype(np.int64)

    def surname_on(self, person: Ints, day: Ints) -> Ints:
        """Return the number of the surname that a person bore on a day."""
        return np.where(day < self.changed[person], self.former[person], self.surname[person]).astype(np.int64)


@dataclass(frozen=True)
class _Place:
    """Where each person stands in the household: what everything else about them is drawn from."""

    household: Ints
    position: Ints
    head: Ints
    couple: Mask
    children: Mask
    sharers: Mask

    @property
    def partner(self) -> Mask:
        return np.asarray(self.couple & (self.position == 1))

    @property
    def child(self) -> Mask:
        return self.children & (self.position > self.couple)


def make_people(dice: Dice, rates: Rates, stock: Stock, period: Period, count: int) -> People:
    """Draw `count` people in households."""
    size = _sizes(dice, rates, count)
    first = np.concatenate((np.zeros(1, np.int64), np.cumsum(size)[:-1]))
    place, couple = _places(dice, rates, size, first)
    everyone = np.arange(count)
    born = _births(dice, rates, period, place, everyone)
    female = _sexes(dice, place, everyone)
    ethnicity, culture = _origins(dice, rates, stock, place, everyone)
    given, middle = _given(dice, rates, stock, place, everyone, female, culture)
    surname, former, changed = _surnames(dice, rates, stock, period, place, everyone, culture)
    age = (period.first_day - born) / _YEAR
    alone = (age >= _ADULT) & (place.sharers | (size[place.household] == 1))
    return People(
        household=place.household.astype(np.int32),
        born=born.astype(np.int32),
        female=female,
        ethnicity=ethnicity.astype(np.int32),
        culture=culture.astype(np.int32),
        given=given.astype(np.int32),
        middle=middle.astype(np.int32),
        surname=surname.astype(np.int32),
        former=former.astype(np.int32),
        changed=changed.astype(np.int32),
        no_abode=alone & dice("people", "abode").chance(everyone, 6 * rates.number("people.no_fixed_abode")),
        first=first.astype(np.int32),
        size=size.astype(np.int32),
        couple=couple,
        ethnicities=rates.mix("people.ethnicity")[0],
    )


def _sizes(dice: Dice, rates: Rates, count: int) -> Ints:
    """Draw household sizes until everybody has a home; the last household takes who is left."""
    words, weights = rates.mix("people.household_size")
    sizes = np.array([int(word) for word in words])
    size = sizes[dice("households", "size").choice(np.arange(count), weights)]
    total = np.cumsum(size)
    households = int(np.searchsorted(total, count)) + 1
    size = size[:households].copy()
    size[-1] -= total[households - 1] - count
    return size


def _places(dice: Dice, rates: Rates, size: Ints, first: Ints) -> tuple[_Place, Mask]:
    number = np.arange(len(size))
    kind = dice("households", "kind").uniform(number)
    lone, share, pair = (rates.number(f"people.{n}") for n in ("lone_parent_share", "sharer_share", "couple_share"))
    sharers = (size > 1) & (kind < share)
    couple = np.where(size == 2, (kind >= share) & (kind < share + pair), (size > 2) & (kind >= share + lone))
    children = (size > 1) & ~sharers & ~(couple & (size == 2))
    household = np.repeat(number, size)
    head = first[household]
    position = np.arange(len(household)) - head
    return _Place(household, position, head, couple[household], children[household], sharers[household]), couple


def _births(dice: Dice, rates: Rates, period: Period, place: _Place, everyone: Ints) -> Ints:
    """Draw dates of birth: heads by what the household is, the others from the head's; some siblings are twins."""
    luck = dice("people", "age").normal(everyone)
    mean = np.where(place.children, 41.0, 55.0)
    spread = np.where(place.children, 8.0, 18.0)
    head_age = np.where(place.children, np.clip(mean + spread * luck, 21, 60), np.clip(mean + spread * luck, 20, 96))
    sharer_age = np.clip(18 + dice("people", "sharer").exponential(everyone, 9.0), 18, 62)
    own = np.where(place.sharers, sharer_age, head_age)
    age = own.copy()
    age = np.where(place.partner, np.clip(own[place.head] + 3.5 * luck, 18, 97), age)
    gap = _CHILD_GAP + _CHILD_SPAN * dice("people", "gap").uniform(everyone)
    youngest = 3 * dice("people", "infant").uniform(everyone)
    age = np.where(place.child, np.clip(own[place.head] - gap, youngest, 34), age)
    born = period.first_day - 1 - np.floor(age * _YEAR).astype(np.int64)
    twin = place.child & np.roll(place.child, 1) & (place.position > 1)
    twin &= dice("people", "twin").chance(everyone, 2 * rates.number("people.twin_share"))
    born[twin] = born[np.flatnonzero(twin) - 1]
    return born


def _sexes(dice: Dice, place: _Place, everyone: Ints) -> Mask:
    female = dice("people", "sex").chance(everyone, 0.505)
    other = ~female[place.head]
    same = dice("people", "same sex").chance(everyone, 0.02)
    return np.where(place.partner, other ^ same, female)


def _origins(dice: Dice, rates: Rates, stock: Stock, place: _Place, everyone: Ints) -> tuple[Ints, Ints]:
    """Draw self-defined ethnic groups, alike in a household unless it is a mixed one, and cultures of naming."""
    words, weights = rates.mix("people.ethnicity")
    household = dice("households", "ethnicity").choice(place.household, weights)
    own = dice("people", "ethnicity").choice(everyone, weights)
    mixed = dice("households", "mixed").chance(place.household, rates.number("people.mixed_household_share"))
    many = np.flatnonzero([word.startswith("M") for word in words])
    child_of_two = many[dice("people", "two").below(everyone, len(many))]
    ethnicity = np.where(mixed & (place.partner | place.sharers), own, household)
    ethnicity = np.where(mixed & place.child & place.couple, child_of_two, ethnicity)
    culture = np.zeros(len(everyone), np.int64)
    for number, word in enumerate(words):
        here = np.flatnonzero(ethnicity == number)
        names, chances = zip(*stock.ethnicities[word].items(), strict=True)
        numbers = np.array([stock.cultures.index(name) for name in names])
        # Drawn by household, so that parents and children name alike.
        culture[here] = numbers[dice("people", "culture").choice(place.household[here], chances)]
    return ethnicity, culture


def _given(
    dice: Dice, rates: Rates, stock: Stock, place: _Place, everyone: Ints, female: Mask, culture: Ints
) -> tuple[Ints, Ints]:
    male = stock.draw(dice("people", "given", "male"), everyone, culture, "male")
    given = np.where(female, stock.draw(dice("people", "given", "female"), everyone, culture, "female"), male)
    named_after = place.child & (female == female[place.head])
    named_after &= dice("people", "named after").chance(everyone, rates.number("people.named_after_parent"))
    given = np.where(named_after, given[place.head], given)
    second = stock.draw(dice("people", "middle", "male"), everyone, culture, "male")
    middle = np.where(female, stock.draw(dice("people", "middle", "female"), everyone, culture, "female"), second)
    has = dice("people", "middle").chance(everyone, rates.number("people.middle_name_share"))
    return given, np.where(has & (middle != given), middle, -1)


def _surnames(
    dice: Dice, rates: Rates, stock: Stock, period: Period, place: _Place, everyone: Ints, culture: Ints
) -> tuple[Ints, Ints, Ints]:
    """Draw surnames; some couples marry within the period, and the name changes on that day."""
    own = stock.draw(dice("people", "surname"), everyone, culture, "surnames")
    shares_name = dice("households", "one name").chance(place.household, rates.number("people.married_name_share"))
    surname = np.where(place.child | (place.partner & shares_name), own[place.head], own)
    chance = rates.number("people.marriage_per_couple_year") * period.years
    marries = place.partner & shares_name & dice("households", "marries").chance(place.household, chance)
    day = period.first_day + dice("households", "wedding").below(place.household, period.days)
    return surname, np.where(marries, own, surname), np.where(marries, day, -1)
