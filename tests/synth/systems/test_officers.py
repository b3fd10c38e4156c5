import csv
import datetime as dt

from athena.synth.export import Export
from athena.synth.layout import OFFICERS
from athena.synth.systems.officers import british_dates, write_officers


def test_officers_have_ranks_dates_in_order_and_distinct_numbers(desk: Export) -> None:
    write_officers(desk)
    with (desk.folder / OFFICERS.path).open(encoding="utf-8", newline="") as stream:
        rows = list(csv.DictReader(stream))
    assert len(rows) == desk.officers
    assert [int(row["collar_number"]) for row in rows] == sorted({int(row["collar_number"]) for row in rows})
    for row in rows:
        joined = dt.datetime.strptime(row["joined"], "%d/%m/%Y").date()
        assert joined.year >= 1990
        if row["left"]:
            assert dt.datetime.strptime(row["left"], "%d/%m/%Y").date() >= joined


def test_dates_are_turned_round_and_empty_stays_empty() -> None:
    assert british_dates(["1980-03-25", ""]) == ["25/03/1980", ""]
