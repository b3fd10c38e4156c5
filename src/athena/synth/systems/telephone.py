"""Telephone records of a few enquiries: calls of a co-offending group about one crime, among everybody else's."""

import numpy as np
import pyarrow as pa

from athena.synth.draws import Ints
from athena.synth.export import Export
from athena.synth.files import CsvFile, ParquetFile
from athena.synth.layout import CALLS
from athena.synth.period import DAY, clock_text, to_utc
from athena.synth.possessions import phone_text

_TRUTH = pa.schema(
    [
        ("enquiry", pa.int32()),
        ("record", pa.string()),
        ("caller", pa.string()),
        ("called", pa.string()),
        ("group", pa.string()),
    ]
)
_LEAST = 2
_SECTORS = "ABC"
_CONTACTS = 14
_HOURS_BEFORE, _HOURS_AFTER = 2, 1


def write_telephone(export: Export) -> None:
    """Write `telephone/enquiry_NN.csv`, one for each enquiry, and truth about who called whom."""
    truth = ParquetFile(export.truth.folder / "telephone.parquet", _TRUTH)
    for enquiry, (group, crime) in enumerate(_enquiries(export)):
        _write(export, truth, enquiry, group, crime)
    truth.close()


def _enquiries(export: Export) -> list[tuple[int, int]]:
    """Choose enquiries: crimes that two of a group who have telephones did together, each of another group."""
    world, crimes = export.world, export.crimes
    wanted = max(_LEAST, round(world.count * world.rates.number("telephones.enquiries_per_hundred_thousand") / 100_000))
    together = np.flatnonzero(crimes.companion >= 0)
    day = world.events.at[crimes.event[together]] // DAY
    one, other = (
        world.telephones.number_on(who[together].astype(np.int64), day) for who in (crimes.offender, crimes.companion)
    )
    together = together[(one >= 0) & (other >= 0) & (one != other)]
    together = together[export.dice("telephone", "which").shuffle(len(together))]
    order = np.argsort(world.offenders.person, kind="stable")
    place = order[np.searchsorted(world.offenders.person[order], crimes.offender[together])]
    chosen: dict[int, int] = {}
    for group, crime in zip(world.offenders.group[place].tolist(), together.tolist(), strict=True):
        if len(chosen) < wanted:
            chosen.setdefault(group, crime)
    return list(chosen.items())


def _write(export: Export, truth: ParquetFile, enquiry: int, group: int, crime: int) -> None:
    world, dice, name = export.world, export.dice, str(enquiry)
    offenders, rates = world.offenders, world.rates
    members = offenders.person[np.flatnonzero(offenders.group == group)].astype(np.int64)
    days = int(rates.number("telephones.days"))
    last = int(world.events.at[export.crimes.event[crime]])
    count = dice("telephone", "count", name).number_near(rates.number("telephones.calls_per_day") * days * len(members))
    call = np.arange(count)
    at = last + DAY - (dice("telephone", "when", name).uniform(call) * days * DAY).astype(np.int64)
    hour = dice("telephone", "hour", name).choice(call, rates.curve("process.hour.traffic") + 15)
    at = np.maximum(at // DAY * DAY + hour * 3600 + at % 3600, world.period.first_day * DAY)
    caller = members[dice("telephone", "from", name).below(call, len(members))]
    called = _called(export, name, call, caller, members)
    outward = dice("telephone", "outward", name).chance(call, 0.55)
    caller, called = np.where(outward, caller, called), np.where(outward, called, caller)
    cell = _wards(export, name, call, caller, at)
    about = _about_the_crime(export, name, crime, count)
    at, caller, called, cell = (np.concatenate(pair) for pair in zip((at, caller, called, cell), about, strict=True))
    numbers = [world.telephones.number_on(person, at // DAY) for person in (caller, called)]
    kept = np.flatnonzero((numbers[0] >= 0) & (numbers[1] >= 0) & (numbers[0] != numbers[1]))
    kept = kept[dice("telephone", "order", name).shuffle(len(kept))]
    record = [f"{enquiry + 1:02d}{n:06d}" for n in range(1, len(kept) + 1)]
    file = CsvFile(export.folder / f"telephone/enquiry_{enquiry + 1:02d}.csv", CALLS.names)
    text = dice("telephone", "text", name).chance(kept, 0.4)
    seconds = np.where(text, 0, dice("telephone", "long", name).exponential(kept, 95.0).astype(np.int64))
    file.add(
        [
            record,
            [phone_text(n) for n in numbers[0][kept].tolist()],
            [phone_text(n) for n in numbers[1][kept].tolist()],
            [f"{stamp}Z" for stamp in clock_text(to_utc(at[kept])).tolist()],
            seconds.tolist(),
            np.where(text, "SMS", "VOICE").tolist(),
            _cells(export, name, kept, cell[kept]),
        ]
    )
    file.close()
    ids = export.truth
    whole = ids.group_ids(np.full(len(kept), group))
    truth.add([[enquiry + 1] * len(kept), record, ids.person_ids(caller[kept]), ids.person_ids(called[kept]), whole])


def _called(export: Export, name: str, call: Ints, caller: Ints, members: Ints) -> Ints:
    """Choose who is called: the group among itself, and each member's own circle of people who have done nothing."""
    dice, people = export.dice, export.world.people
    within = dice("telephone", "within", name).chance(call, 0.3)
    friend = dice("telephone", "friend", name).below(call, _CONTACTS)
    circle = dice("telephone", "circle").below(caller * _CONTACTS + friend, len(people))
    other = members[dice("telephone", "to", name).below(call, len(members))]
    return np.where(within & (other != caller), other, circle)


def _about_the_crime(export: Export, name: str, crime: int, first: int) -> tuple[Ints, Ints, Ints, Ints]:
    """Draw when, by whom, to whom and from which ward those who did the crime call each other about it."""
    world, crimes, dice = export.world, export.crimes, export.dice
    call = first + np.arange(
        dice("telephone", "about", name).number_near(world.rates.number("telephones.about_the_crime"))
    )
    hours = dice("telephone", "about when", name).uniform(call) * (_HOURS_BEFORE + _HOURS_AFTER) - _HOURS_BEFORE
    at = int(world.events.at[crimes.event[crime]]) + (hours * 3600).astype(np.int64)
    turn = dice("telephone", "about who", name).chance(call, 0.5)
    one, other = int(crimes.offender[crime]), int(crimes.companion[crime])
    ward = world.streets.ward[world.streets.street_of(np.array([crimes.address[crime]], np.int64))]
    return at, np.where(turn, one, other), np.where(turn, other, one), np.repeat(ward, len(call))


def _wards(export: Export, name: str, call: Ints, caller: Ints, at: Ints) -> Ints:
    """Choose where each call is made: in three of five at home, else anywhere."""
    world = export.world
    household = world.people.household[caller].astype(np.int64)
    ward = world.streets.ward[world.streets.street_of(world.homes.address_on(household, at // DAY))]
    elsewhere = export.dice("telephone", "cell", name).below(call, len(world.land.ward_names))
    away = export.dice("telephone", "away", name).chance(call, 0.4)
    return np.asarray(np.where(away, elsewhere, ward), np.int64)


def _cells(export: Export, name: str, call: Ints, ward: Ints) -> list[str]:
    sector = export.dice("telephone", "sector", name).below(call, len(_SECTORS)).tolist()
    return [f"{export.world.land.ward_code(w)}-{_SECTORS[s]}" for w, s in zip(ward.tolist(), sector, strict=True)]
