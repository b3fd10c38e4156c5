"""Truth about the world itself, apart from any record: people, homes, events, offenders, vehicles, the process."""

import dataclasses
from collections.abc import Callable, Sequence

import numpy as np
import pyarrow as pa

from athena.synth.draws import Ints
from athena.synth.export import Export
from athena.synth.files import ParquetFile, write_json
from athena.synth.period import DAY, as_dates
from athena.synth.possessions import phone_text
from athena.synth.process import CRIME_TYPES

_TEXT, _DATE, _INT = pa.string(), pa.date32(), pa.int32()
_PEOPLE = pa.schema(
    [("person", _TEXT), ("given", _TEXT), ("middle", _TEXT), ("surname", _TEXT), ("former_surname", _TEXT),
     ("changed", _DATE), ("born", _DATE), ("sex", _TEXT), ("ethnicity", _TEXT), ("household", _TEXT),
     ("telephone_at_end", _TEXT)]
)  # fmt: skip
_EVENTS = pa.schema(
    [("event", _TEXT), ("type", _TEXT), ("at", pa.timestamp("s")), ("easting", pa.float64()),
     ("northing", pa.float64()), ("parent", _TEXT), ("generation", _INT)]
)  # fmt: skip
_DEEDS = pa.schema([("event", _TEXT), ("offender", _TEXT), ("companion", _TEXT), ("victim", _TEXT), ("method", _INT)])
_SERIES = pa.schema([("series", _TEXT), ("event", _TEXT), ("type", _TEXT), ("offender", _TEXT), ("method", _INT)])
_OFFENDERS = pa.schema([("person", _TEXT), ("group", _TEXT), ("activity", pa.float64()), ("usual_method", _INT)])
_HOMES = pa.schema([("household", _TEXT), ("easting", pa.float64()), ("northing", pa.float64()), ("since", _DATE)])
_VEHICLES = pa.schema(
    [("vrm", _TEXT), ("clone", pa.bool_()), ("keeper", _TEXT), ("next_keeper", _TEXT), ("sold", _DATE)]
)

Columns = Sequence[object]


def write_world_truth(export: Export) -> None:
    """Write the tables of `truth/` that no system adds to, and `truth/process.json`, which states the process."""
    world = export.world
    _table(export, "people", _PEOPLE, len(world.people), _people)
    _table(export, "events", _EVENTS, len(world.events), _events)
    _table(export, "deeds", _DEEDS, len(export.crimes), _deeds)
    _table(export, "offenders", _OFFENDERS, len(world.offenders.person), _offenders)
    _table(export, "vehicles", _VEHICLES, len(world.vehicles), _vehicles)
    _write_series(export)
    _write_homes(export)
    _write_process(export)


def _table(export: Export, name: str, schema: pa.Schema, count: int, rows: Callable[[Export, Ints], Columns]) -> None:
    file = ParquetFile(export.truth.folder / f"{name}.parquet", schema)
    for number in export.blocks(count):
        file.add(rows(export, number))
    file.close()


