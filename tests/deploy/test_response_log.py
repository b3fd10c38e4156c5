import json
from pathlib import Path

import numpy as np
import pytest

from athena.deploy.response_log import read_log
from athena.failures import Refused

HEADER = "called_at,arrived_at,closed_at,grade,method,easting,northing\n"
GOOD = "2025-01-06T00:10:00Z,2025-01-06T00:20:00Z,2025-01-06T01:00:00Z,1,999,100,200\n"


def test_csv_and_json_lines_say_the_same(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text(HEADER + GOOD)
    row = dict(zip(HEADER.strip().split(","), GOOD.strip().split(","), strict=True))
    (tmp_path / "b.jsonl").write_text(json.dumps({**row, "caller": {"surname": "Nobody"}}) + "\n")
    log = read_log([tmp_path], [1])
    assert log.minute[0] == log.minute[1]
    assert log.minute[0] % (7 * 24 * 60) == 10  # ten past midnight on a Monday
    assert log.scene.tolist() == [40.0, 40.0]
    assert log.area == ("all", "all")


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        (GOOD.replace(",1,", ",3,"), "a grade without a target"),
        (GOOD.replace("999", "OFFICER"), "opened by an officer"),
        (GOOD.replace("2025-01-06T00:20:00Z", ""), "nobody attended"),
        (GOOD.replace(",100,", ",,"), "no time or no place"),
        (GOOD.replace("01:00:00", "00:15:00"), "times that run backwards"),
    ],
)
def test_every_row_that_is_not_used_is_counted_by_reason(tmp_path: Path, line: str, reason: str) -> None:
    (tmp_path / "a.csv").write_text(HEADER + GOOD + line)
    log = read_log([tmp_path / "a.csv"], [1])
    assert len(log) == 1
    assert {name: count for name, count in log.left_out.items() if count} == {reason: 1}


def test_areas_are_told_apart(call_log: Path) -> None:
    log = read_log([call_log], [1, 2], "ward")
    assert set(log.area) == {"E", "W"}
    east = log.within("E")
    assert 0 < len(east) < len(log)
    assert east.x.mean() > log.x.mean()
    assert (np.diff(log.minute) >= 0).all()


def test_a_file_without_a_usable_call_is_refused(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text(HEADER + GOOD.replace("999", "OFFICER"))
    with pytest.raises(Refused, match=r"no-calls[\s\S]*1: opened by an officer"):
        read_log([tmp_path / "a.csv"], [1])


def test_missing_columns_are_named(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text("called_at,grade\n2025-01-06T00:10:00Z,1\n")
    with pytest.raises(Refused, match=r"columns-missing[\s\S]*arrived_at, closed_at, easting, northing, ward"):
        read_log([tmp_path / "a.csv"], [1], "ward")


def test_a_file_that_is_not_there_is_refused(tmp_path: Path) -> None:
    with pytest.raises(Refused, match="log-unreadable"):
        read_log([tmp_path / "none.csv"], [1])
