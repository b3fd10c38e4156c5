"""`athena resolve run`: what was read is placed, what changed is said, and nothing new publishes nothing."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest
from tests.cli.resolving import athena
from tests.resolve import conftest as small_force
from tests.resolve.conftest import Force
from tests.resolve.people import write_down
from tests.resolve.test_running import add, people

from athena.access.algorithms import Registration, register
from athena.access.principal import PrincipalId
from athena.resolve.configuration import configuration
from athena.resolve.matching import Matching, keep
from athena.resolve.training import train

furnished, force = small_force.furnished, small_force.force


@pytest.fixture
def ready(force: Force) -> Force:
    """A force with people and vehicles, and a model that may run."""
    add(force, "person", people(30))
    add(force, "vehicle", [{"record_id": f"v{number}", "vrm": "AB12CDE"} for number in range(2)])
    matching = Matching(train(write_down(200, 9)[0], configuration("person")))
    keep(force.workspace, matching)
    until = force.door.clock() + timedelta(days=1)
    register(force.door, PrincipalId("wendy"), Registration(matching.digest, "matching", {}, until), "A test of runs")
    return force


def test_it_says_what_it_read_placed_and_published(ready: Force) -> None:
    done = json.loads(athena(ready, "wendy", "run", "--json"))
    kinds = {one["kind"]: one for one in done["kinds"]}
    assert kinds["person"]["changed"] == kinds["person"]["records"] > kinds["person"]["entities"]
    assert (kinds["vehicle"]["records"], kinds["vehicle"]["entities"]) == (2, 1)
    assert kinds["organisation"]["snapshot"] is None
    again = json.loads(athena(ready, "wendy", "run", "--json"))
    assert [one["changed"] for one in again["kinds"]] == [0] * 5
    assert "nothing new" in athena(ready, "wendy", "run")


def test_a_new_record_that_bridges_two_entities_leaves_a_trail(ready: Force) -> None:
    said = athena(ready, "wendy", "run")
    assert "2 read = 2 placed" in said
    add(ready, "vehicle", [{"record_id": "v9", "vrm": "XY65ZZZ", "vin": "WBA1"}], minutes=600)
    athena(ready, "wendy", "run")
    add(ready, "vehicle", [{"record_id": "v8", "vrm": "AB12CDE", "vin": "WBA1"}], minutes=700)
    assert "records are in" in athena(ready, "wendy", "run")


def test_somebody_who_may_not_start_it_is_refused(ready: Force) -> None:
    assert "Refused" in athena(ready, "ivan", "run", fails=True)
