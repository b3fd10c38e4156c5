"""Stop and search, as the force's own export: with the person's name, which the published file does not have."""

import numpy as np

from athena.synth.draws import Ints
from athena.synth.export import Export
from athena.synth.files import CsvFile
from athena.synth.layout import STOPS
from athena.synth.period import DAY, clock_text
from athena.synth.systems.officers import british_dates

_POWERS = {"Controlled drugs": "Misuse of Drugs Act 1971 (section 23)", "Firearms": "Firearms Act 1968 (section 47)"}
_WITHOUT_SUSPICION = "Anything to threaten or harm anyone"
_SECTION_60 = "Criminal Justice and Public Order Act 1994 (section 60)"
_PACE = "Police and Criminal Evidence Act 1984 (section 1)"
_SEEN = {"W": "White", "B": "Black", "A": "Asian", "O": "Other", "M": "Black"}
_NO_ACTION = "A no further action disposal"
_YOUNGEST = 12


def write_stops(export: Export) -> None:
    """Write `stops/stop_search.csv`, in order of time."""
    world, dice = export.world, export.dice
    count = dice("stops", "count").number_near(
        world.rates.number("stops.per_thousand") * world.count / 1000 * world.period.years
    )
    number = np.arange(count)
    day = world.period.first_day + dice("stops", "day").below(number, world.period.days)
    hour = dice("stops", "hour").choice(number, world.rates.curve("process.hour.stops"))
    at = day * DAY + hour * 3600 + dice("stops", "minute").below(number, 60) * 60
    number = number[np.lexsort((number, at))]
    at = np.sort(at)
    file = CsvFile(export.folder / STOPS.path, STOPS.names)
    for place in export.blocks(count):
        _write_block(export, file, place, number[place], at[place])
    file.close()


def _write_block(export: Export, file: CsvFile, place: Ints, number: Ints, at: Ints) -> None:
    world, dice, rates = export.world, export.dice, export.world.rates
    keys = [f"SS{n + 1:07d}" for n in place.tolist()]
    person = _searched(export, number)
    written = export.write_people("stops", number, keys, person, at, ["searched"] * len(keys), evades=True)
    address = _where(export, number)
    street = world.streets.street_of(address)
    point = world.streets.point(address)
    objects, weights = rates.mix("stops.object")
    sought = [objects[n] for n in dice("stops", "object").choice(number, weights).tolist()]
    outcomes, weights = rates.mix("stops.outcome")
    outcome = [outcomes[n] for n in dice("stops", "outcome").choice(number, weights).tolist()]
    types, weights = rates.mix("stops.type")
    kind = [types[n] for n in dice("stops", "type").choice(number, weights).tolist()]
    file.add(
        [
            keys,
            clock_text(at).tolist(),
            kind,
            written.surname,
            written.forenames,
            british_dates(written.born),
            written.sex,
            written.ethnicity,
            written.address,
            written.postcode,
            _seen(export, number, person),
            _marks(export, number, person, kind),
            [_SECTION_60 if one == _WITHOUT_SUSPICION else _POWERS.get(one, _PACE) for one in sought],
            sought,
            outcome,
            _linked(dice("stops", "linked").uniform(number).tolist(), outcome),
            [export.street_names[s] for s in street.tolist()],
            *([f"{metres:.0f}" for metres in axis.tolist()] for axis in point.T),
            export.officer_for("stops", number).tolist(),
        ]
    )


def _searched(export: Export, number: Ints) -> Ints:
    """Choose who is searched: some who offend, the rest young and mostly male people who do not."""
    world, dice = export.world, export.dice
    people, offenders = world.people, world.offenders
    active = dice("stops", "active").chance(number, world.rates.number("stops.active_share"))
    total = np.cumsum(offenders.activity)
    known = offenders.person[np.searchsorted(total, dice("stops", "which").uniform(number) * total[-1])]
    weight = np.where(people.female, 1 - world.rates.number("stops.male_share"), world.rates.number("stops.male_share"))
    age = people.age(np.arange(len(people)), world.period.first_day)
    weight = weight * np.where(age < _YOUNGEST, 0, np.exp(-np.maximum(age - 20, 0) / 14))
    anybody = np.searchsorted(np.cumsum(weight), dice("stops", "anybody").uniform(number) * weight.sum())
    return np.asarray(np.where(active, known, np.minimum(anybody, len(people) - 1)), np.int64)


def _where(export: Export, number: Ints) -> Ints:
    """Choose where: half in the streets of shops, half outside homes."""
    streets, dice = export.world.streets, export.dice
    centre = dice("stops", "centre").chance(number, 0.5)
    shop = streets.homes + dice("stops", "shop").below(number, streets.total - streets.homes)
    return np.where(centre, shop, dice("stops", "home").below(number, streets.homes))


def _seen(export: Export, number: Ints, person: Ints) -> list[str]:
    """Return what the officer saw; one in thirty sees otherwise than the person would say."""
    people = export.world.people
    other = export.dice("stops", "seen").chance(number, 1 / 30).tolist()
    codes = [people.ethnicities[n] for n in people.ethnicity[person].tolist()]
    return ["Other" if miss else _SEEN[code[0]] for code, miss in zip(codes, other, strict=True)]


def _marks(export: Export, number: Ints, person: Ints, kind: list[str]) -> list[str]:
    """Return the mark where a vehicle was searched: mostly the person's own, else one that was lent or shared."""
    vehicles, rates = export.world.vehicles, export.world.rates
    own = vehicles.of(person)
    drives = (own >= 0) & export.dice("stops", "own").chance(number, rates.number("stops.own_vehicle"))
    chosen = np.where(drives, own, export.dice("stops", "vehicle").below(number, len(vehicles))).tolist()
    return [vehicles.mark(v) if "ehicle" in one else "" for v, one in zip(chosen, kind, strict=True)]


def _linked(luck: list[float], outcome: list[str]) -> list[str]:
    """Say whether the outcome came from what was looked for; left empty in four of five records, as published."""
    texts = ["FALSE" if one == _NO_ACTION else "TRUE" for one in outcome]
    return [text if chance < 1 / 5 else "" for text, chance in zip(texts, luck, strict=True)]
