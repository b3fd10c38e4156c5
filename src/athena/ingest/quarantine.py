"""Quarantine: the rows that were held back, why, and the way back in after a fix."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import NewType

import ibis
import ibis.expr.types as ir

from athena.access.shape import QUARANTINE_LABEL
from athena.access.view import View
from athena.failures import Refused
from athena.ingest.tables import DELIVERED, QUARANTINE
from athena.ingest.trace import Kept, original_row

QuarantineId = NewType("QuarantineId", str)


@dataclass(frozen=True)
class Entry:
    """One row in quarantine: where it stands, which rule stopped it, why, and what to do.

    `resolution` says how an entry was closed, with `resolved_at`; both are empty while it is open.
    """

    quarantine_id: QuarantineId
    source: str
    slot: str
    file: str
    sha256: str
    row: int
    rule: str
    columns: str
    reason: str
    remedy: str
    received_at: datetime
    resolved_at: datetime | None
    resolution: str | None
    kept: Kept


def entries(
    view: View,
    ids: Collection[QuarantineId] | None = None,
    *,
    source: str | None = None,
    closed: bool = False,
    limit: int | None = None,
    offset: int = 0,
) -> list[Entry]:
    """Give the entries, the open ones unless `closed` asks for all, in the order of file and row.

    At most `limit` of them, from `offset` on.

    With `ids`, give those and refuse an id that no entry has.
    """
    table = _named(view)
    if ids is not None:
        table = table.filter(table.quarantine_id.isin(list(ids)))
    elif not closed:
        table = table.filter(table.resolved_at.isnull())
    if source is not None:
        table = table.filter(table.source == source)
    ordered = table.order_by("file", "source_row", "quarantine_id")
    rows = view.execute(ordered if limit is None else ordered.limit(limit, offset=offset)).to_pylist()
    unknown = sorted(set(ids or ()) - {row["quarantine_id"] for row in rows})
    if unknown:
        raise Refused(
            "quarantine.no-such-entry",
            "There is no such entry in quarantine",
            ", ".join(unknown),
            "No row was ever held back under this id",
            "See `athena quarantine list` for the ids",
        )
    return [_entry(row) for row in rows]


def original(view: View, entry: Entry) -> bytes:
    """Give the bytes of the row that was held back, from the evidence store.

    Refused where the view hides any field of the quarantine: nobody has read the row, and bytes cannot be masked.
    """
    if not view.shows_whole(QUARANTINE, QUARANTINE_LABEL.id):
        raise Refused(
            "quarantine.restricted",
            "The bytes of a held-back row are not shown to you",
            entry.quarantine_id,
            "Nobody has read the row yet, so it may hold anything, and bytes cannot be masked",
            "Ask a data engineer, who mends such rows",
        )
    return original_row(view.door.workspace, entry.source, entry.kept, entry.row)


def _named(view: View) -> ir.Table:
    """Join each entry to the first delivery of its file."""
    delivered = view.table(DELIVERED)
    newest = ibis.window(group_by=["sha256", "source"], order_by="received_at")
    files = (
        delivered.mutate(nth=ibis.row_number().over(newest))
        .filter(ibis._.nth == 0)
        .select("file", "sha256", "kept_sha256", "archived", file_source="source")
    )
    held = view.table(QUARANTINE)
    return held.join(files, [held.source_file == files.sha256, held.source == files.file_source])


def _entry(row: dict[str, object]) -> Entry:
    received, resolved = row["received_at"], row["resolved_at"]
    assert isinstance(received, datetime)
    assert resolved is None or isinstance(resolved, datetime)
    return Entry(
        QuarantineId(str(row["quarantine_id"])),
        source=str(row["source"]),
        slot=str(row["slot"]),
        file=str(row["file"]),
        sha256=str(row["source_file"]),
        row=int(str(row["source_row"])),
        rule=str(row["rule"]),
        columns=str(row["columns_at_fault"]),
        reason=str(row["reason"]),
        remedy=str(row["remedy"]),
        received_at=received,
        resolved_at=resolved,
        resolution=None if row["resolution"] is None else str(row["resolution"]),
        kept=Kept(str(row["kept_sha256"]), str(row["file"]), bool(row["archived"])),
    )


def of_one_source(found: Sequence[Entry]) -> str:
    """Give the one source of these entries; none, or several at once, is refused."""
    sources = sorted({entry.source for entry in found})
    if len(sources) != 1:
        raise Refused(
            "quarantine.one-source",
            "Rows are exported and corrected source by source",
            ", ".join(sources) or "quarantine is empty",
            "Each source has its own columns" if sources else "There is nothing to export",
            "Name one with --source",
        )
    return sources[0]
