from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from sqlalchemy import update

from athena.access.archive import archived_policy, policy_in_force
from athena.access.policy import PolicyDigest
from athena.access.refused import Refused
from athena.access.state.models import PolicyRow, QueryRow
from athena.failures import StopTheLine

if TYPE_CHECKING:
    from tests.access.conftest import World


def test_a_query_comes_back_as_it_was_kept_and_lies_sealed_and_salted(world: World) -> None:
    archive = world.door.archive
    digest = archive.keep("SELECT 'Suspect'", world.clock())
    assert archive.text(digest) == "SELECT 'Suspect'"
    assert archive.keep("SELECT 'Suspect'", world.clock()) != digest
    with world.door.database.transaction() as session:
        row = session.get_one(QueryRow, digest)
    assert b"Suspect" not in row.sealed


def test_the_archived_policy_is_the_one_in_force_and_a_changed_one_stops_the_line(world: World) -> None:
    digest = policy_in_force(world.door.database)
    assert digest == world.door.policy.digest
    with world.door.database.transaction() as session:
        session.execute(update(PolicyRow).values(files={"x.cedar": ""}))
    with pytest.raises(StopTheLine):
        archived_policy(world.door.database, digest)
    with pytest.raises(Refused, match=r"access\.policy-not-archived"):
        archived_policy(world.door.database, PolicyDigest("0" * 64))
