import dataclasses
from pathlib import Path

import numpy as np
import pyarrow.parquet as pq

from athena.synth.export import Export
from athena.synth.truth import Truth


def test_crime_numbers_count_from_one_in_each_year_in_order_of_recording(desk: Export) -> None:
    numbers = desk.crime_numbers
    assert numbers[0] == "NM0000001/25"
    assert len(set(numbers)) == len(numbers) == len(desk.crimes)
    assert numbers[-1].endswith("/26")  # recorded after the last day of what is simulated


def test_officers_have_distinct_collar_numbers(desk: Export) -> None:
    collars = desk.collar(np.arange(desk.officers))
    assert len(np.unique(collars)) == desk.officers
    assert set(desk.officer_for("test", np.arange(500)).tolist()) <= set(collars.tolist())


def test_people_written_down_are_told_to_truth(desk: Export, tmp_path: Path) -> None:
    person = np.arange(3)
    at = np.full(3, desk.world.period.first_day * 86_400)
    truth = Truth(tmp_path / "other", desk.world.dice)
    desk = dataclasses.replace(desk, truth=truth)
    written = desk.write_people("test", person, ["a", "b", "c"], person, at, ["victim"] * 3)
    truth.close()
    rows = pq.read_table(desk.truth.folder / "records.parquet").to_pylist()
    assert [row["record"] for row in rows] == ["a", "b", "c"]
    assert [row["person"] for row in rows] == desk.truth.person_ids(person)
    assert len(written.surname) == 3


def test_streets_are_named_with_their_town(desk: Export) -> None:
    assert all(", " in name for name in desk.street_names)
