"""The vehicle keeper extract: who was recorded as keeper of which mark and from when, in order of document number."""

import numpy as np

from athena.synth.draws import Ints
from athena.synth.export import Export
from athena.synth.files import CsvFile
from athena.synth.layout import KEEPERS
from athena.synth.period import DAY, date_text
from athena.synth.systems.officers import british_dates

_DOCUMENTS = 40_000_000_000
_SPREAD = 7


def write_keepers(export: Export) -> None:
    """Write `vehicles/keepers.csv`: a row for each keeper that the agency knows of; clones have none."""
    world, dice = export.world, export.dice
    vehicles, period = world.vehicles, world.period
    known = np.flatnonzero(vehicles.clone_of < 0)
    sold = known[(vehicles.sold[known] < period.end // DAY)]
    told = sold[~dice("keepers", "late").chance(sold, world.rates.number("vehicles.keeper_record_late"))]
    vehicle = np.concatenate((known, told))
    later = np.concatenate((np.zeros(len(known), bool), np.ones(len(told), bool)))
    order = dice("keepers", "order").shuffle(len(vehicle))
    disposed = np.isin(vehicle, told) & ~later
    file = CsvFile(export.folder / KEEPERS.path, KEEPERS.names)
    for place in export.blocks(len(vehicle)):
        _write_block(export, file, place, vehicle[order[place]], later[order[place]], disposed[order[place]])
    file.close()


def _write_block(export: Export, file: CsvFile, place: Ints, vehicle: Ints, later: Ints, disposed: Ints) -> None:
    world = export.world
    vehicles, rates = world.vehicles, world.rates
    person = np.where(later, vehicles.next_keeper[vehicle], vehicles.keeper[vehicle]).astype(np.int64)
    keys = [str(n) for n in (_DOCUMENTS + place * _SPREAD).tolist()]
    sold = vehicles.sold[vehicle].astype(np.int64)
    at = np.where(later, sold, world.period.first_day) * DAY
    written = export.write_people("keepers", place, keys, person, at, ["keeper"] * len(keys))
    when = date_text(np.where(later | disposed, sold, world.period.first_day)).tolist()
    rows = list(zip(when, later.tolist(), disposed.tolist(), strict=True))
    half_years = vehicles.first_registered[vehicle].tolist()
    file.add(
        [
            keys,
            [vehicles.mark(v) for v in vehicle.tolist()],
            [rates.mix("vehicles.make")[0][n].upper() for n in vehicles.make[vehicle].tolist()],
            [rates.mix("vehicles.colour")[0][n] for n in vehicles.colour[vehicle].tolist()],
            [f"{n // 2}-{'09' if n % 2 else '03'}" for n in half_years],
            written.surname,
            written.forenames,
            british_dates(written.born),
            written.address,
            written.postcode,
            [text if taken else "" for text, taken, _ in rows],
            [text if gone else "" for text, _, gone in rows],
        ]
    )
