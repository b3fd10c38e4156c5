import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

Athena = Callable[..., Any]
HEADER = "called_at,arrived_at,closed_at,grade,easting,northing,ward\n"


@pytest.fixture(scope="module")
def calls(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Five weeks with a call every two hours, each a quarter of an hour at the scene."""
    target = tmp_path_factory.mktemp("calls") / "calls.csv"
    rows = (
        f"2025-03-{3 + day:02d}T{hour:02d}:10:00Z,2025-03-{3 + day:02d}T{hour:02d}:20:00Z,"
        f"2025-03-{3 + day:02d}T{hour:02d}:35:00Z,{1 + hour // 2 % 2},{1000 * (hour % 5)},{500 * day},W{hour // 12}\n"
        for day in range(28)
        for hour in range(0, 24, 2)
    )
    target.write_text(HEADER + "".join(rows))
    return target


def test_the_plan_is_a_week_of_hours_for_each_area(athena: Athena, calls: Path) -> None:
    ran = athena("deploy", "staffing", calls, "--area", "ward", "--json")
    assert ran.status == 0, ran.err
    found = json.loads(ran.out)
    assert [one["area"] for one in found["areas"]] == ["W0", "W1"]
    for one in found["areas"]:
        assert len(one["units"]) == 168
        assert set(one["played"]) == {"1", "2"}
    assert found["targets"] == {"1": 15.0, "2": 60.0}


def test_the_table_says_what_was_promised_and_what_came(athena: Athena, calls: Path, tmp_path: Path) -> None:
    ran = athena("deploy", "staffing", calls, "--target", "1=20", "--share", "0.8", "--picture", tmp_path / "w.png")
    assert ran.status == 0, ran.err
    assert "when the plan was played against these calls" in ran.out
    assert "a grade without a target" in ran.out
    assert (tmp_path / "w.png").stat().st_size > 0


@pytest.mark.parametrize("said", [["--target", "one"], ["--share", "2"], ["--picture", "w.bmp"]])
def test_what_is_not_understood_is_said_before_any_work(athena: Athena, calls: Path, said: list[str]) -> None:
    assert athena("deploy", "staffing", calls, *said).status == 2


def test_a_log_without_its_columns_is_refused(athena: Athena, tmp_path: Path) -> None:
    (tmp_path / "calls.csv").write_text("when,where\n1,2\n")
    ran = athena("deploy", "staffing", tmp_path / "calls.csv")
    assert ran.status == 1
    assert "deploy.columns-missing" in ran.err
