"""Intake: the whole way of a delivery, from a path that somebody names to a published, reconciled snapshot."""

import secrets
import struct
import time
import zipfile
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

import ibis

from athena.access.view import View
from athena.failures import Refused
from athena.ingest.coverage import Coverage, Delivered, Span, coverage
from athena.ingest.delivery import Delivery, handed_over, receive
from athena.ingest.loading import declare_loading
from athena.ingest.publish import Occasion, Staged, publish
from athena.ingest.recognise import Plan, Recognised, Unrecognised, recognise, without
from athena.ingest.reconciliation import DeliveryReport, FileReport
from athena.ingest.registry import sources_of
from athena.ingest.source import Source
from athena.ingest.staging import Progress, Unreadable, stage
from athena.ingest.tables import DELIVERED, QUARANTINE
from athena.lake.writing import Writer


def ingest(
    view: View, paths: Sequence[Path], progress: Progress, *, correction: bool = False
) -> Iterator[DeliveryReport | Refused]:
    """Ingest what is at `paths`, delivery by delivery, each published as one snapshot or not at all.

    `view` is the loading job's (`athena.ingest.loading`); what is about to be published is written into the ledger
    first, and with the ledger unwritable nothing is.

    Deliveries of one command go in the order of the last month they reach, so that the later download of a month
    supersedes the earlier. A delivery that is refused as a whole is given as its `Refused`, and the others go on.
    When all are in, the reading copy is built. `correction` lets a delivery supersede what came from a later edition.
    Raises `Refused` before anything is read where a path holds nothing or a source module of the workspace cannot
    be used, `DoesNotSum` where a reconciliation does not sum, `Busy` where another process writes for too long.
    """
    workspace = view.door.workspace
    sources = sources_of(workspace.sources)
    groups = list(handed_over(paths))
    progress.add(doing="receiving")
    with workspace.lake.write() as writer:
        writer.tidy()
        workspace.evidence.tidy()
        for group in sorted(groups, key=lambda files: _last_month(files, sources)):
            try:
                with receive(group, workspace.evidence) as delivery:
                    yield from _take(view, writer, delivery, sources, progress, correction)
            except Refused as refusal:
                yield refusal
    # Also where nothing was published: an earlier run may have been killed before it came to this.
    progress.add(doing="building the reading copy")
    workspace.lake.refresh_copy()


def _last_month(files: Sequence[Path], sources: Sequence[Source]) -> date:
    # Only names are looked at: a broken archive is refused later, where the refusal belongs to its delivery.
    names = [str(file) for file in files]
    if len(files) == 1 and files[0].suffix.lower() == ".zip":
        names = _names_in(files[0])
    slots = [slot for name in names for source in sources if (slot := source.recognise(name))]
    return max((slot.last for slot in slots), default=date.min)


def _names_in(archive: Path) -> list[str]:
    try:
        with zipfile.ZipFile(archive) as opened:
            return opened.namelist()
    except (zipfile.BadZipFile, NotImplementedError, OSError, ValueError, struct.error):
        return []


def _take(
    view: View, writer: Writer, delivery: Delivery, sources: Sequence[Source], progress: Progress, correction: bool
) -> Iterator[DeliveryReport]:
    plan = recognise(delivery, sources)
    if not plan.files and not plan.refused:
        raise _nothing_known(delivery, plan, sources)
    again = () if correction else _read_before(writer, plan)
    known = {report.file for report in again}
    waiting = replace(plan, files=[file for file in plan.files if file.member.name not in known])
    progress.total_bytes += sum(file.member.size for file in waiting.files)
    occasion = Occasion(
        secrets.token_hex(8),
        delivery.name,
        delivery.sha256 is not None,
        plan.reach,
        datetime.now(UTC),
        correction,
    )
    if not waiting.files:
        yield DeliveryReport(delivery.name, plan.title, again, plan.unrecognised, plan.refused, _gaps(plan), None)
        return
    for number, round_of_files in enumerate(_rounds(waiting.files)):
        first = number == 0
        current = replace(waiting, files=round_of_files, refused=plan.refused if first else ())
        before, left_out = (again, plan.unrecognised) if first else ((), ())
        yield _read_and_publish(view, writer, occasion, current, progress, before, left_out)


