"""`athena resolve`: from a question in the queue to a merge, its explanation, its blast radius and its undoing."""

from __future__ import annotations

import json

import pytest
from tests.resolve import conftest as small_force
from tests.resolve.conftest import Force
from typer.testing import CliRunner

from athena.access.case import CaseId
from athena.access.deed import decide
from athena.access.reliance import Dependant, relies
from athena.cli.main import app
from athena.resolve.judging import everything_said

furnished, force = small_force.furnished, small_force.force
CLUSTERS = {"r1": 0, "r2": 0, "r3": 1, "r4": 1, "r5": 2, "r6": 3}
EDGES = [
    ("r1", "r2", {"prior": -4.0, "name": 12.0}, "joined"),
    ("r3", "r4", {"prior": -4.0, "name": 9.0}, "joined"),
    ("r2", "r3", {"prior": -4.0, "name": 8.0, "born": -3.5}, "queued"),
    ("r4", "r5", {"prior": -4.0, "name": 4.0}, "queued"),
    ("r5", "r6", {"prior": -4.0, "born": -6.0}, "apart"),
]


def athena(force: Force, who: str, *words: str, fails: bool = False) -> str:
    case = {"ivan": "larch", "eve": "oak", "ada": "larch"}[who]
    done = CliRunner().invoke(
        app,
        ["as", who, "--case", case, "--", "resolve", *words],
        env={"ATHENA_WORKSPACE": str(force.workspace.folder)},
    )
    assert done.exit_code == (1 if fails else 0), done.output
    return done.stderr if fails else done.stdout


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


def test_what_is_refused_says_why_and_who_can_change_it(resolved: Force) -> None:
    unknown = athena(resolved, "ivan", "explain", "P-0000000000000", fails=True)
    assert "resolve.entity-unknown" in unknown
    assert "ivan, who owns the case" in unknown
    athena(resolved, "eve", "answer", "r2", "r3", "not_same", "--reason", "Fingerprints differ")
    walled = athena(
        resolved, "ivan", "merge", resolved.entity("r1"), resolved.entity("r4"), "--reason", "The same scar", fails=True
    )
    assert "resolve.must-stay-apart" in walled
    assert "Speak with eve" in walled


def test_without_a_case_nobody_learns_who_is_whom(resolved: Force) -> None:
    done = CliRunner().invoke(
        app, ["as", "ivan", "--", "resolve", "queue"], env={"ATHENA_WORKSPACE": str(resolved.workspace.folder)}
    )
    assert done.exit_code == 1
    assert "no case" in done.stderr
