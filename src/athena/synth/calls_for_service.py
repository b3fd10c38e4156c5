"""Demand on the control room: calls about crimes and disorder, second calls about the same, and everything else."""

from dataclasses import dataclass

import numpy as np

from athena.synth.calendar import day_weights
from athena.synth.draws import Ints, Reals, Small
from athena.synth.export import Export
from athena.synth.period import DAY
from athena.synth.process import CRIME_TYPES

NOTHING = -1
_ASB = CRIME_TYPES.index("anti_social_behaviour")
_GRADES = 4
_PROMPT = 0.35


@dataclass(frozen=True)
class Calls:
    """Calls as columns, in order of time (wall-clock seconds). `crime` and `event` are -1 where there is none.

    `category` is a position in `categories`. `first` is the position of the earlier call about the same, or -1. `key`
    tells calls apart for draws.
    """

    at: Ints
    key: Ints
    category: Small
    address: Small
    crime: Small
    event: Small
    first: Small
    grade: Small
    categories: tuple[str, ...]

    def __len__(self) -> int:
        """How many calls there are."""
        return len(self.at)


def make_calls(export: Export) -> Calls:
    """Draw all calls: about three quarters of crimes, all recorded disorder, repeats, and other demand to the rate."""
    world, dice, crimes = export.world, export.dice, export.crimes
    others, _ = world.rates.mix("incidents.other")
    categories = tuple(name.upper() for name in CRIME_TYPES) + others
    crime = np.arange(len(crimes))
    crime = crime[dice("calls", "called in").chance(crime, world.rates.number("incidents.crime_called_in"))]
    disorder = np.flatnonzero(world.events.type == _ASB)
    event = np.concatenate((crimes.event[crime], disorder)).astype(np.int64)
    about = np.concatenate((crime, np.full(len(disorder), NOTHING)))
    prompt = dice("calls", "prompt").exponential(event, 1500.0).astype(np.int64)
    recorded = np.concatenate((crimes.recorded[crime] - 300, world.events.at[disorder] + 600))
    # Much is rung in while it happens; the rest is found later, and recorded minutes after the call.
    at = np.where(dice("calls", "at once").chance(event, _PROMPT), world.events.at[event] + prompt, recorded)
    at = np.where(at < recorded, at, recorded)
    category, address = world.events.type[event], world.events.address[event]
    again = np.flatnonzero(dice("calls", "again").chance(event, world.rates.number("incidents.second_call")))
    later = at[again] + 60 + dice("calls", "later").exponential(event[again], 900.0).astype(np.int64)
    count = len(event) + len(again)
    rest = _others(export, count)
    key = np.arange(count + len(rest[0]))
    none = np.full(len(rest[0]), NOTHING)
    columns = (
        np.concatenate((category, category[again], len(CRIME_TYPES) + rest[1])),
        np.concatenate((address, address[again], rest[2])),
        np.concatenate((about, np.full(len(again), NOTHING), none)),
        np.concatenate((event, event[again], none)),
        np.concatenate((np.full(len(event), NOTHING), again, none)),
    )
    times = np.concatenate((at, later, rest[0]))
    kept = np.flatnonzero((times >= world.period.first_day * DAY) & (times < world.period.end))
    order = kept[np.lexsort((dice("calls", "ties").bits(key[kept]), times[kept]))]
    place = np.full(len(key), NOTHING)
    place[order] = np.arange(len(order))
    kinds, places, of_crime, of_event, earlier = (np.asarray(column[order], np.int32) for column in columns)
    first = np.where(earlier >= 0, place[np.maximum(earlier, 0)], NOTHING).astype(np.int32)
    grade = _grades(export, key[order], kinds).astype(np.int32)
    return Calls(times[order], key[order], kinds, places, of_crime, of_event, first, grade, categories)


def _others(export: Export, so_far: int) -> tuple[Ints, Ints, Ints]:
    """Draw other demand: time, category, address."""
    world, dice = export.world, export.dice
    rates, streets = world.rates, world.streets
    wanted = rates.number("incidents.per_thousand") * world.count / 1000 * world.period.years - so_far
    number = np.arange(dice("calls", "others").number_near(max(wanted, 0.0)))
    days = day_weights(rates, world.period, (), rates.curve("process.weekday.other"))
    day = world.period.first_day + dice("calls", "day").choice(number, days)
    hour = dice("calls", "hour").choice(number, rates.curve("process.hour.calls"))
    at = day * DAY + hour * 3600 + dice("calls", "second").below(number, 3600)
    category = dice("calls", "category").choice(number, rates.mix("incidents.other")[1])
    street = dice("calls", "street").choice(number, _street_weights(export))
    return at, category, streets.first[street] + dice("calls", "door").below(number, streets.doors[street])


def _street_weights(export: Export) -> Reals:
    streets = export.world.streets
    shops = np.where(np.arange(len(streets.doors)) < streets.home_streets, 1.0, 6.0)
    return np.asarray(np.exp(0.9 * (streets.deprived - 0.5)) * streets.doors * shops, np.float64)


def _grades(export: Export, key: Ints, category: Small) -> Ints:
    """Draw grades 1 to 4; violence, robbery and burglary are graded up, messages and nuisance down."""
    words, weights = export.world.rates.mix("incidents.grade")
    urgent = [CRIME_TYPES.index(name) for name in ("violence_and_sexual_offences", "robbery", "burglary")]
    luck = export.dice("calls", "grade").uniform(key)
    luck = np.where(np.isin(category, urgent), luck**1.7, luck)
    found = np.searchsorted(np.cumsum(weights) / weights.sum(), luck, side="right")
    return np.asarray(np.minimum(found, len(words) - 1) + 1, np.int64)
