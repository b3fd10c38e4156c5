"""Whom an id means: tried on a profile's force, whose ids have moved (`tests/profile/test_profile.py` has the rest)."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from tests.profile.force import furnish

from athena.access.case import CaseId
from athena.access.door import Door
from athena.access.entities import Entity, entity_of
from athena.access.operation import Form, Operation
from athena.access.principal import PrincipalId
from athena.access.refused import Refused
from athena.access.view import View
from athena.lake.workspace import Workspace

ONE = Entity("P-ONE", "person", ("r1", "r2"), 2)


@pytest.fixture(scope="module")
def force(tmp_path_factory: pytest.TempPathFactory) -> Workspace:
    """Read only, but for the log."""
    return furnish(tmp_path_factory.mktemp("entities") / "workspace")


@pytest.fixture
def view(force: Workspace) -> Iterator[View]:
    with (
        Door.open(force, "wendy") as door,
        door.open_view(PrincipalId("ivan"), None, CaseId("larch"), Operation.CONSULTATION, form=Form.RECORD) as view,
    ):
        yield view


def test_an_entity_and_any_record_of_it_mean_the_same(view: View) -> None:
    assert entity_of(view, "P-ONE") == entity_of(view, "r1") == ONE


def test_an_old_id_is_followed_through_every_move(view: View) -> None:
    assert entity_of(view, "P-OLDEST") == Entity("P-ONE", "person", ("r1", "r2"), 2, "P-OLDEST")


def test_an_id_whose_records_went_to_two_is_refused_and_names_both(view: View) -> None:
    with pytest.raises(Refused, match=r"P-ONE, P-TWO") as refused:
        entity_of(view, "P-PARTED")
    assert refused.value.code == "access.entity-parted"


def test_what_no_entity_holds_is_its_own(view: View) -> None:
    assert entity_of(view, "c1") == Entity("c1", "crime", ("c1",), 1)


def test_what_is_withheld_is_nothing_and_is_said_to_be_withheld(view: View) -> None:
    assert entity_of(view, "P-SECRET") is None
    asked = [line for line in view.withheld() if line.what == "asked for"]
    assert [(str(line.reason), str(line.ask)) for line in asked] == [("restricted", "intelligence-officer")]
