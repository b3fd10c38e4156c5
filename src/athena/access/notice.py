"""Notices: what a person, or every holder of a role, is told at once."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import or_, select

from athena.access.door import Door
from athena.access.principal import Principal
from athena.access.roles import Role
from athena.access.state.effect import Change, put
from athena.access.state.models import NoticeRow


@dataclass(frozen=True)
class Notice:
    """One notice: to whom (a principal's id, or `role:ROLE`), about which grant, what it says, and its entry."""

    addressee: str
    about: str
    text: str
    sent_at: datetime
    entry: int


def to_role(role: Role) -> str:
    """The address of everyone who holds `role`."""
    return f"role:{role}"


def sending(addressee: str, about: str, text: str, now: datetime) -> Change:
    """The row that sends a notice; it is committed with the effect it speaks of, so neither goes without the other."""
    return put(NoticeRow, {"id": secrets.token_hex(8)}, addressee=addressee, about=about, text=text, sent_at=now)


def notices_for(door: Door, reader: Principal) -> tuple[Notice, ...]:
    """What `reader` has been told, as themselves or as a holder of their roles, oldest first."""
    addresses = [str(reader.id), *(to_role(role) for role in reader.roles)]
    with door.database.transaction() as session:
        rows = session.scalars(
            select(NoticeRow)
            .where(or_(*(NoticeRow.addressee == one for one in addresses)))
            .order_by(NoticeRow.sent_at, NoticeRow.id)
        )
        return tuple(Notice(row.addressee, row.about, row.text, row.sent_at, row.entry) for row in rows)
