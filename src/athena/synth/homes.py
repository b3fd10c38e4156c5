"""Who lives where and when: households move along chains, all homes of a chain on one day."""

from dataclasses import dataclass

import numpy as np

from athena.synth.draws import Dice, Ints, Small
from athena.synth.people import People
from athena.synth.period import Period
from athena.synth.rates import Rates

NEVER = 2**31 - 1
_CHAIN = 4


@dataclass(frozen=True)
class Homes:
    """Address of every household at the start of each year (and the end), and on which day of the year it moved.

    Shapes: `address` (years + 1, households), `moved` (years, households; `NEVER` where it did not), `occupant`
    (years + 1, homes; -1 for a home that stands empty).
    """

    period: Period
    address: Small
    moved: Small
    occupant: Small

    def address_on(self, household: Ints, day: Ints) -> Ints:
        """Return the address of each household on a day."""
        year = self.period.year_of(day)
        after = self.moved[year, household] <= day
        return self.address[year + after, household].astype(np.int64)

    def household_at(self, address: Ints, day: Ints) -> Ints:
        """Return the household living at each address on a day, or -1."""
        year = self.period.year_of(day)
        before = self.occupant[year, address]
        gone = (before >= 0) & (self.moved[year, before] <= day)
        return np.where(gone, self.occupant[year + 1, address], before).astype(np.int64)

    def address_before(self, household: Ints, day: Ints) -> Ints:
        """Return the last address before the present one within the period, or the present one."""
        year = self.period.year_of(day)
        after = self.moved[year, household] <= day
        last_year = np.maximum(year - 1, 0)
        before = np.where(after, self.address[year, household], self.address[last_year, household])
        return before.astype(np.int64)


def make_homes(dice: Dice, rates: Rates, period: Period, people: People, homes: int) -> Homes:
    """Give every household a home and let it move. `homes` is at least the number of households."""
    households = len(people.size)
    address = np.empty((period.years + 1, households), np.int32)
    address[0] = dice("homes", "first").shuffle(homes)[:households]
    moved = np.full((period.years, households), NEVER, np.int32)
    for year in range(period.years):
        address[year + 1] = address[year]
        _move(dice, rates, period, year, address, moved)
    occupant = np.full((period.years + 1, homes), -1, np.int32)
    for year in range(period.years + 1):
        occupant[year, address[year]] = np.arange(households)
    return Homes(period, address, moved, occupant)


def _move(dice: Dice, rates: Rates, period: Period, year: int, address: Small, moved: Small) -> None:
    """Move a tenth of the households: each into the home of the next in its chain, the last into the first's."""
    name = str(year)
    everyone = np.arange(address.shape[1])
    movers = everyone[dice("homes", "moves", name).chance(everyone, rates.number("people.moves_per_year"))]
    movers = movers[dice("homes", "order", name).shuffle(len(movers))]
    movers = movers[: len(movers) - len(movers) % _CHAIN]
    chains = movers.reshape(-1, _CHAIN)
    length = int(period.year_starts[year + 1] - period.year_starts[year])
    day = period.year_starts[year] + dice("homes", "day", name).below(np.arange(len(chains)), length)
    address[year + 1, chains] = address[year, np.roll(chains, -1, axis=1)]
    moved[year, chains] = day[:, None]
