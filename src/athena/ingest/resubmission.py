"""Resubmission: rows in quarantine are read again, after the mapping or the rows themselves were put right."""

import csv
import io
import secrets
import zipfile
from collections.abc import Callable, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from functools import partial
from pathlib import Path
from typing import IO, Any

import ibis
import pyarrow as pa

from athena.access.view import View
from athena.failures import Refused
from athena.ingest.bytes_in import BytesIn
from athena.ingest.degrees import InDegrees
from athena.ingest.delimited import Delimited
from athena.ingest.delivery import Member, MemberName, receive
from athena.ingest.holding import entry_id
from athena.ingest.loading import declare_loading
from athena.ingest.publish import Occasion, Staged, publish
from athena.ingest.quarantine import Entry, QuarantineId, entries, of_one_source, original
from athena.ingest.recognise import Recognised
from athena.ingest.reconciliation import FileReport
from athena.ingest.registry import sources_of
from athena.ingest.source import Misread, Rows, Slot, Source
from athena.ingest.staging import Progress, ReadFile, Unreadable, stage
from athena.ingest.tables import DELIVERED, QUARANTINE
from athena.lake.durable import write_atomically
from athena.lake.evidence import Sha256
from athena.lake.versions import FILE, PROBLEM, ROW
from athena.lake.workspace import Workspace
from athena.lake.writing import Writer

ID_COLUMN = "quarantine_id"


def export(view: View, found: Sequence[Entry], target: Path) -> int:
    """Write the held-back rows of one source as CSV, each with its quarantine id in front, to be corrected.

    Say how many. A row with too many or too few fields is written with the fields that it has. A file that
    exists is refused.
    """
    if target.exists():
        raise Refused(
            "quarantine.file-exists", "There is a file already", str(target), "It would be lost", "Name another"
        )
    source = _source(view.door.workspace, of_one_source(found))
    written = io.StringIO(newline="")
    out = csv.writer(written, lineterminator="\n")
    headers: dict[str, list[str]] = {}
    for entry in found:
        header = headers.get(entry.sha256) or _fields(original(view, replace(entry, row=0)))
        headers[entry.sha256] = header
        if entry is found[0]:
            out.writerow([ID_COLUMN, *header])
        fields = _fields(original(view, entry))
        out.writerow([entry.quarantine_id, *_in_order(fields, header, headers[found[0].sha256])])
    _delimited(source)
    write_atomically(target, written.getvalue().encode())
    return len(found)


def resubmit(view: View, ids: Sequence[QuarantineId] | None, progress: Progress) -> list[FileReport]:
    """Read the files of held-back rows again, of all that are open or of `ids`, as the sources read them now.

    A row that passes is loaded and its entry closed; one that does not stays held back. The whole file is read, so
    that a row that is like its neighbours is matched as it would have been at first, and its report is of the whole
    file. One commit, or nothing.
    """
    workspace = view.door.workspace
    with ExitStack() as stack:
        found = [entry for entry in entries(view, ids) if entry.resolved_at is None]
        slots = _slots(view.execute(view.table(DELIVERED)))
        files = [_again(workspace, stack, number, entry, slots) for number, entry in enumerate(_one_a_file(found))]
        return _publish(view, "resubmitted from quarantine", files, {e.quarantine_id for e in found}, progress)


