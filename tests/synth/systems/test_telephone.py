import csv
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from athena.pole.values.phone import Phone


@pytest.fixture(scope="module")
def calls(northmere: Path) -> list[dict[str, str]]:
    found = []
    for path in sorted((northmere / "telephone").glob("*.csv")):
        with path.open(encoding="utf-8", newline="") as stream:
            found += list(csv.DictReader(stream))
    return found


def test_numbers_are_fictitious_and_nobody_calls_himself(calls: list[dict[str, str]]) -> None:
    assert len(calls) > 100
    for call in calls:
        assert call["from"] != call["to"]
    for number in {call["from"] for call in calls}:
        assert Phone.parse(number).fictitious


def test_texts_have_no_length_and_records_no_order(calls: list[dict[str, str]]) -> None:
    assert all(call["seconds"] == "0" for call in calls if call["type"] == "SMS")
    times = [call["started_at"] for call in calls]
    assert times != sorted(times)
    assert len({call["record"] for call in calls}) == len(calls)


def test_truth_knows_callers_and_the_group_calls_among_itself(calls: list[dict[str, str]], northmere: Path) -> None:
    truth = pq.read_table(northmere / "truth/telephone.parquet").to_pylist()
    assert [row["record"] for row in truth] == [call["record"] for call in calls]
    offenders = pq.read_table(northmere / "truth/offenders.parquet").to_pylist()
    group = {row["person"]: row["group"] for row in offenders}
    within = [row for row in truth if group.get(row["caller"]) == group.get(row["called"]) == row["group"]]
    assert within
    assert len(within) < len(truth)
