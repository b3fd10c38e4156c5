import csv
from decimal import Decimal
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from athena.ingest.mainframe.codepages import code_page
from athena.ingest.mainframe.copybook import load_copybook
from athena.ingest.mainframe.framing import FrameOptions
from athena.ingest.mainframe.options import ReadOptions
from athena.ingest.mainframe.reader import LegacyReader
from athena.ingest.mainframe.reading import Reading
from athena.ingest.mainframe.segments import SegmentOptions
from athena.synth.crimes import Crimes
from athena.synth.offences import load_offences
from athena.synth.world import World

Row = dict[str, object]


@pytest.fixture(scope="module")
def read(northmere: Path) -> pa.Table:
    """The unload as our own migration reads it, with nothing in doubt and every byte accounted for."""
    segments = SegmentOptions("SEGMENT-TYPE", {"C": "CRIME-SEGMENT", "P": "PERSON-SEGMENT", "O": "PROPERTY-SEGMENT"})
    options = ReadOptions(
        frame=FrameOptions(format="V"), reading=Reading(page=code_page("cp285")), segments=segments, workers=1
    )
    reader = LegacyReader(load_copybook(northmere / "crime/CRIME.CPY"), options)
    table = reader.table([northmere / "crime/CRIME.UNLOAD"])
    assert reader.doubtful == 0
    (account,) = reader.accounts
    assert account.records + account.headers == account.size
    return table


def rows(read: pa.Table, segment: str, name: str) -> list[Row]:
    own = read.filter(pa.compute.equal(read["SEGMENT_TYPE"], segment))
    return [
        {"CRIME_NUMBER": n, **row}
        for n, row in zip(own["CRIME_NUMBER"].to_pylist(), own[name].to_pylist(), strict=True)
    ]


def test_crimes_are_read_back_as_they_were_made(read: pa.Table, world: World, crimes: Crimes) -> None:
    found, book = rows(read, "C", "CRIME_SEGMENT"), load_offences()
    assert len(found) == len(crimes)
    points = np.round(world.streets.point(crimes.address.astype(np.int64)))
    for number, row in enumerate(found):
        started = str(crimes.started[number].astype("datetime64[s]"))
        assert row["OFFENCE_CODE"] == book.offences[crimes.offence[number]].code
        assert row["DATE_FROM"] == int(started[:10].replace("-", ""))
        assert row["TIME_FROM"] == int(started[11:16].replace(":", ""))
        assert (row["EASTING"], row["NORTHING"]) == (points[number, 0], points[number, 1])
        assert row["OUTCOME"] == crimes.outcomes[crimes.outcome[number]]


def test_every_crime_has_the_parts_that_it_counts_and_they_follow_it(read: pa.Table) -> None:
    counts = {
        row["CRIME_NUMBER"]: (row["PERSON_COUNT"], row["PROPERTY_COUNT"]) for row in rows(read, "C", "CRIME_SEGMENT")
    }
    numbers, kinds = read["CRIME_NUMBER"].to_pylist(), read["SEGMENT_TYPE"].to_pylist()
    found: dict[str, list[int]] = {}
    current = None
    for number, kind in zip(numbers, kinds, strict=True):
        current = number if kind == "C" else current
        assert number == current
        found.setdefault(number, [0, 0, 0])["CPO".index(kind)] += 1
    assert {number: (p, o) for number, (_, p, o) in found.items()} == counts
    assert all(c == 1 for c, _, _ in found.values())


def test_the_loss_is_the_sum_of_the_items(read: pa.Table) -> None:
    losses: dict[object, Decimal] = {}
    for row in rows(read, "O", "PROPERTY_SEGMENT"):
        value = row["ITEM_VALUE"]
        assert isinstance(value, Decimal)
        losses[row["CRIME_NUMBER"]] = losses.get(row["CRIME_NUMBER"], Decimal(0)) + value
    for row in rows(read, "C", "CRIME_SEGMENT"):
        assert row["LOSS"] == losses.get(row["CRIME_NUMBER"], 0)


def test_truth_knows_who_each_person_segment_is_about(read: pa.Table, northmere: Path) -> None:
    truth = pq.read_table(northmere / "truth/records.parquet").to_pylist()
    crime = [row for row in truth if row["system"] == "crime"]
    persons = rows(read, "P", "PERSON_SEGMENT")
    assert [row["record"] for row in crime] == [row["CRIME_NUMBER"] for row in persons]
    assert [row["role"][0].upper() for row in crime] == [row["ROLE"] for row in persons]
    people = {row["person"]: row for row in pq.read_table(northmere / "truth/people.parquet").to_pylist()}
    same = sum(
        str(people[known["person"]]["born"]).replace("-", "") == str(row["DATE_OF_BIRTH"])
        for known, row in zip(crime, persons, strict=True)
    )
    assert 0.8 < same / len(persons) < 0.97


def test_officers_of_crimes_are_of_the_establishment(read: pa.Table, northmere: Path) -> None:
    with (northmere / "hr/officers.csv").open(encoding="utf-8", newline="") as stream:
        collars = {int(row["collar_number"]) for row in csv.DictReader(stream)}
    assert {row["OFFICER"] for row in rows(read, "C", "CRIME_SEGMENT")} <= collars
