import csv
from pathlib import Path

import numpy as np
import pytest

from athena.pole import code_list
from athena.synth.export import Export
from athena.synth.layout import STOPS
from athena.synth.systems.stops import write_stops


def rows(folder: Path) -> list[dict[str, str]]:
    with (folder / STOPS.path).open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


def test_words_are_those_of_the_published_lists(desk: Export) -> None:
    write_stops(desk)
    found = rows(desk.folder)
    for column, name in (
        ("outcome", "stop_search_outcome"),
        ("object", "object_of_search"),
        ("type", "stop_search_type"),
    ):
        assert {row[column] for row in found} <= {code.label for code in code_list(name).codes.values()}


def test_searches_are_as_many_as_the_rate_says_in_order_of_time(desk: Export) -> None:
    write_stops(desk)
    found = rows(desk.folder)
    assert len(found) == pytest.approx(desk.world.count * 9 / 1000, rel=0.6)
    times = [np.datetime64(row["searched_at"]) for row in found]
    assert times == sorted(times)


def test_the_power_fits_what_was_looked_for(desk: Export) -> None:
    write_stops(desk)
    for row in rows(desk.folder):
        assert (row["object"] == "Controlled drugs") is row["legislation"].startswith("Misuse of Drugs")
        assert bool(row["vrm"]) is ("ehicle" in row["type"])
        assert row["linked"] in ("TRUE", "FALSE", "")
