"""What people have: telephones and vehicles, with what makes both poor evidence (sharing, change of hands, clones)."""

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from athena.synth.draws import Dice, Ints, Mask, Small
from athena.synth.people import People
from athena.synth.period import Period
from athena.synth.rates import Rates

PHONE_PREFIXES = (
    *(f"01{area}4960" for area in (13, 14, 15, 16, 17, 18)),
    *(f"01{area}14960" for area in (2, 3, 4, 5, 6)),
    "02079460",
    "01914980",
    "02896496",
    "02920180",
    "01632960",
    "07700900",
    "03069990",
)
"""Ofcom's ranges for drama: a thousand numbers each, which will never be given to anybody."""

PHONES = 1000 * len(PHONE_PREFIXES)
NOBODY = -1
_PHONE_AGE = 10
_DRIVING_AGE = 18
_FIRST_LETTERS = "JTU"
_LETTERS = "ABCDEFGHJKLMNOPRSTUVWXY"
_LAST_LETTERS = "ABCDEFGHJKLMNPRSTUVWXYZ"
_MARKS = len(_FIRST_LETTERS) * len(_LETTERS) * len(_LAST_LETTERS) ** 3
_SCATTER = 5_200_361
_AGES = 15


@dataclass(frozen=True)
class Telephones:
    """Which number each person uses. Above about 18,000 people strangers share numbers, because Ofcom keeps no more."""

    dice: Dice
    rates: Rates
    period: Period
    people: People

    def number_on(self, person: Ints, day: Ints) -> Ints:
        """Return the number (0 to `PHONES` - 1) that a person uses on a day, or -1 for none."""
        user = self.user(person)
        version = np.zeros(len(person), np.int64)
        chance = self.rates.number("people.phone_change_per_year")
        for year in range(self.period.years):
            start = int(self.period.year_starts[year])
            changes = self.dice("phones", "changes", str(year)).chance(user, chance)
            on = start + self.dice("phones", "day", str(year)).below(user, 365)
            version += changes & (on <= day)
        slot = user + version * len(self.people)
        order = self.dice("phones", "order").shuffle(PHONES)
        return np.where(self.has(person), order[slot % PHONES], NOBODY)

    def user(self, person: Ints) -> Ints:
        """Return whose telephone a person uses: their own, or that of the first of the household."""
        shared = self.dice("phones", "shared").chance(person, self.rates.number("people.shared_phone"))
        return np.where(shared, self.people.first[self.people.household[person]], person).astype(np.int64)

    def has(self, person: Ints) -> Mask:
        """Return whether a person uses any telephone."""
        old = self.people.age(person, self.period.first_day) >= _PHONE_AGE
        return old & self.dice("phones", "has").chance(person, self.rates.number("people.mobile_share"))


def phone_text(number: int) -> str:
    """Write a telephone number as dialled at home: `01134960123`."""
    return f"{PHONE_PREFIXES[number // 1000]}{number % 1000:03d}"


@dataclass(frozen=True)
class Vehicles:
    """Every vehicle: its mark, its keeper and, from day `sold` on, its next keeper. `clone_of` bears another's mark.

    A clone has the mark of `clone_of` (else -1) and a driver but no entry with the licensing agency.
    """

    keeper: Small
    next_keeper: Small
    sold: Small
    first_registered: Small
    make: Small
    colour: Small
    clone_of: Small

    def __len__(self) -> int:
        """How many vehicles there are, clones included."""
        return len(self.keeper)

    def driver_on(self, vehicle: Ints, day: Ints) -> Ints:
        """Return who keeps each vehicle on a day."""
        return np.where(self.sold[vehicle] <= day, self.next_keeper[vehicle], self.keeper[vehicle]).astype(np.int64)

    def of(self, person: Ints) -> Ints:
        """Return a vehicle that each person keeps at the start or drives on false plates; -1 for none."""
        place = np.minimum(np.searchsorted(self.keeper[self._by_keeper], person), len(self) - 1)
        found = self._by_keeper[place]
        return np.where((person >= 0) & (self.keeper[found] == person), found, NOBODY).astype(np.int64)

    @cached_property
    def _by_keeper(self) -> Ints:
        return np.argsort(self.keeper, kind="stable")

    def mark(self, vehicle: int) -> str:
        """Return the mark on the plates: a current-series form whose first letter, J, T or U, no region was given."""
        bearer = int(self.clone_of[vehicle]) if self.clone_of[vehicle] >= 0 else vehicle
        return _mark(bearer, int(self.first_registered[bearer]))


def make_vehicles(dice: Dice, rates: Rates, period: Period, people: People, active: Ints) -> Vehicles:
    """Draw vehicles for the adults; clones are driven by people of `active`, who offend."""
    adults = np.flatnonzero(people.age(np.arange(len(people)), period.first_day) >= _DRIVING_AGE)
    keeper = adults[dice("vehicles", "has").chance(adults, rates.number("vehicles.per_adult"))]
    keeper = keeper[dice("vehicles", "order").shuffle(len(keeper))]
    number = np.arange(len(keeper))
    next_keeper = adults[dice("vehicles", "next").below(number, len(adults))]
    sells = dice("vehicles", "sells").chance(number, 1 - (1 - rates.number("vehicles.sold_per_year")) ** period.years)
    sold = np.where(sells, period.first_day + dice("vehicles", "sold").below(number, period.days), 2**31 - 1)
    half_years = np.minimum(dice("vehicles", "age").exponential(number, 14.0), 2 * _AGES - 1).astype(np.int64)
    registered = period.first_day // 365 * 2 + 2 * 1970 - half_years
    clones = dice("vehicles", "clone").shuffle(len(keeper))[
        : max(1, round(len(keeper) * rates.number("vehicles.cloned_per_thousand") / 1000))
    ]
    drivers = active[dice("vehicles", "driver").below(np.arange(len(clones)), len(active))]
    columns = (
        (keeper, drivers),
        (next_keeper, drivers),
        (sold, np.full(len(clones), 2**31 - 1)),
        (registered, registered[clones]),
        (own := dice("vehicles", "make").choice(number, rates.mix("vehicles.make")[1]), own[clones]),
        (paint := dice("vehicles", "colour").choice(number, rates.mix("vehicles.colour")[1]), paint[clones]),
        (np.full(len(number), -1), clones),
    )
    return Vehicles(*(np.concatenate(pair).astype(np.int32) for pair in columns))


def _mark(vehicle: int, half_years: int) -> str:
    serial = vehicle * _SCATTER % _MARKS
    year, second = divmod(half_years, 2)
    age = max(2, year - 2000 + (50 if second else 0)) % 100
    letters = []
    for _ in range(3):
        serial, letter = divmod(serial, len(_LAST_LETTERS))
        letters.append(_LAST_LETTERS[letter])
    serial, second_letter = divmod(serial, len(_LETTERS))
    return f"{_FIRST_LETTERS[serial % 3]}{_LETTERS[second_letter]}{age:02d}{''.join(letters)}"
