"""Running a migration: files become records in one snapshot, or, after a mapping fix, only what was rejected does."""

import secrets
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import ibis
import ibis.expr.types as ir

from athena.access.deed import declare
from athena.failures import Refused
from athena.ingest.delivery import Delivery, receive
from athena.ingest.loading import loading, may_load
from athena.ingest.migration.folder import Migration, Part
from athena.ingest.migration.install import install
from athena.ingest.publish import Occasion, Staged, publish
from athena.ingest.recognise import Recognised
from athena.ingest.reconciliation import FileReport
from athena.ingest.staging import Progress, ReadFile, Unreadable, stage
from athena.ingest.tables import DELIVERED, QUARANTINE
from athena.lake.versions import FILE, PROBLEM, ROW
from athena.lake.workspace import Workspace
from athena.lake.writing import Writer
from athena.ledger.canonical import Json

REPLAYED = "replayed after a mapping fix"


@dataclass(frozen=True)
class Account:
    """What became of one file under one mapping, in the words of a migration: rows in = loaded + merged + rejected.

    `merged` rows met a record that stood already: unchanged, or superseding its earlier version. `derived` rows give
    further records of rows that another account holds, and are no part of the sum over a file.
    """

    mapped: str
    segment: str
    kind: str
    derived: bool
    report: FileReport

    @property
    def merged(self) -> int:
        """Rows that met a standing record."""
        return self.report.unchanged + self.report.superseded


@dataclass(frozen=True)
class Run:
    """What one run did: an account for each file and mapping, the snapshot (none if nothing was to do), the entry.

    `replayed` says that only rejected rows were read again.
    """

    accounts: Sequence[Account]
    snapshot: int | None
    entry: int | None
    replayed: bool


def run(workspace: Workspace, migration: Migration, files: Sequence[Path], progress: Progress) -> Run:
    """Load files, or, where these very bytes were loaded before, only the rows that were rejected then.

    One snapshot or nothing; declared in the ledger before the lake commits. A rejected row that passes now is loaded
    and its entry closed; one that does not is held back again, under the mapping of today. Refused where a file is
    not there, cannot be read, or restates the same slot as another.
    """
    may_load(workspace)
    with received(workspace, migration, files) as delivery, workspace.lake.write() as writer:
        writer.tidy()
        install(workspace, migration)
        again = _rejected_before(writer, migration, delivery)
        planned = _recognised(migration, delivery, again)
        progress.total_bytes += sum(file.member.size for file in planned)
        # Whole files and replayed rows are published apart: only a whole file can say what has vanished.
        done = [
            _publish(_Work(workspace, writer, migration, delivery, replay), group, progress)
            for replay in (False, True)
            if (group := [file for file in planned if (file.only is not None) is replay])
        ]
    progress.add(doing="building the reading copy")
    workspace.lake.refresh_copy()
    return Run(
        tuple(account for one in done for account in one.accounts),
        done[-1].snapshot if done else None,
        done[-1].entry if done else None,
        replayed=all(one.replayed for one in done),
    )


@dataclass(frozen=True)
class _Work:
    """What the steps of one publication share."""

    workspace: Workspace
    writer: Writer
    migration: Migration
    delivery: Delivery
    replay: bool


def _publish(work: _Work, files: Sequence[Recognised], progress: Progress) -> Run:
    staged = [_stage(work.writer, number, part, files, progress) for number, part in enumerate(work.migration.parts)]
    staged = [one for one in staged if one.files]
    occasion = Occasion(
        secrets.token_hex(8),
        work.delivery.name,
        work.delivery.sha256 is not None,
        None,
        datetime.now(UTC),
        correction=work.replay,
        resubmission=work.replay,
    )
    entry = _declare(work.workspace, work.migration, staged, work.replay)
    reports, snapshot = publish(work.writer, occasion, staged, lambda: _close(work, staged, occasion))
    return Run(_accounts(work.migration, reports), snapshot, entry, work.replay)


@contextmanager
def received(workspace: Workspace, migration: Migration, files: Sequence[Path]) -> Iterator[Delivery]:
    """The files as one delivery, kept in evidence; two that restate the same slot are refused."""
    for file in files:
        if not file.is_file():
            raise Refused("migration.no-file", "There is no such file", str(file), "It is not there", "Check the name")
        if file.suffix.lower() == ".zip":
            raise Refused(
                "migration.archive",
                "A migration takes files as the old system wrote them, not archives",
                str(file),
                "Positions and totals are of the file's own bytes",
                "Whoever runs it: unpack the archive; gzip is read as it is",
            )
    with receive(files, workspace.evidence) as delivery:
        slots = [migration.slot(member.name).name for member in delivery.members]
        for slot in sorted({slot for slot in slots if slots.count(slot) > 1}):
            raise Refused(
                "migration.same-slot",
                "Two files restate the same holdings",
                ", ".join(member.name for member in delivery.members if migration.slot(member.name).name == slot),
                f"Both are {slot}, and the second would withdraw what only the first has",
                "A data engineer: give each its own name under [slot.parts]; or run them one after the other, if the "
                "second is the later delivery",
            )
        yield delivery