def resubmit_corrected(view: View, corrected: Path, progress: Progress) -> list[FileReport]:
    """Load corrected rows in the place of held-back ones, from a file that `export` wrote and somebody put right.

    The file is kept in evidence, and the records say that they came from it. A row whose entry is closed or
    unknown is refused, and then nothing is loaded.
    """
    workspace = view.door.workspace
    with ExitStack() as stack, receive([corrected], workspace.evidence) as delivery:
        member = delivery.members[0]
        ids = _ids(member)
        found = {entry.quarantine_id: entry for entry in entries(view, ids)}
        closed = [entry.quarantine_id for entry in found.values() if entry.resolved_at is not None]
        if closed:
            raise Refused(
                "quarantine.closed",
                "A corrected row is not in quarantine any more",
                f"{corrected}: {', '.join(closed)}",
                "It was resubmitted or overtaken by a later delivery",
                "Take it out of the file; see `athena quarantine list --all`",
            )
        source = _source(workspace, of_one_source(list(found.values())))
        corrected_rows = _Corrected(_delimited(source))
        located = source.format
        format = located.reading(corrected_rows) if isinstance(located, InDegrees) else corrected_rows
        slots = _slots(view.execute(view.table(DELIVERED)))
        header = format.header(BytesIn(member.open(), member.name, member.size + 1, lambda count: None))
        format.check(header, member.name)
        before = [
            _again(workspace, stack, number, entry, slots)
            for number, entry in enumerate(_one_a_file(list(found.values())))
        ]
        files = [
            Recognised(
                number,
                member,
                replace(source, format=format),
                slots[(source.name, slot)],
                header,
                frozenset(row for row, name in enumerate(ids, 1) if found[name].slot == slot),
            )
            for number, slot in enumerate(sorted({entry.slot for entry in found.values()}), len(before))
        ]
        reports = _publish(view, str(corrected), [*before, *files], set(ids), progress)
        return [report for report in reports if report.file == member.name]


def _again(
    workspace: Workspace,
    stack: ExitStack,
    number: int,
    entry: Entry,
    slots: dict[tuple[str, str], Slot],
) -> Recognised:
    stream = stack.enter_context(workspace.evidence.open(Sha256(entry.kept.sha256)))
    opener: Callable[[], IO[bytes]] = partial(workspace.evidence.open, Sha256(entry.kept.sha256))
    size = stream.seek(0, io.SEEK_END)
    if entry.kept.archived:
        archive = stack.enter_context(zipfile.ZipFile(stream))
        opener, size = partial(archive.open, entry.file), archive.getinfo(entry.file).file_size
    source = _source(workspace, entry.source)
    member = Member(MemberName(entry.file), size, Sha256(entry.kept.sha256), opener)
    with BytesIn(opener(), entry.file, size + 1, lambda count: None) as content:
        header = source.format.header(content)
    return Recognised(number, member, source, slots[(entry.source, entry.slot)], header)


def _one_a_file(found: Sequence[Entry]) -> list[Entry]:
    """Give one entry for each file, for what entries of a file share."""
    return list({entry.kept: entry for entry in found}.values())


def _publish(
    view: View, title: str, files: Sequence[Recognised], ids: set[QuarantineId], progress: Progress
) -> list[FileReport]:
    if not files:
        return []
    occasion = Occasion(secrets.token_hex(8), title, False, None, datetime.now(UTC), correction=True, resubmission=True)
    workspace = view.door.workspace
    with workspace.lake.write() as writer:
        staged = [
            Staged(f"staged_{number}", source, _stage(writer, f"staged_{number}", source, files, progress))
            for number, source in enumerate({file.source.name: file.source for file in files}.values())
        ]
        corrected = [file for part in staged for file in part.files if file.recognised.only is not None]
        stopped = {row for part in staged for row in _stopped(writer, part, corrected or part.files)}
        if corrected and stopped:
            raise _still_broken(writer, staged[0], corrected)

        def close_entries() -> None:
            passed = writer.table(QUARANTINE).filter(ibis._.quarantine_id.isin(sorted(ids - stopped)))
            writer.change(
                QUARANTINE,
                "quarantine_id",
                passed.select("quarantine_id"),
                resolved_at=occasion.received_at,
                resolution=title,
            )

        declare_loading(view, occasion.delivery_id, staged)
        reports, _ = publish(writer, occasion, staged, close_entries)
    workspace.lake.refresh_copy()
    return reports


def _stage(
    writer: Writer, table: str, source: Source, files: Sequence[Recognised], progress: Progress
) -> list[ReadFile]:
    try:
        return stage(writer, table, source, [file for file in files if file.source.name == source.name], progress)
    except Unreadable as unreadable:
        raise unreadable.refused.refusal from unreadable


def _stopped(writer: Writer, part: Staged, files: Sequence[ReadFile]) -> set[QuarantineId]:
    sha256 = {file.recognised.number: file.sha256 for file in files}
    broken = {(sha256[row[FILE]], row[ROW]) for row in _broken(writer, part, files)}
    broken |= {(file.sha256, row.row) for file in files for row in file.misread}
    return {QuarantineId(entry_id(file, row, part.source.mapping_id)) for file, row in broken}


