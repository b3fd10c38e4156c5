from pathlib import Path

import pytest

from athena.deploy.roster_file import read_roster
from athena.failures import Refused

TEXT = """
starts: 2026-03-02
days: 14
shifts:
  E: {start: "07:00", hours: 8}
  L: {start: "15:00", hours: 8}
  N: {start: "22:00", hours: 10, most_in_a_row: 4}
rules: {rest_hours: 11, days_in_a_row: 6, weekends: 1}
people:
  "1001": {hours: [60, 90], skills: [driver], leave: [2026-03-04]}
  "1002": {hours: [60, 90], most: {N: 0}, weekends: 2}
cover:
  - {shift: E, needed: 1}
  - {shift: N, needed: 1, days: [Fri, Sat], skill: driver}
wishes:
  - {person: "1002", date: 2026-03-03, shift: L, wanted: false, weight: 5}
"""


def test_a_desks_words_become_a_problem(tmp_path: Path) -> None:
    (tmp_path / "team.yaml").write_text(TEXT)
    problem = read_roster(tmp_path / "team.yaml")
    early, late, night = problem.shifts
    assert early.not_before == frozenset()
    assert late.not_before == frozenset({"E"})  # from 23:00 to 07:00 is eight hours
    assert night.not_before == frozenset({"E", "L"})
    assert night.most_in_a_row == 4
    first, second = problem.workers
    assert first.leave == frozenset({2})
    assert first.most_weekends == 1
    assert second.most_weekends == 2
    assert len([cover for cover in problem.covers if cover.skill == "driver"]) == 4
    assert problem.wishes[0].day == 1


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("2026-03-02", "2026-03-03", "Tuesday"),
        ("days: 14", "days: 3", "days"),
        ("rest_hours", "rest_ours", "rest_ours"),
        ("[Fri, Sat]", "[Fry]", "Fry"),
        ("starts:", "starts: [", "line"),
    ],
)
def test_a_wrong_field_is_named(tmp_path: Path, old: str, new: str, said: str) -> None:
    (tmp_path / "team.yaml").write_text(TEXT.replace(old, new))
    with pytest.raises(Refused, match=rf"roster-unreadable[\s\S]*{said}"):
        read_roster(tmp_path / "team.yaml")


def test_a_file_that_is_not_there_is_refused(tmp_path: Path) -> None:
    with pytest.raises(Refused, match="roster-unreadable"):
        read_roster(tmp_path / "none.yaml")