def _nothing_known(delivery: Delivery, plan: Plan, sources: Sequence[Source]) -> Refused:
    first = plan.unrecognised[0]
    return Refused(
        "ingest.not-recognised",
        "Nothing in this delivery is known to any source",
        delivery.name,
        f"Looked at {len(plan.unrecognised)} file names, such as {first.name!r}"
        + (f", which is left out because {first.why}" if first.why else "")
        + "; known are: "
        + ", ".join(f"{source.name} ({source.title})" for source in sources),
        "Keep the publisher's file names. A data engineer can write a source for it (docs/ingest.md)",
    )


def _read_and_publish(
    view: View,
    writer: Writer,
    occasion: Occasion,
    plan: Plan,
    progress: Progress,
    again: Sequence[FileReport],
    strangers: Sequence[Unrecognised],
) -> DeliveryReport:
    began = time.monotonic()
    staged, plan = _stage_all(writer, plan, progress)
    progress.add(doing="publishing")
    if staged:
        declare_loading(view, occasion.delivery_id, staged)
    reports, snapshot = publish(writer, occasion, staged) if staged else ([], None)
    spent = time.monotonic() - began
    rows = sum(report.rows_in for report in reports) or 1
    timed = [replace(report, seconds=round(spent * report.rows_in / rows, 3)) for report in reports]
    return DeliveryReport(
        occasion.delivery, plan.title, [*again, *timed], strangers, plan.refused, _gaps(plan), snapshot
    )


def _gaps(plan: Plan) -> list[Coverage]:
    slots = [file.slot for file in plan.files]
    delivered = [
        Delivered(slot.area, slot.kind, Span(slot.first, slot.last), slot.family) for slot in slots if slot.dated
    ]
    return [found for found in coverage(delivered) if found.gaps]


def _stage_all(writer: Writer, plan: Plan, progress: Progress) -> tuple[list[Staged], Plan]:
    """Stage every source's files; a file that turns out to be unreadable is refused, and the rest read again."""
    staged: list[Staged] = []
    for number, source in enumerate({file.source.name: file.source for file in plan.files}.values()):
        table = f"staged_{number}"
        while files := [file for file in plan.files if file.source.name == source.name]:
            try:
                staged.append(Staged(table, source, stage(writer, table, source, files, progress)))
                break
            except Unreadable as unreadable:
                plan = without(plan, unreadable.refused)
    return staged, plan


def _rounds(files: Sequence[Recognised]) -> Iterator[list[Recognised]]:
    """Split files so that none of a round restates a slot that another of it restates; later rounds supersede."""
    waiting = list(files)
    while waiting:
        taken: dict[tuple[str, str], Recognised] = {}
        for file in waiting:
            taken.setdefault((file.source.name, file.slot.name), file)
        yield list(taken.values())
        chosen = {file.number for file in taken.values()}
        waiting = [file for file in waiting if file.number not in chosen]


def _read_before(writer: Writer, plan: Plan) -> list[FileReport]:
    """Report on the files whose very bytes the same mapping has read before: they change nothing."""
    if DELIVERED not in writer.tables():
        return []
    kept = {file.member.kept for file in plan.files}
    delivered = writer.table(DELIVERED).filter(ibis._.kept_sha256.isin(list(kept)), ~ibis._.resubmission)
    quarantined = writer.table(QUARANTINE).filter(ibis._.resolved_at.isnull())
    open_rows = quarantined.group_by("source_file", "slot", "mapping").agg(held=ibis._.count())
    first = delivered.group_by("kept_sha256", "file", "mapping").agg(
        sha256=ibis._.sha256.max(), rows_in=ibis._.rows_in.max()
    )
    before = {(row["kept_sha256"], row["file"], row["mapping"]): row for row in writer.rows(first).to_pylist()}
    held = {
        (row["source_file"], row["slot"], row["mapping"]): row["held"] for row in writer.rows(open_rows).to_pylist()
    }
    reports = []
    for file in plan.files:
        row = before.get((file.member.kept, file.member.name, file.source.mapping_id))
        if row is not None:
            quarantined_rows = held.get((row["sha256"], file.slot.name, file.source.mapping_id), 0)
            reports.append(
                FileReport(
                    file=file.member.name,
                    source=file.source.name,
                    sha256=row["sha256"],
                    rows_in=row["rows_in"],
                    loaded=0,
                    unchanged=row["rows_in"] - quarantined_rows,
                    superseded=0,
                    quarantined=quarantined_rows,
                    withdrawn=0,
                    seconds=0.0,
                    notes=("these very bytes were read before",),
                )
            )
    return reports