def _broken(writer: Writer, part: Staged, files: Sequence[ReadFile]) -> list[dict[str, Any]]:
    numbers = [file.recognised.number for file in files]
    rows = writer.staged(part.table).filter(ibis._[PROBLEM].notnull(), ibis._[FILE].isin(numbers))
    return list(writer.rows(rows.select(FILE, ROW, PROBLEM).order_by(ROW)).to_pylist())


def _still_broken(writer: Writer, part: Staged, files: Sequence[ReadFile]) -> Refused:
    rows = _broken(writer, part, files)
    words = [f"row {row[ROW]}: {rule.why}" for row in rows if (rule := part.source.rule(row[PROBLEM]))]
    words += [f"row {row.row}: {row.reason}" for file in files for row in file.misread]
    return Refused(
        "quarantine.still-broken",
        "The corrected rows cannot all be loaded, so none was",
        files[0].recognised.member.name,
        "; ".join(words[:5]) + (f"; and {len(words) - 5} more" if len(words) > 5 else ""),
        "Whoever corrects the file: put these rows right, or take them out, and submit it again",
    )


def _ids(member: Member) -> list[QuarantineId]:
    with member.open() as stream, io.TextIOWrapper(stream, encoding="utf-8-sig", newline="") as lines:
        rows = csv.DictReader(lines)
        if ID_COLUMN not in (rows.fieldnames or ()):
            raise Refused(
                "quarantine.no-ids",
                "This is not a file of corrected rows",
                member.name,
                f"It has no column {ID_COLUMN}",
                "Start from `athena quarantine export`, and keep that column",
            )
        return [QuarantineId(row[ID_COLUMN]) for row in rows]


def _slots(delivered: pa.Table) -> dict[tuple[str, str], Slot]:
    return {
        (row["source"], row["slot"]): Slot(
            row["slot"],
            row["area"],
            row["kind"],
            row["first_month"],
            row["last_month"],
            tuple(row["family"].split()),
        )
        for row in delivered.to_pylist()
    }


def _source(workspace: Workspace, name: str) -> Source:
    return next(source for source in sources_of(workspace.sources) if source.name == name)


def _delimited(source: Source) -> Delimited:
    format = source.format.inner if isinstance(source.format, InDegrees) else source.format
    if not isinstance(format, Delimited):
        raise Refused(
            "quarantine.not-text",
            "Rows of this source cannot be corrected as CSV",
            source.name,
            "Its files are not comma-separated text",
            "Whoever delivered it: send the corrected file, and ingest that",
        )
    return format


def _fields(line: bytes) -> list[str]:
    return next(csv.reader([line.decode("utf-8-sig")]))


def _in_order(fields: list[str], header: list[str], wanted: list[str]) -> list[str]:
    if header == wanted or len(fields) != len(header):
        return fields
    named = dict(zip(header, fields, strict=True))
    return [named[name] for name in wanted]


@dataclass(frozen=True)
class _Corrected:
    """The format of a source with the quarantine id in front, which is read past."""

    inner: Delimited

    @property
    def outer(self) -> Delimited:
        return Delimited((ID_COLUMN, *self.inner.columns))

    def header(self, content: BytesIn) -> Sequence[str]:
        return self.outer.header(content)

    def check(self, header: Sequence[str], file: str) -> None:
        self.outer.check(header, file)

    def schema(self) -> pa.Schema:
        return self.inner.schema()

    def rows(self, content: BytesIn, header: Sequence[str], file: str) -> "_CorrectedRows":
        return _CorrectedRows(self.outer.rows(content, header, file))

    def original(self, content: IO[bytes], row: int) -> bytes:
        return self.inner.original(content, row)


class _CorrectedRows:
    def __init__(self, inner: Rows) -> None:
        self.misread: list[Misread] = inner.misread
        self.notes: list[str] = inner.notes
        self._inner = inner

    def __iter__(self) -> "_CorrectedRows":
        return self

    def __next__(self) -> tuple[pa.Array, pa.RecordBatch]:
        numbers, batch = next(self._inner)
        return numbers, batch.drop_columns([ID_COLUMN])

    def covered(self) -> tuple[date, date] | None:
        return self._inner.covered()

    def count(self) -> int:
        return self._inner.count()
