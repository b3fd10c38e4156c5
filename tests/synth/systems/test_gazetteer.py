import csv
import itertools
from pathlib import Path

from athena.pole.values.grid_reference import EastingNorthing
from athena.synth.export import Export
from athena.synth.layout import GAZETTEER, STREETS
from athena.synth.systems.gazetteer import write_gazetteer


def rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


def test_every_address_is_listed_once_in_no_order_of_the_map(desk: Export) -> None:
    write_gazetteer(desk)
    addresses = rows(desk.folder / GAZETTEER.path)
    assert len(addresses) == desk.world.streets.total
    assert len({row["uprn"] for row in addresses}) == len(addresses)
    assert all(len(row["uprn"]) == 12 for row in addresses)
    together = sum(a["usrn"] == b["usrn"] for a, b in itertools.pairwise(addresses))
    assert together < len(addresses) / 10
    EastingNorthing.parse(f"{addresses[0]['easting']},{addresses[0]['northing']}")


def test_streets_join_to_addresses_and_have_deciles(desk: Export) -> None:
    write_gazetteer(desk)
    streets = {row["usrn"]: row for row in rows(desk.folder / STREETS.path)}
    for row in rows(desk.folder / GAZETTEER.path):
        assert streets[row["usrn"]]["street"] == row["street"]
    assert {int(row["deprivation_decile"]) for row in streets.values()} == set(range(1, 11))