def _people(export: Export, person: Ints) -> Columns:
    people, words, truth = export.world.people, export.world.stock.words, export.truth
    changed = people.changed[person].tolist()
    last = np.full(len(person), export.world.period.end // DAY - 1)
    phones = export.world.telephones.number_on(person, last).tolist()
    return [
        truth.person_ids(person),
        [words[n] for n in people.given[person].tolist()],
        [words[n] if n >= 0 else None for n in people.middle[person].tolist()],
        [words[n] for n in people.surname[person].tolist()],
        [words[n] if day >= 0 else None for n, day in zip(people.former[person].tolist(), changed, strict=True)],
        [day if day >= 0 else None for day in changed],
        as_dates(people.born[person]),
        np.where(people.female[person], "F", "M").tolist(),
        [people.ethnicities[n] for n in people.ethnicity[person].tolist()],
        truth.household_ids(people.household[person].astype(np.int64)),
        [phone_text(n) if n >= 0 else None for n in phones],
    ]


def _events(export: Export, event: Ints) -> Columns:
    events, streets, truth = export.world.events, export.world.streets, export.truth
    point = streets.point(events.address[event].astype(np.int64))
    return [
        truth.event_ids(event),
        [CRIME_TYPES[n] for n in events.type[event].tolist()],
        events.at[event],
        point[:, 0],
        point[:, 1],
        truth.event_ids(events.parent[event].astype(np.int64)),
        events.generation[event],
    ]


def _deeds(export: Export, crime: Ints) -> Columns:
    crimes, truth = export.crimes, export.truth
    people = (
        truth.person_ids(column[crime].astype(np.int64))
        for column in (crimes.offender, crimes.companion, crimes.victim)
    )
    return [truth.event_ids(crimes.event[crime].astype(np.int64)), *people, crimes.method[crime]]


def _write_series(export: Export) -> None:
    """Write the series: two crimes or more of one type by one hand in one way, in order of time."""
    crimes, truth = export.crimes, export.truth
    columns = (crimes.method, crimes.type, crimes.offender)
    order = np.lexsort((export.world.events.at[crimes.event], *columns))
    new = np.ones(len(order), bool)
    new[1:] = np.any([np.diff(column[order]) != 0 for column in columns], axis=0)
    series = np.cumsum(new) - 1
    many = np.bincount(series)[series] > 1
    file = ParquetFile(truth.folder / "series.parquet", _SERIES)
    for place in export.blocks(int(many.sum())):
        crime = order[many][place]
        file.add(
            [
                truth.series_ids(series[many][place]),
                truth.event_ids(crimes.event[crime].astype(np.int64)),
                [CRIME_TYPES[n] for n in crimes.type[crime].tolist()],
                truth.person_ids(crimes.offender[crime].astype(np.int64)),
                crimes.method[crime],
            ]
        )
    file.close()


def _offenders(export: Export, place: Ints) -> Columns:
    offenders, truth = export.world.offenders, export.truth
    groups = truth.group_ids(offenders.group[place].astype(np.int64))
    people = truth.person_ids(offenders.person[place].astype(np.int64))
    return [people, groups, offenders.activity[place], offenders.method[place]]


def _vehicles(export: Export, vehicle: Ints) -> Columns:
    vehicles, truth = export.world.vehicles, export.truth
    sold = vehicles.sold[vehicle].tolist()
    end = export.world.period.end // DAY
    return [
        [vehicles.mark(v) for v in vehicle.tolist()],
        vehicles.clone_of[vehicle] >= 0,
        truth.person_ids(vehicles.keeper[vehicle].astype(np.int64)),
        truth.person_ids(vehicles.next_keeper[vehicle].astype(np.int64)),
        [day if day < end else None for day in sold],
    ]


def _write_homes(export: Export) -> None:
    """Write where each household lived from when: a row at the start and one for each move."""
    homes, streets, period = export.world.homes, export.world.streets, export.world.period
    file = ParquetFile(export.truth.folder / "homes.parquet", _HOMES)
    every = np.arange(homes.address.shape[1])
    stays = [(every, homes.address[0], np.full(len(every), period.first_day))]
    for year in range(period.years):
        moved = np.flatnonzero(homes.moved[year] < period.end // DAY)
        stays.append((moved, homes.address[year + 1, moved], homes.moved[year, moved]))
    for household, address, since in stays:
        for place in export.blocks(len(household)):
            point = streets.point(address[place].astype(np.int64))
            names = export.truth.household_ids(household[place])
            file.add([names, point[:, 0], point[:, 1], as_dates(since[place])])
    file.close()


def _write_process(export: Export) -> None:
    """State the process: every rate with its source, and the days on which something was on."""
    world = export.world
    rates = {name: dataclasses.asdict(rate) for name, rate in world.rates.rates.items()}
    days = [{"name": one.name, "date": str(as_dates(one.day))} for one in world.occasions]
    write_json(
        export.truth.folder / "process.json",
        {"rates": rates, "occasions": days, "first_day": str(as_dates(world.period.first_day))},
    )
