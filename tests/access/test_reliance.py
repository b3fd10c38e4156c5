"""Reliance: what rests on an entity can be named, with the person to tell."""

from __future__ import annotations

from typing import TYPE_CHECKING

from athena.access.case import CaseId
from athena.access.deed import decide
from athena.access.operation import Operation
from athena.access.reliance import Dependant, no_longer, relies, relying

if TYPE_CHECKING:
    from tests.access.conftest import World


def test_what_relies_on_an_entity_is_named_with_who_answers_for_it_until_it_no_longer_does(world: World) -> None:
    chart = relies("P-1", Dependant.CHART, "chart-7", CaseId("larch"), world.clock())
    case = relies("P-2", Dependant.CASE, "larch", CaseId("larch"), world.clock())
    with world.view("ivan", "larch", Operation.COMBINATION) as view:
        decide(view, ["person"], ["p-suspect"], [chart, case], reason="A chart of the ring", details={"chart": 7})
    found = relying(world.door.database, ["P-1", "P-2", "P-3"], world.clock())
    assert [(one.kind, one.dependant, one.subject, one.owner) for one in found] == [
        (Dependant.CASE, "larch", "P-2", "ivan"),
        (Dependant.CHART, "chart-7", "P-1", "ivan"),
    ]
    with world.view("ivan", "larch", Operation.COMBINATION) as view:
        ended = no_longer("P-1", Dependant.CHART, "chart-7", world.clock())
        decide(view, ["person"], [], [ended], reason="The chart is deleted", details={})
    world.clock.advance(minutes=1)
    assert relying(world.door.database, ["P-1"], world.clock()) == ()
