import json
from pathlib import Path

import pytest


@pytest.fixture(scope="module")
def logs(northmere: Path) -> list[dict[str, object]]:
    found = []
    for path in sorted((northmere / "command_and_control").glob("*.jsonl")):
        found += [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
    return found


def test_a_log_runs_forward_and_only_what_was_deployed_to_has_an_arrival(logs: list[dict[str, object]]) -> None:
    for log in logs:
        steps = [log["called_at"], log["dispatched_at"], log["arrived_at"], log["closed_at"]]
        known = [str(step) for step in steps if step is not None]
        assert known == sorted(known)
        assert (log["arrived_at"] is None) is (log["grade"] == 4)
        assert all(step.endswith("Z") for step in known)


def test_logs_are_numbered_anew_each_day_without_a_gap(logs: list[dict[str, object]]) -> None:
    days: dict[str, list[int]] = {}
    for log in logs:
        _, day, number = str(log["incident"]).split("-")
        days.setdefault(day, []).append(int(number))
    assert all(numbers == list(range(1, len(numbers) + 1)) for numbers in days.values())


def test_a_noticed_duplicate_names_an_earlier_log(logs: list[dict[str, object]]) -> None:
    seen: set[object] = set()
    noticed = 0
    for log in logs:
        if log["duplicate_of"] is not None:
            noticed += 1
            assert log["duplicate_of"] in seen
        seen.add(log["incident"])
    assert 0 < noticed < len(logs) / 20


def test_grade_one_is_answered_soonest(logs: list[dict[str, object]]) -> None:
    import numpy as np

    def median(grade: int) -> float:
        waits = [
            np.datetime64(str(log["arrived_at"])[:-1]) - np.datetime64(str(log["called_at"])[:-1])
            for log in logs
            if log["grade"] == grade
        ]
        return float(np.median(np.array(waits).astype(float)))

    assert median(1) < median(2) < median(3)


def test_some_callers_give_a_name_and_most_crimes_carry_their_number(logs: list[dict[str, object]]) -> None:
    assert 0.2 < sum(log["caller"] is not None for log in logs) / len(logs) < 0.6
    assert any(log["crime_number"] for log in logs)
    assert any(log["opening_code"] != log["closing_code"] for log in logs)
