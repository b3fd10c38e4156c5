"""`athena resolve`: from a question in the queue to a merge, its explanation, its blast radius and its undoing."""

from __future__ import annotations

import json

import pytest
from tests.cli.resolving import CLUSTERS, EDGES, athena
from tests.resolve import conftest as small_force
from tests.resolve.conftest import Force

from athena.access.case import CaseId
from athena.access.deed import decide
from athena.access.reliance import Dependant, relies

furnished, force = small_force.furnished, small_force.force


@pytest.fixture
def resolved(force: Force) -> Force:
    force.run(CLUSTERS, EDGES)
    return force


def test_from_a_question_to_its_answer_and_back(resolved: Force) -> None:
    (first, *_) = json.loads(athena(resolved, "ivan", "queue", "--json"))
    assert first == {"left": "r2", "right": "r3"}
    assert "r2" in athena(resolved, "ivan", "queue")
    one, other = resolved.entity("r2"), resolved.entity("r3")
    merged = json.loads(athena(resolved, "ivan", "merge", one, other, "--reason", "The same scar", "--json"))
    assert merged["forwards"] == [{"entity": other, "living": one, "why": "merge", "records": 2}]
    assert json.loads(athena(resolved, "ivan", "queue", "--json"))[0] == {"left": "r4", "right": "r5"}

    told = json.loads(athena(resolved, "eve", "explain", other, "--json"))
    assert (told["entity"], told["followed_from"], told["records"]) == (one, other, ["r1", "r2", "r3", "r4"])
    assert told["weakest"]["weight"] == 5.0
    assert told["weakest"]["sides"] == [["r1", "r2", "r3"], ["r4"]]
    assert [(one["left"], one["verdict"]) for one in told["judgements"]] == [("r1", "same")]
    assert [near["record"] for near in told["near_misses"]] == ["r5"]
    shown = athena(resolved, "eve", "explain", other)
    assert "The same scar" in shown
    assert "Weakest link" in shown

    with resolved.view() as view:
        rests = relies(one, Dependant.CHART, "chart-7", CaseId("oak"), view.door.clock())
        decide(view, ["entity_member"], ["r1"], [rests], reason="A chart of the ring", details={})
    said = merged["judgement"]
    asked = json.loads(athena(resolved, "ivan", "unmerge", said, "--reason", "Two brothers", "--json"))
    assert (asked["done"], [part["entity"] for part in asked["parts"]]) == (None, sorted([one, other]))
    assert asked["relying"][0] | {"owner": "eve"} == asked["relying"][0]
    assert resolved.entity("r3") == one
    done = athena(resolved, "ivan", "unmerge", said, "--reason", "Two brothers", "--yes")
    assert "chart-7" in done
    assert resolved.entity("r3") == other
