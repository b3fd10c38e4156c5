"""Effects as data: the rows a decision changes, so that they can be written again after a crash."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Table, insert, update
from sqlalchemy.orm import Session

from athena.access.state.models import Base, moment_text

Plain = None | bool | int | str | list[str] | dict[str, str]


@dataclass(frozen=True)
class Change:
    """One row to be as stated: `key` finds it, `values` is what it says, inserted where it is not there yet.

    Writing a change twice is the same as writing it once, which is what makes recovery safe. The row's `entry`
    is not stated: it becomes known when the ledger has the entry. Times are given as text (`moment_text`).
    """

    table: str
    key: Mapping[str, Plain]
    values: Mapping[str, Plain]

    def as_json(self) -> dict[str, object]:
        """The change as an intent keeps it."""
        return {"table": self.table, "key": dict(self.key), "values": dict(self.values)}


def put(row: type[Base], key: Mapping[str, Plain | datetime], **values: Plain | datetime) -> Change:
    """The change that makes the row of `row`'s table with this key say `values`."""
    return Change(row.__tablename__, _plain(key), _plain(values))


def change_from(raw: Mapping[str, object]) -> Change:
    """The change that `as_json` wrote. Raises `ValueError` for anything else."""
    table, key, values = raw.get("table"), raw.get("key"), raw.get("values")
    if not isinstance(table, str) or not isinstance(key, dict) or not isinstance(values, dict):
        raise ValueError(f"not a change: {raw!r}")
    return Change(table, key, values)


def apply(session: Session, changes: Sequence[Change], entry: int) -> None:
    """Write `changes` in order, each row carrying the ledger entry that recorded it."""
    for change in changes:
        table: Table = Base.metadata.tables[change.table]
        values = {**change.values, "entry": entry}
        where = [table.c[name] == value for name, value in change.key.items()]
        if session.connection().execute(update(table).where(*where).values(**values)).rowcount == 0:
            session.execute(insert(table).values(**change.key, **values))


def _plain(values: Mapping[str, Plain | datetime]) -> dict[str, Plain]:
    return {name: moment_text(value) if isinstance(value, datetime) else value for name, value in values.items()}
