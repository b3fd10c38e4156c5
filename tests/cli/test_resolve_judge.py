"""`athena resolve merge` and `unmerge`: followed at once, undone to the byte, refused with who can change it."""

from __future__ import annotations

import json

import pytest
from tests.cli.resolving import CLUSTERS, EDGES, athena
from tests.resolve import conftest as small_force
from tests.resolve.conftest import Force

furnished, force = small_force.furnished, small_force.force


@pytest.fixture
def resolved(force: Force) -> Force:
    force.run(CLUSTERS, EDGES)
    return force


def test_a_merge_says_what_moved_and_how_to_take_it_back(resolved: Force) -> None:
    one, other = resolved.entity("r1"), resolved.entity("r3")
    said = athena(resolved, "ivan", "merge", one, other, "--reason", "The same scar")
    assert f"{other}: 2 records are in {one} now (merge)" in said
    assert "athena resolve unmerge j-" in said


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


def test_taking_back_what_was_never_said_or_was_taken_back_is_refused(resolved: Force) -> None:
    assert "resolve.judgement-unknown" in athena(
        resolved, "ivan", "unmerge", "j-0", "--reason", "No reason", fails=True
    )
    one, other = resolved.entity("r1"), resolved.entity("r3")
    merged = json.loads(athena(resolved, "ivan", "merge", one, other, "--reason", "The same scar", "--json"))
    taken = ("unmerge", merged["judgement"], "--reason", "Two brothers", "--yes")
    athena(resolved, "ivan", *taken)
    assert "resolve.judgement-retracted" in athena(resolved, "ivan", *taken, fails=True)
