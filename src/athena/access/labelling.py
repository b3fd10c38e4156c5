"""Registering labels: a label that rows carry must be known before any rule can speak of it."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from athena.access.registry import label_book
from athena.access.state.database import StateDatabase
from athena.access.state.effect import Change, put
from athena.access.state.models import LabelRow
from athena.access.state.outbox import Outbox
from athena.ledger.entry import Event
from athena.ledger.operation import Operation
from athena.pole import Label, LabelId


def register_labels(outbox: Outbox, labels: Iterable[Label], actor: str, now: datetime) -> int | None:
    """Make `labels` known; give the ledger entry's number, None where all were known already.

    Whoever loads rows calls it first: rows under an unknown label are shown to nobody.
    """
    known = label_book(outbox.database).atoms
    new = [label for label in sorted(set(labels), key=str) if label.id not in known]
    if not new:
        return None
    changes = [put(LabelRow, {"id": label.id}, text=str(label), members=None) for label in new]
    return outbox.commit(_event([str(label) for label in new], actor), changes, now)


def register_union(outbox: Outbox, labels: Iterable[LabelId], actor: str, now: datetime) -> LabelId:
    """Make the union of `labels` known and give its id: what rows derived from all of them carry.

    Raises as `LabelBook.with_union`.
    """
    book, union = label_book(outbox.database).with_union(labels)
    if union not in book.unions or _known(outbox.database, union):
        return union
    members = [str(one) for one in sorted(book.unions[union])]
    outbox.commit(_event([f"union of {', '.join(members)}"], actor), [_union_row(union, members)], now)
    return union


def _union_row(union: LabelId, members: list[str]) -> Change:
    return put(LabelRow, {"id": union}, text=None, members=members)


def _known(database: StateDatabase, label: LabelId) -> bool:
    return label in label_book(database).unions


def _event(labels: list[str], actor: str) -> Event:
    return Event(
        op=Operation.REGISTER_CHANGE,
        actor=actor,
        role="",
        purpose="register labels",
        decision="permit",
        details={"labels": labels},
    )
