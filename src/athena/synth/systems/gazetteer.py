"""The gazetteer: every address and street, in the order of their numbers, which is no order of the map."""

import numpy as np

from athena.synth.draws import Ints
from athena.synth.export import Export
from athena.synth.files import CsvFile
from athena.synth.layout import GAZETTEER, STREETS
from athena.synth.stations import station_addresses

_UPRN = 999_000_000_000
_USRN = 90_000_000
_DOOR = 7.5
_DECILES = 10


def write_gazetteer(export: Export) -> None:
    """Write `gazetteer/addresses.csv` and `gazetteer/streets.csv`."""
    _write_addresses(export)
    _write_streets(export)


def usrns(export: Export) -> Ints:
    """Return the number of every street."""
    return _USRN + export.dice("gazetteer", "usrn").shuffle(len(export.world.streets.doors))


def _write_addresses(export: Export) -> None:
    streets, land = export.world.streets, export.world.land
    names, numbers = streets.street_text(), usrns(export)
    stations = set(station_addresses(streets).tolist())
    in_order = export.dice("gazetteer", "uprn").shuffle(streets.total)
    file = CsvFile(export.folder / GAZETTEER.path, GAZETTEER.names)
    for place in export.blocks(streets.total):
        address = in_order[place]
        street, point = streets.street_of(address), streets.point(address)
        rows = list(zip(address.tolist(), street.tolist(), streets.door(address).tolist(), strict=True))
        file.add(
            [
                (_UPRN + place).tolist(),
                numbers[street].tolist(),
                [door for _, _, door in rows],
                [names[s] for _, s, _ in rows],
                [land.borough_name(int(b)) for b in streets.borough[street]],
                [streets.postcode(s, door) for _, s, door in rows],
                ["POLICE STATION" if a in stations else streets.kind(a) for a, _, _ in rows],
                [land.ward_code(int(w)) for w in streets.ward[street]],
                [land.borough_code(int(b)) for b in streets.borough[street]],
                *([f"{metres:.1f}" for metres in axis.tolist()] for axis in point.T),
            ]
        )
    file.close()


def _write_streets(export: Export) -> None:
    streets, land = export.world.streets, export.world.land
    numbers = usrns(export)
    street = np.argsort(numbers)
    end = streets.start + streets.along * (streets.doors * _DOOR)[:, None]
    rank = np.argsort(np.argsort(-streets.deprived, kind="stable"), kind="stable")
    decile = rank * _DECILES // len(rank) + 1
    names = streets.street_text()
    file = CsvFile(export.folder / STREETS.path, STREETS.names)
    file.add(
        [
            numbers[street].tolist(),
            [names[s] for s in street.tolist()],
            [land.borough_name(int(b)) for b in streets.borough[street]],
            [land.ward_code(int(w)) for w in streets.ward[street]],
            [land.borough_code(int(b)) for b in streets.borough[street]],
            decile[street].tolist(),
            *([f"{m:.1f}" for m in axis.tolist()] for axis in (*streets.start[street].T, *end[street].T)),
        ]
    )
    file.close()
