"""What the lake remembers of a migration's files: what each run made of them, and what is rejected now."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import PurePath

import ibis

from athena.access.view import View
from athena.ingest.migration.folder import Migration, Part
from athena.ingest.migration.proof import Rejected, Rows
from athena.ingest.tables import DELIVERED, QUARANTINE

_RESUBMITTED = "resubmitted from quarantine"


@dataclass(frozen=True)
class Delivered:
    """One file of one mapping: its whole run, with the counts of the replays after it.

    `newest` says that no later file has restated its slot; `earlier` names the file that stood before it, with when
    it was received, or nothing for a first delivery.
    """

    file: str
    slot: str
    sha256: str
    received_at: datetime
    rows_in: int
    loaded: int
    merged: int
    newest: bool
    earlier: str | None


def delivered(view: View, part: Part, sha256: str, slot: str) -> Delivered | None:
    """What was done with these bytes under this mapping; nothing where they were never run."""
    table = view.table(DELIVERED)
    mine = table.filter(table.source == part.source.name, table.slot == slot).order_by("received_at")
    rows = view.execute(mine).to_pylist()
    whole = [row for row in rows if not row["resubmission"]]
    runs = [row for row in whole if row["sha256"] == sha256]
    if not runs:
        return None
    first = runs[-1]
    replays = [row for row in rows if row["resubmission"] and row["sha256"] == sha256]
    before = [row for row in whole if row["received_at"] < first["received_at"]]
    # `athena quarantine resubmit` reads the whole file again and counts what stood before as merged: it was counted.
    merging = [row for row in replays if row["delivery"] != _RESUBMITTED]
    return Delivered(
        first["file"],
        slot,
        sha256,
        first["received_at"],
        first["rows_in"],
        loaded=first["loaded"] + sum(row["loaded"] for row in replays),
        merged=sum(row["unchanged"] + row["superseded"] for row in (first, *merging)),
        newest=whole[-1] is first,
        earlier=f"{PurePath(before[-1]['file']).name}, received {before[-1]['received_at']:%Y-%m-%d %H:%M}"
        if before
        else None,
    )


def rejected(view: View, migration: Migration, sha256: str) -> Mapping[str, Sequence[Rejected]]:
    """The rows of these bytes that are rejected now, by mapping, in the order of the file."""
    table = view.table(QUARANTINE)
    names = {part.source.name: part.mapped.name for part in migration.parts}
    held = table.filter(table.source_file == sha256, table.source.isin(list(names)), table.resolved_at.isnull())
    found: dict[str, list[Rejected]] = {name: [] for name in names.values()}
    for row in view.execute(held.order_by(ibis.asc("source_row"))).to_pylist():
        name = names[row["source"]]
        found[name].append(Rejected("", row["source_row"], name, row["rule"], row["reason"], row["quarantine_id"]))
    return found


def rows_of(part: Part, done: Delivered, rejected_now: int) -> Rows:
    """What became of the rows of a file under one mapping, up to today."""
    return Rows(
        PurePath(done.file).name,
        part.mapped.name,
        part.mapped.segment,
        part.mapped.kind,
        part.mapped.derived,
        done.rows_in,
        done.loaded,
        done.merged,
        rejected_now,
    )