def _recognised(
    migration: Migration, delivery: Delivery, again: Mapping[tuple[str, str], frozenset[int]]
) -> list[Recognised]:
    planned: list[Recognised] = []
    for member in delivery.members:
        for part in migration.parts:
            only = again.get((part.source.name, member.kept))
            # Loaded before, and nothing of it rejected: there is nothing to read again.
            if only is not None and not only:
                continue
            columns = [leaf.column for leaf in part.format.leaves]
            planned.append(Recognised(len(planned), member, part.source, migration.slot(member.name), columns, only))
    return planned


def _rejected_before(writer: Writer, migration: Migration, delivery: Delivery) -> dict[tuple[str, str], frozenset[int]]:
    """The rows still rejected of each file that was loaded before, by source and kept file; empty sets say none."""
    if DELIVERED not in writer.tables():
        return {}
    names = [part.source.name for part in migration.parts]
    kept = [member.kept for member in delivery.members]
    before = writer.table(DELIVERED).filter(ibis._.source.isin(names), ibis._.kept_sha256.isin(kept))
    files = before.select("source", "kept_sha256", "sha256").distinct()
    found = {(row["source"], row["kept_sha256"]): row["sha256"] for row in writer.rows(files).to_pylist()}
    held = writer.table(QUARANTINE).filter(ibis._.source.isin(names), ibis._.resolved_at.isnull())
    rows = writer.rows(held.select("source", "source_file", "source_row")).to_pylist()
    return {
        (source, file): frozenset(
            row["source_row"] for row in rows if (row["source"], row["source_file"]) == (source, sha256)
        )
        for (source, file), sha256 in found.items()
    }


def _stage(writer: Writer, number: int, part: Part, planned: Sequence[Recognised], progress: Progress) -> Staged:
    files = [file for file in planned if file.source is part.source]
    table = f"staged_{number}"
    if not files:
        return Staged(table, part.source, ())
    try:
        return Staged(table, part.source, stage(writer, table, part.source, files, progress))
    except Unreadable as unreadable:
        raise unreadable.refused.refusal from unreadable


def _close(work: _Work, staged: Sequence[Staged], occasion: Occasion) -> None:
    """Close the entries that were replayed; what is still rejected has a new one, under today's mapping."""
    if not work.replay:
        return
    for part in staged:
        for file in part.files:
            entries = work.writer.table(QUARANTINE).filter(
                ibis._.source == part.source.name,
                ibis._.source_file == file.sha256,
                ibis._.resolved_at.isnull(),
                ibis._.source_row.isin(sorted(file.recognised.only or ())),
            )
            passed = entries.filter((ibis._.mapping != part.source.mapping_id) | _passed(work.writer, part, file))
            work.writer.change(
                QUARANTINE,
                "quarantine_id",
                passed.select("quarantine_id"),
                resolved_at=occasion.received_at,
                resolution=REPLAYED,
            )


def _passed(writer: Writer, part: Staged, file: ReadFile) -> ir.BooleanValue:
    """Say of quarantine entries that their rows were read and broke no rule this time."""
    rows = writer.staged(part.table).filter(ibis._[PROBLEM].isnull(), ibis._[FILE] == file.recognised.number)
    sound = [row[ROW] for row in writer.rows(rows.select(ROW)).to_pylist()]
    return ibis._.source_row.isin(sound)


def _declare(workspace: Workspace, migration: Migration, staged: Sequence[Staged], replaying: bool) -> int:
    """Say in the ledger, before the lake commits, what is about to be written and from which bytes."""
    files = {file.recognised.member.name: file for part in staged for file in part.files}
    details: dict[str, Json] = {
        "migration": migration.name,
        "folder_sha256": migration.digest(),
        "files": [_named(file) for file in files.values()],
        "replay": replaying,
    }
    with loading(workspace) as view:
        return declare(view, sorted({part.source.kind for part in staged}), (), details)


def _named(file: ReadFile) -> Json:
    return {"sha256": file.sha256, "bytes": file.size}


def _accounts(migration: Migration, reports: Sequence[FileReport]) -> list[Account]:
    found = {part.source.name: part.mapped for part in migration.parts}
    return [
        Account(one.name, one.segment, one.kind, one.derived, report)
        for report in reports
        for one in (found[report.source],)
    ]
