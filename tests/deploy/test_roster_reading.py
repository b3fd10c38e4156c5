from pathlib import Path

import pytest

from athena.deploy.roster_reading import read_benchmark
from athena.failures import Refused

TEXT = """# a comment
SECTION_HORIZON
14

SECTION_SHIFTS
E,480,
L,480,E|D

SECTION_STAFF
A,E=14|L=0,4320,3360,5,2,2,1

SECTION_DAYS_OFF
A,0,3

SECTION_SHIFT_ON_REQUESTS
A,2,E,2

SECTION_SHIFT_OFF_REQUESTS
A,4,E,3

SECTION_COVER
0,E,5,100,1
"""


def test_every_section_is_read(tmp_path: Path) -> None:
    (tmp_path / "one.txt").write_text(TEXT.replace("E|D", "E"))
    problem = read_benchmark(tmp_path / "one.txt")
    assert problem.days == 14
    assert problem.shifts[1].not_before == frozenset({"E"})
    worker = problem.workers[0]
    assert (worker.least_minutes, worker.most_minutes, worker.most_weekends) == (3360, 4320, 1)
    assert worker.leave == frozenset({0, 3})
    assert [(wish.day, wish.wanted, wish.weight) for wish in problem.wishes] == [(2, True, 2), (4, False, 3)]
    assert (problem.covers[0].needed, problem.covers[0].under, problem.covers[0].over) == (5, 100, 1)


@pytest.mark.parametrize("cut", ["SECTION_HORIZON\n14", "0,E,5,100,1", ",4320"])
def test_a_file_with_a_part_missing_is_refused(tmp_path: Path, cut: str) -> None:
    (tmp_path / "one.txt").write_text(TEXT.replace(cut, "0,E" if cut.startswith("0") else ""))
    with pytest.raises(Refused, match="roster-unreadable"):
        read_benchmark(tmp_path / "one.txt")
