"""`athena resolve explain`: why an entity holds together, its weakest link, and why a near miss is not part of it."""

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


def test_an_entity_is_explained_with_its_weakest_link_and_near_misses(resolved: Force) -> None:
    told = json.loads(athena(resolved, "ivan", "explain", resolved.entity("r3"), "--json"))
    assert told["records"] == ["r3", "r4"]
    assert (told["weakest"]["left"], told["weakest"]["weight"]) == ("r3", 5.0)
    near = {one["record"]: one["why_not"] for one in told["near_misses"]}
    assert near["r2"] == "the evidence is left to people to judge (prior -4.0; born -3.5)"
    shown = athena(resolved, "ivan", "explain", resolved.entity("r3"))
    assert "Weakest link: +5.0 bits" in shown
    assert "born -3.5" in shown
