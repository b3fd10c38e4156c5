"""Publication: staged files become one snapshot, with their quarantine and their reconciliation, or nothing does."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

import ibis
import pyarrow as pa

from athena.ingest.holding import HeldBack, put_in_quarantine
from athena.ingest.linking import REFERENCES
from athena.ingest.reconciliation import FileReport, insist
from athena.ingest.source import Source
from athena.ingest.staging import ReadFile
from athena.ingest.tables import DELIVERED, ensure_tables
from athena.lake.versions import Fates, PartStamp, StagedFile, Stamp, publish_versions
from athena.lake.writing import Writer


@dataclass(frozen=True)
class Staged:
    """The files of one source that are staged in one table."""

    table: str
    source: Source
    files: Sequence[ReadFile]


@dataclass(frozen=True)
class Occasion:
    """What all files of one delivery share.

    `correction` lets them supersede what came from a later edition. `resubmission` says that only rows from
    quarantine are delivered, not whole slots.
    """

    delivery_id: str
    delivery: str
    archived: bool
    reach: date | None
    received_at: datetime
    correction: bool
    resubmission: bool = False


def publish(
    writer: Writer, occasion: Occasion, staged: Sequence[Staged], also: Callable[[], None] = lambda: None
) -> tuple[list[FileReport], int]:
    """Publish what is staged as one snapshot; give a report for each file, and the snapshot's number.

    `also` runs in the same commit, after the quarantine is written. Raises `DoesNotSum`, and then publishes
    nothing.
    """

    def work() -> list[FileReport]:
        ensure_tables(writer)
        reports = [report for part in staged for report in _publish_source(writer, occasion, part)]
        also()
        insist(reports)
        return reports

    return writer.commit(work)


def _publish_source(writer: Writer, occasion: Occasion, part: Staged) -> list[FileReport]:
    earlier = _earlier(writer, part)
    files = [
        StagedFile(
            file.recognised.number,
            file.sha256,
            file.recognised.slot.name,
            held=not occasion.correction and earlier.was_read(file),
            older=not occasion.correction and earlier.is_newer(file, occasion),
            # The key of a row that could not be read is unknown, and a standing row may be the one it is about.
            whole=not occasion.resubmission and not file.misread,
        )
        for file in part.files
    ]
    stamp = Stamp(
        part.table,
        part.source.kind,
        part.source.name,
        part.source.mapping_id,
        occasion.received_at,
        [PartStamp(one.name, one.kind, REFERENCES if one.kind == "link" else ()) for one in part.source.also],
    )
    fates = publish_versions(writer, stamp, files)
    put_in_quarantine(writer, HeldBack(part.table, part.source, part.files, files, occasion.received_at))
    reports = [_report(file, state, fates[state.number]) for file, state in zip(part.files, files, strict=True)]
    _note_delivered(writer, occasion, part, reports)
    return reports


@dataclass(frozen=True)
class _Earlier:
    """What was delivered before for the slots of these files."""

    # By slot and SHA-256: two empty months are the same bytes, and each is news.
    read: frozenset[tuple[str, str]]
    reaches: Mapping[str, date]

    def was_read(self, file: ReadFile) -> bool:
        return (file.recognised.slot.name, file.sha256) in self.read

    def is_newer(self, file: ReadFile, occasion: Occasion) -> bool:
        reach, standing = _reach(file, occasion), self.reaches.get(file.recognised.slot.name)
        return reach is not None and standing is not None and reach < standing


def _reach(file: ReadFile, occasion: Occasion) -> date | None:
    """The month that dates this file's edition: a table's own last month, or the last of its delivery."""
    return occasion.reach if file.recognised.slot.dated else file.covered[1]


def _earlier(writer: Writer, part: Staged) -> _Earlier:
    delivered = writer.table(DELIVERED).filter(ibis._.source == part.source.name)
    read = delivered.filter(ibis._.mapping == part.source.mapping_id).select("slot", "sha256").distinct()
    reaches = delivered.group_by("slot").agg(reach=ibis._.reach.max())
    return _Earlier(
        frozenset((row["slot"], row["sha256"]) for row in writer.rows(read).to_pylist()),
        {row["slot"]: row["reach"] for row in writer.rows(reaches).to_pylist() if row["reach"]},
    )


def _report(file: ReadFile, state: StagedFile, fates: Fates) -> FileReport:
    notes = list(file.notes)
    if file.rows_in == 0:
        notes.append("it has a header and no rows")
    if state.held:
        notes.append("these very bytes were read before")
    elif state.older:
        notes.append("an older edition than what stands: rows that differ are filed as history")
    return FileReport(
        file=file.recognised.member.name,
        source=file.recognised.source.name,
        sha256=file.sha256,
        rows_in=file.rows_in,
        loaded=fates.loaded,
        unchanged=fates.unchanged,
        superseded=fates.superseded,
        quarantined=fates.quarantined + len(file.misread),
        withdrawn=fates.withdrawn,
        seconds=0.0,
        notes=notes,
    )


def _note_delivered(writer: Writer, occasion: Occasion, part: Staged, reports: Sequence[FileReport]) -> None:
    rows = [
        {
            "delivery_id": occasion.delivery_id,
            "delivery": occasion.delivery,
            "file": file.recognised.member.name,
            "sha256": file.sha256,
            "bytes": file.size,
            "kept_sha256": file.recognised.member.kept,
            "archived": occasion.archived,
            "source": part.source.name,
            "mapping": part.source.mapping_id,
            "slot": file.recognised.slot.name,
            "area": file.recognised.slot.area,
            "kind": file.recognised.slot.kind,
            "family": " ".join(file.recognised.slot.family),
            "first_month": file.covered[0],
            "last_month": file.covered[1],
            "reach": _reach(file, occasion),
            "received_at": occasion.received_at,
            "rows_in": report.rows_in,
            "loaded": report.loaded,
            "unchanged": report.unchanged,
            "superseded": report.superseded,
            "quarantined": report.quarantined,
            "withdrawn": report.withdrawn,
            "resubmission": occasion.resubmission,
            "notes": "; ".join(report.notes),
        }
        for file, report in zip(part.files, reports, strict=True)
    ]
    writer.insert(DELIVERED, pa.Table.from_pylist(rows))
