"""`athena resolve queue`, `answer`, `plant` and `reviewers`: what is asked, by harm, and how reviewers are measured."""

from __future__ import annotations

import json

import pytest
from tests.cli.resolving import CLUSTERS, EDGES, athena, run_as
from tests.resolve import conftest as small_force
from tests.resolve.conftest import Force

from athena.resolve.judging import everything_said

furnished, force = small_force.furnished, small_force.force


@pytest.fixture
def resolved(force: Force) -> Force:
    force.run(CLUSTERS, EDGES)
    return force


def test_known_answers_measure_the_reviewer_and_touch_nothing(resolved: Force) -> None:
    athena(resolved, "ivan", "plant", "r1", "r6", "not_same", "--basis", "Fingerprints differ")
    asked = json.loads(athena(resolved, "eve", "queue", "--json"))
    assert {"left": "r1", "right": "r6"} in asked
    assert {"left": "r1", "right": "r6"} not in json.loads(athena(resolved, "ivan", "queue", "--json"))
    real = athena(resolved, "eve", "answer", "r4", "r5", "unsure", "--reason", "The photograph is dark")
    known = athena(resolved, "eve", "answer", "r1", "r6", "same", "--reason", "They look alike")
    assert real == known
    assert {"left": "r4", "right": "r5"} not in json.loads(athena(resolved, "eve", "queue", "--json"))
    (mine,) = json.loads(athena(resolved, "eve", "reviewers", "--json"))
    assert (mine["reviewer"], mine["asked"], mine["right"]) == ("eve", 1, 0)
    assert json.loads(athena(resolved, "ivan", "reviewers", "--json")) == []
    assert [one.verdict for one in everything_said(resolved.door.database)] == ["unsure"]


def test_the_queue_is_ordered_by_the_harm_of_being_wrong_and_not_by_weight(force: Force) -> None:
    clusters = {"r1": 0, "r2": 0, "r3": 1, "r4": 1, "r5": 2, "r6": 3}
    edges = [
        ("r2", "r3", {"prior": -4.0, "name": 4.2}, "queued"),
        ("r5", "r6", {"prior": -4.0, "name": 12.0}, "queued"),
    ]
    force.run(clusters, edges)
    asked = json.loads(athena(force, "ivan", "queue", "--json"))
    assert asked == [{"left": "r2", "right": "r3"}, {"left": "r5", "right": "r6"}]


def test_without_a_case_nobody_learns_who_is_whom(resolved: Force) -> None:
    done = run_as(resolved, "wendy", "queue")
    assert done.exit_code == 1
    assert "no case" in done.stderr
