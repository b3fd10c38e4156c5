"""A row's hash is that of the row as it will stand, whichever database holds it."""

from __future__ import annotations

from datetime import UTC, datetime

from athena.access.state.attested import attested, standing_rows
from athena.access.state.database import StateDatabase
from athena.access.state.effect import apply, put
from athena.access.state.models import DisposalRow, PrincipalRow, RoleRow

NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)
FIRST = [
    put(PrincipalRow, {"id": "ivan"}, name="Ivan", nature="person", supervisor=None, appointed_at=NOON),
    put(RoleRow, {"principal": "ivan", "role": "analyst"}, since=NOON, ended_at=None),
]
ENDED = put(RoleRow, {"principal": "ivan", "role": "analyst"}, ended_at=NOON)


def test_the_hash_made_before_is_that_of_the_row_afterwards(database: StateDatabase) -> None:
    with database.transaction() as session:
        made = attested(session, FIRST)
        apply(session, FIRST, 7)
    with database.transaction() as session:
        assert {name: (entry, digest) for name, entry, digest in standing_rows(session)} == {
            "principal/ivan": (7, made["principal/ivan"]),
            "role_held/ivan/analyst": (7, made["role_held/ivan/analyst"]),
        }


def test_a_change_of_one_column_is_of_the_whole_row(database: StateDatabase) -> None:
    with database.transaction() as session:
        at_once = attested(session, [*FIRST, ENDED])
        apply(session, FIRST, 7)
    with database.transaction() as session:
        later = attested(session, [ENDED])
        apply(session, [ENDED], 8)
    assert later == {"role_held/ivan/analyst": at_once["role_held/ivan/analyst"]}
    with database.transaction() as session:
        assert ("role_held/ivan/analyst", 8, later["role_held/ivan/analyst"]) in list(standing_rows(session))


def test_a_table_keyed_by_records_is_not_spoken_of(database: StateDatabase) -> None:
    with database.transaction() as session:
        assert attested(session, [put(DisposalRow, {"reference": "ab"}, kind="person", disposed_at=NOON)]) == {}
