"""Deeds: writing, combining and erasing records, recorded before they are done."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace

from athena.access.operation import Operation
from athena.access.refused import Refused
from athena.access.state.effect import Change, put
from athena.access.state.models import DisposalRow
from athena.access.view import View
from athena.ledger.canonical import Json
from athena.ledger.entry import Event
from athena.ledger.operation import Operation as LedgerOperation

_DEEDS = frozenset({Operation.COLLECTION, Operation.ALTERATION, Operation.COMBINATION, Operation.ERASURE})


def declare(view: View, tables: Collection[str], records: Collection[str], details: Mapping[str, Json]) -> int:
    """Record that `view`'s holder is about to write `tables`, and give the entry's number.

    Called before the lake commits: a log that speaks of a deed that then failed is put right by reading on, one
    that misses a deed is not. `records` are referred to one by one where they are few; `details` says the rest
    (source hashes, counts). Refused with `access.deed-not-permitted` for a table of which the view opens nothing,
    and for a view that only reads.
    """
    _insist(view, tables)
    return view.door.log.append(_event(view, tables, view.door.references.of(sorted(records)), details)).index


def decide(
    view: View,
    tables: Collection[str],
    records: Collection[str],
    changes: Sequence[Change],
    *,
    reason: str,
    details: Mapping[str, Json],
) -> int:
    """Record a person's decision about `records` and make `changes` true, together or not at all.

    Gives the entry's number. `reason` is the decision's own and stands in the entry in place of the case's. Refused
    as `declare`.
    """
    _insist(view, tables)
    event = _event(view, tables, view.door.references.of(sorted(records)), details, reason)
    return view.door.outbox.commit(event, changes, view.door.clock())


_OWN = frozenset({LedgerOperation.OPENING, LedgerOperation.CLOSING, LedgerOperation.NOTICE})


def note(
    view: View,
    operation: LedgerOperation,
    records: Collection[str],
    changes: Sequence[Change],
    *,
    purpose: str,
    details: Mapping[str, Json],
) -> int:
    """Record that the holder of `view` opens, closes or tells something in its case, and make `changes` true with it.

    Gives the entry's number. For what is done *about* records and not to them: a standing search, an alert. Raises
    `ValueError` for an operation that is done to records.
    """
    if operation not in _OWN:
        raise ValueError(f"{operation} is done to records: declare or decide it")
    event = _event(view, (), view.door.references.of(sorted(records)), details)
    return view.door.outbox.commit(replace(event, op=operation, purpose=purpose), changes, view.door.clock())


def shown(view: View, details: Mapping[str, Json]) -> int:
    """Record that something which is kept in the view's case, and is no record, is shown; give the entry's number.

    Called before it is shown.
    """
    return view.door.log.append(_event(view, (), (), details)).index


def dispose(view: View, table: str, records: Collection[str]) -> int:
    """Record that `records` are deleted on review, and destroy the keys by which the log spoke of them.

    Gives the entry's number. The entry says how many and never which (ICO: an erasure log must not repeat what was
    erased). A stop half-way leaves keys that a second call destroys. Refused as `declare`.
    """
    if view.asking.operation is not Operation.ERASURE or not view.permit(table).rows:
        raise _refused(view, table)
    now = view.door.clock()
    rows = [
        put(DisposalRow, {"reference": view.door.references.slot(one)}, kind=table, disposed_at=now)
        for one in sorted(records)
    ]
    entry = view.door.outbox.commit(_event(view, [table], (), {"records": len(rows)}), rows, now)
    for record in sorted(records):
        view.door.subjects.destroy(record)
    return entry


def _insist(view: View, tables: Collection[str]) -> None:
    for table in sorted(tables):
        if view.asking.operation not in _DEEDS or not view.permit(table).rows:
            raise _refused(view, table)


def _event(
    view: View, tables: Collection[str], refs: tuple[str, ...], details: Mapping[str, Json], reason: str = ""
) -> Event:
    return Event(
        op=view.asking.operation,
        actor=view.principal.id,
        role=view.asking.role,
        purpose=view.case.ground.name,
        decision="permit",
        reason=reason or view.case.reason,
        case=view.case.id,
        ground=view.case.ground.id,
        policy_digest=view.decisions.policy,
        policies=view.decisions.cited([view.permit(table).shape.kind for table in tables]),
        subject_refs=refs,
        details={
            "login": view.door.login,
            "on_behalf_of": view.on_behalf_of or "",
            "tables": sorted(tables),
            "snapshot": view.snapshot,
            **details,
        },
    )


def _refused(view: View, table: str) -> Refused:
    return Refused(
        "deed-not-permitted",
        what=f"{view.asking.operation} of {table}",
        where=f"case {view.case.id}, ground {view.case.ground.name}",
        why=f"this view opens no {table} to a {view.asking.role} for that",
        remedy="open a view for the operation itself, under a ground that allows it",
        who=f"{view.case.owner}, who owns the case",
    )
