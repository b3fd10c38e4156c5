import csv

from athena.pole.values.vrm import Vrm
from athena.synth.export import Export
from athena.synth.layout import KEEPERS
from athena.synth.systems.keepers import write_keepers


def rows(desk: Export) -> list[dict[str, str]]:
    write_keepers(desk)
    with (desk.folder / KEEPERS.path).open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


def test_every_vehicle_but_clones_has_a_keeper(desk: Export) -> None:
    vehicles = desk.world.vehicles
    marks = {vehicles.mark(n) for n in range(len(vehicles)) if vehicles.clone_of[n] < 0}
    found = rows(desk)
    assert {row["vrm"] for row in found} == marks
    assert all(Vrm.parse(row["vrm"]) for row in found[:50])


def test_a_sale_ends_one_keeper_on_the_day_the_next_begins(desk: Export) -> None:
    by_mark: dict[str, list[dict[str, str]]] = {}
    for row in rows(desk):
        by_mark.setdefault(row["vrm"], []).append(row)
    sold = [found for found in by_mark.values() if len(found) == 2]
    assert len(sold) > 20
    for found in sold:
        before = next(row for row in found if row["disposed"])
        after = next(row for row in found if row["acquired"])
        assert before is not after
        assert before["disposed"] == after["acquired"]
