import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

Athena = Callable[..., Any]
TEXT = """
starts: 2026-03-02
days: 14
shifts:
  E: {start: "07:00", hours: 8}
  N: {start: "22:00", hours: 9, most_in_a_row: 4}
people:
  "1001": {hours: [48, 90], skills: [driver]}
  "1002": {hours: [48, 90], skills: [driver]}
  "1003": {hours: [48, 90], leave: [2026-03-04]}
  "1004": {hours: [48, 90]}
cover:
  - {shift: E, needed: 1}
  - {shift: N, needed: 1, days: [Fri, Sat], skill: driver}
"""


@pytest.fixture(scope="module")
def team(tmp_path_factory: pytest.TempPathFactory) -> Path:
    target = tmp_path_factory.mktemp("team") / "team.yaml"
    target.write_text(TEXT)
    return target


def test_a_roster_is_printed_with_its_bound(athena: Athena, team: Path) -> None:
    ran = athena("deploy", "roster", team, "--seconds", "3")
    assert ran.status == 0, ran.err
    assert "no roster can be below" in ran.out
    assert "1003" in ran.out


def test_the_json_says_every_line_and_what_is_short(athena: Athena, team: Path) -> None:
    ran = athena("deploy", "roster", team, "--seconds", "3", "--json")
    found = json.loads(ran.out)
    assert set(found["lines"]) == {"1001", "1002", "1003", "1004"}
    assert all(len(line) == 14 for line in found["lines"].values())
    assert found["lines"]["1003"][2] is None
    assert found["bound"] <= found["cost"]
    assert found["short"] == []


def test_rules_that_collide_are_refused_by_name(athena: Athena, tmp_path: Path) -> None:
    (tmp_path / "team.yaml").write_text(TEXT.replace("hours: [48, 90], leave", "hours: [120, 130], leave"))
    ran = athena("deploy", "roster", tmp_path / "team.yaml")
    assert ran.status == 1
    assert "deploy.rules-collide" in ran.err
    assert "1003" in ran.err


def test_a_search_of_no_time_is_not_understood(athena: Athena, team: Path) -> None:
    assert athena("deploy", "roster", team, "--seconds", "0").status == 2
