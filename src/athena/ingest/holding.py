"""Holding back: rows that a rule or the format stopped go into quarantine, in the same commit as their neighbours."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

import ibis
import ibis.expr.types as ir
import pyarrow as pa

from athena.ingest.source import Misread, Rule, Source
from athena.ingest.staging import ReadFile, sha256
from athena.ingest.tables import QUARANTINE
from athena.lake.versions import FILE, PROBLEM, ROW, StagedFile
from athena.lake.writing import Writer

MISREAD = Rule(
    "misread",
    "(the whole row)",
    "the row cannot be read",
    "Whoever delivered it: correct the row (athena quarantine export), then resubmit it",
    lambda raw, record: ibis.literal(False),
)
_ID_LENGTH = 16
_BETWEEN = "\x1f"


@dataclass(frozen=True)
class HeldBack:
    """The files of one publication whose stopped rows are to be held back, and how each stands to the lake."""

    staged: str
    source: Source
    files: Sequence[ReadFile]
    states: Sequence[StagedFile]
    received_at: datetime


def put_in_quarantine(writer: Writer, held: HeldBack) -> None:
    """Write an entry for each row that was stopped, and close the entries that this delivery has overtaken.

    An entry is known by its file, row and mapping, so the same row is held back once however often it is
    delivered. Only inside `Writer.commit`.
    """
    _overtake(writer, held)
    # Asked first, because nearly every delivery is sound, and to hold back nothing costs a fifth of a small one.
    if writer.rows(writer.staged(held.staged).filter(ibis._[PROBLEM].notnull()).select(ROW).limit(1)).num_rows:
        writer.keep_aside("staged_rule", _rules(held.source))
        _hold(writer, held, _stopped(writer, held))
    misread = _misread(held)
    if misread.num_rows:
        writer.keep_aside("staged_misread", misread)
        _hold(writer, held, writer.staged("staged_misread"))


def entry_id(source_file: str, row: int, mapping: str) -> str:
    """The id of the quarantine entry for one row of one file, as one mapping read it."""
    return hashlib.sha256(_BETWEEN.join((source_file, str(row), mapping)).encode()).hexdigest()[:_ID_LENGTH]


def _rules(source: Source) -> pa.Table:
    return pa.table(
        {
            "rule": [rule.name for rule in source.rules],
            "columns_at_fault": [rule.column for rule in source.rules],
            "reason": [rule.why for rule in source.rules],
            "remedy": [rule.remedy for rule in source.rules],
        },
        schema=pa.schema([(name, pa.string()) for name in ("rule", "columns_at_fault", "reason", "remedy")]),
    )


def _stopped(writer: Writer, held: HeldBack) -> ir.Table:
    rows = writer.staged(held.staged).filter(ibis._[PROBLEM].notnull())
    rows = rows.select(FILE, ROW, "slot", rule=ibis._[PROBLEM])
    files = writer.staged("staged_file").select(FILE, source_file=ibis._.sha256)
    named = rows.join(files, FILE).join(writer.staged("staged_rule"), "rule")
    identity = ibis.literal(_BETWEEN).join([named.source_file, named[ROW].cast("string"), held.source.mapping_id])
    return named.select(
        "slot",
        "source_file",
        "rule",
        "columns_at_fault",
        "reason",
        "remedy",
        quarantine_id=sha256(identity).left(_ID_LENGTH),
        source=ibis.literal(held.source.name),
        source_row=named[ROW],
        mapping=ibis.literal(held.source.mapping_id),
        received_at=ibis.literal(held.received_at),
    )


def _misread(held: HeldBack) -> pa.Table:
    entries = [_misread_entry(held, file, row) for file in held.files for row in file.misread]
    return pa.Table.from_pylist(entries)


def _misread_entry(held: HeldBack, file: ReadFile, row: Misread) -> dict[str, object]:
    return {
        "quarantine_id": entry_id(file.sha256, row.row, held.source.mapping_id),
        "source": held.source.name,
        "slot": file.recognised.slot.name,
        "source_file": file.sha256,
        "source_row": row.row,
        "rule": MISREAD.name,
        "columns_at_fault": MISREAD.column,
        "reason": row.reason,
        "remedy": MISREAD.remedy,
        "mapping": held.source.mapping_id,
        "received_at": held.received_at,
    }


def _hold(writer: Writer, held: HeldBack, entries: ir.Table) -> None:
    known = writer.table(QUARANTINE)
    # A file that is read afresh, as a correction is, holds back again what a later delivery had overtaken.
    fresh = [state.sha256 for state in held.states if not state.held and not state.older]
    again = entries.filter(entries.source_file.isin(fresh)).select("quarantine_id")
    closed = known.filter(known.resolved_at.notnull(), known.quarantine_id.isin(again.quarantine_id))
    writer.change(QUARANTINE, "quarantine_id", closed.select("quarantine_id"), resolved_at=None, resolution=None)
    # The same bytes may stand under two names in one delivery: the row is one, and held back once.
    new = entries.distinct(on="quarantine_id", keep="first")
    writer.insert_from(QUARANTINE, new.filter(new.quarantine_id.notin(known.quarantine_id)))


def _overtake(writer: Writer, held: HeldBack) -> None:
    restated = [state for state in held.states if state.whole and not state.held and not state.older]
    if not restated:
        return
    entries = writer.table(QUARANTINE).filter(
        ibis._.source == held.source.name,
        ibis._.resolved_at.isnull(),
        ibis._.slot.isin([state.slot for state in restated]),
        ~(ibis._.source_file.isin([state.sha256 for state in restated]) & (ibis._.mapping == held.source.mapping_id)),
    )
    writer.change(
        QUARANTINE,
        "quarantine_id",
        entries.select("quarantine_id"),
        resolved_at=held.received_at,
        resolution="overtaken by a later delivery or mapping",
    )
