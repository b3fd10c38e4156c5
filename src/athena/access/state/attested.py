"""Which rows of the state the ledger vouches for, and how it knows each again: by the hash of all it says.

A row that opens or shuts records to somebody is worth forging. So the entry that makes one carries its hash, and
whoever verifies the ledger sets every such row beside the entry that made it last. Tables keyed by record ids are not
among them: the ledger is never erased, and names no record.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime

from sqlalchemy import RowMapping, Table, select
from sqlalchemy.orm import Session

from athena.access.state.effect import Change
from athena.access.state.models import (
    AlgorithmRow,
    Base,
    CaseRow,
    GrantRow,
    GroundRow,
    LabelRow,
    MemberRow,
    PolicyRow,
    PrincipalRow,
    ReviewRow,
    RoleRow,
    moment_text,
)
from athena.ledger.canonical import Json

ROWS = "rows_made"
"""Where an entry's details carry the hash of each row that it made, by the row's name."""

ENTRY = "entry"
VOUCHED: Sequence[type[Base]] = (
    PrincipalRow,
    RoleRow,
    GroundRow,
    CaseRow,
    MemberRow,
    GrantRow,
    ReviewRow,
    LabelRow,
    PolicyRow,
    AlgorithmRow,
)
"""The tables whose rows decide who may see what, and what may compute about people."""

_VOUCHED = {row.__tablename__ for row in VOUCHED}


def attested(session: Session, changes: Sequence[Change]) -> dict[str, Json]:
    """The hash of each vouched row as `changes` will leave it, by its name such as `role_held/ivan/investigator`."""
    found: dict[str, dict[str, object]] = {}
    for change in changes:
        if change.table in _VOUCHED:
            table = Base.metadata.tables[change.table]
            name = _name(table, change.key)
            # A row changed twice in one effect: the second change meets what the first left.
            found[name] = {**(found.get(name) or _standing(session, table, change)), **change.key, **change.values}
    return {name: _hash(content) for name, content in sorted(found.items())}


def standing_rows(session: Session) -> Iterator[tuple[str, int, str]]:
    """Every vouched row as it stands: its name, the entry it says made it, and the hash of the rest."""
    for row in VOUCHED:
        table = Base.metadata.tables[row.__tablename__]
        for found in session.execute(select(table)).mappings():
            content = _content(found)
            yield _name(table, content), int(found[ENTRY]), _hash(content)


def _standing(session: Session, table: Table, change: Change) -> dict[str, object]:
    where = [table.c[name] == value for name, value in change.key.items()]
    found = session.execute(select(table).where(*where)).mappings().first()
    return {} if found is None else _content(found)


def _content(row: RowMapping) -> dict[str, object]:
    return {name: value for name, value in row.items() if name != ENTRY}


def _name(table: Table, values: Mapping[str, object]) -> str:
    return "/".join([table.name, *(str(values[column.name]) for column in table.primary_key.columns)])


def _hash(content: Mapping[str, object]) -> str:
    plain = {name: moment_text(value) if isinstance(value, datetime) else value for name, value in content.items()}
    return hashlib.sha256(json.dumps(plain, sort_keys=True, separators=(",", ":")).encode()).hexdigest()
