from __future__ import annotations

from typing import TYPE_CHECKING

from athena.access.notice import notices_for, sending, to_role
from athena.access.principal import PrincipalId
from athena.access.registry import principal_of
from athena.access.roles import Role
from athena.ledger.entry import Event
from athena.ledger.operation import Operation

if TYPE_CHECKING:
    from tests.access.conftest import World


def test_a_notice_reaches_its_addressee_or_every_holder_of_a_role_and_nobody_else(world: World) -> None:
    event = Event(op=Operation.NOTICE, actor="sam", role="", purpose="test", decision="permit")
    now = world.clock()
    rows = [sending("sam", "g", "for Sam", now), sending(to_role(Role.ANALYST), "g", "for analysts", now)]
    entry = world.door.outbox.commit(event, rows, now)

    def told(who: str) -> list[tuple[str, int]]:
        reader = principal_of(world.door.database, PrincipalId(who), now)
        return [(one.text, one.entry) for one in notices_for(world.door, reader)]

    assert told("sam") == [("for Sam", entry)]
    assert told("ada") == [("for analysts", entry)]
    assert told("olga") == []
