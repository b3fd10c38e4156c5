"""The officer establishment, from HR: in the order of collar numbers, which are given at random."""

import numpy as np

from athena.synth.draws import Ints
from athena.synth.export import Export
from athena.synth.files import CsvFile
from athena.synth.land import BOROUGHS
from athena.synth.layout import OFFICERS
from athena.synth.period import DAY, date_text
from athena.synth.stations import station_name

_TEAMS = ("Response", "Neighbourhood", "Investigation", "Intelligence", "Roads", "Headquarters")
_TEAM_WEIGHTS = (45, 20, 22, 4, 4, 5)
_MIN_AGE, _MAX_AGE = 22, 58
_LONGEST = 30


def write_officers(export: Export) -> None:
    """Write `hr/officers.csv`; officers are people of Northmere, and truth says which."""
    world, dice, period = export.world, export.dice, export.world.period
    number = np.argsort(export.collar(np.arange(export.officers)))
    person = _who(export)[number]
    born = world.people.born[person].astype(np.int64)
    earliest = np.maximum(born + 20 * 366, period.first_day - _LONGEST * 365)
    joined = earliest + (dice("hr", "joined").uniform(number) * (period.end // DAY - earliest)).astype(np.int64)
    leaves = dice("hr", "leaves").chance(number, world.rates.number("officers.leave_per_year") * period.years)
    since = np.maximum(joined, period.first_day)
    left = since + (dice("hr", "left").uniform(number) * (period.end // DAY - since)).astype(np.int64)
    ranks, weights = world.rates.mix("officers.rank")
    keys = [str(collar) for collar in export.collar(number).tolist()]
    written = export.write_people("hr", number, keys, person, joined * DAY, ["officer"] * len(keys))
    file = CsvFile(export.folder / OFFICERS.path, OFFICERS.names)
    file.add(
        [
            keys,
            written.surname,
            written.forenames,
            british_dates(written.born),
            written.sex,
            written.ethnicity,
            [ranks[n] for n in dice("hr", "rank").choice(number, weights).tolist()],
            [station_name(n) for n in dice("hr", "station").below(number, len(BOROUGHS)).tolist()],
            [_TEAMS[n] for n in dice("hr", "team").choice(number, _TEAM_WEIGHTS).tolist()],
            date_text(joined).tolist(),
            [text if gone else "" for text, gone in zip(date_text(left).tolist(), leaves.tolist(), strict=True)],
        ]
    )
    file.close()


def british_dates(born: list[str]) -> list[str]:
    """Turn `YYYY-MM-DD` into `DD/MM/YYYY`; empty stays empty."""
    return [f"{text[8:10]}/{text[5:7]}/{text[:4]}" if text else "" for text in born]


def _who(export: Export) -> Ints:
    """Choose officers among the people of working age, or among all where a tiny Northmere has too few."""
    people = export.world.people
    age = people.age(np.arange(len(people)), export.world.period.first_day)
    able = np.flatnonzero((age >= _MIN_AGE) & (age <= _MAX_AGE))
    return able[export.dice("hr", "who").shuffle(len(able))[np.arange(export.officers) % len(able)]]
