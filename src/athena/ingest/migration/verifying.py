"""Verifying: the files, read once more from their bytes, against what stands in the lake; at any time after a run."""

from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

from athena.access.view import View
from athena.failures import Refused
from athena.ingest.bytes_in import BytesIn
from athena.ingest.loading import loading
from athena.ingest.migration.against import compared
from athena.ingest.migration.checks import (
    byte_checks,
    control_checks,
    decoder_checks,
    hash_checks,
    lake_checks,
    link_checks,
    rejected_named,
    row_checks,
)
from athena.ingest.migration.comparison import Comparison
from athena.ingest.migration.drift import drift
from athena.ingest.migration.examined import Examined
from athena.ingest.migration.folder import Migration
from athena.ingest.migration.history import Delivered, delivered, rejected, rows_of
from athena.ingest.migration.proof import Check, FieldFate, Proof, Rejected, VerifiedFile
from athena.ingest.migration.standing import Standing
from athena.lake.workspace import Workspace


def verify(workspace: Workspace, migration: Migration, files: Sequence[Path]) -> Proof:
    """Prove, or disprove, that these files came over whole. Reads one snapshot, as the loading job, and writes
    nothing but the ledger's entries of what it read.

    Refused where a file was never run under this migration, or where a later file has restated its slot since.
    """
    with loading(workspace) as view:
        found = [_File(view, migration, file) for file in files]
        return Proof(
            migration.name,
            migration.settings.migration.title,
            migration.digest(),
            datetime.now(UTC).isoformat(timespec="seconds"),
            int(view.snapshot),
            files=[one.verified() for one in found],
            rows=[row for one in found for row in one.rows],
            checks=[check for one in found for check in one.checks()],
            rejected=[row for one in found for row in one.rejected],
            fields=field_fates(migration),
            drift=[
                drift(view, part, one.examined.slot, done.earlier, done.received_at)
                for one in found
                for part in migration.parts
                if (done := one.done[part.mapped.name]).earlier is not None
            ],
        )


class _File:
    """One file, examined."""

    def __init__(self, view: View, migration: Migration, path: Path) -> None:
        self.migration = migration
        slot = migration.slot(str(path)).name
        sha256 = file_sha256(path)
        self.done: dict[str, Delivered] = {}
        for part in migration.parts:
            done = delivered(view, part, sha256, slot)
            if done is None:
                raise _never_run(path, sha256, part.mapped.name)
            if not done.newest:
                raise _overtaken(path)
            self.done[part.mapped.name] = done
        by_mapping = rejected(view, migration, sha256)
        self.rejected = [
            Rejected(path.name, row.row, row.mapped, row.rule, row.reason, row.quarantine_id)
            for rows in by_mapping.values()
            for row in rows
        ]
        standing = {part.mapped.name: Standing(view, part, slot) for part in migration.parts}
        rate = max(1, sum(self.done[p.mapped.name].rows_in for p in migration.mains) // migration.settings.proof.sample)
        out = {name: frozenset(row.row for row in rows) for name, rows in by_mapping.items()}
        self.examined: Examined = Comparison(migration, path.name, out, standing, rate, sha256).run(path)
        self.standing = {
            part.mapped.name: Standing(view, part, slot, self.examined.by_mapping[part.mapped.name].stale_keys())
            for part in migration.parts
        }
        self.rows = [rows_of(part, self.done[part.mapped.name], len(out[part.mapped.name])) for part in migration.parts]

    def checks(self) -> list[Check]:
        """Every check on this file, in the order of the report."""
        done = next(iter(self.done.values()))
        found = [
            *byte_checks(self.examined, done),
            *row_checks(self.migration, self.examined, self.rows),
            *control_checks(self.migration, self.examined),
            *decoder_checks(self.examined),
        ]
        for part in self.migration.parts:
            name = part.mapped.name
            findings = self.examined.by_mapping[name]
            found += lake_checks(part, self.examined, findings, self.standing[name])
            found += link_checks(part, self.migration, self.examined, self.standing[name])
        found += hash_checks(self.migration, self.examined, self.standing)
        found += rejected_named(self.rejected, self.examined.file)
        return found

    def verified(self) -> VerifiedFile:
        """The file in figures."""
        one, account = self.examined, self.examined.account
        sizes = (account.records, account.headers, account.filler)
        return VerifiedFile(one.file, one.sha256, one.size, one.records, *sizes, dict(sorted(one.by_type.items())))


def field_fates(migration: Migration) -> list[FieldFate]:
    """What became of each field of the copybook, record type by record type."""
    found = []
    for main in migration.mains:
        parts = [part for part in migration.parts if part.mapped.segment == main.mapped.segment]
        for leaf in main.format.leaves:
            carried = [(part, one) for part in parts for one in part.mapped.carries if leaf.called(one.field)]
            where = ", ".join(f"{part.mapped.kind}.{one.property}" for part, one in carried)
            how = {
                "every record" if one.always else "sample"
                for part in parts
                for one in compared(migration, part)
                if leaf.called(one.carried.field)
            }
            words = ", ".join(sorted(how)) or ("-" if not carried else "totals only")
            found.append(FieldFate(main.mapped.segment, leaf.column, where, migration.left_out(leaf) or "", words))
    return found


def file_sha256(path: Path) -> str:
    """The SHA-256 of a file in hex; one that cannot be opened is refused."""
    try:
        stream = path.open("rb")
    except OSError as error:
        raise Refused("migration.no-file", "There is no such file", str(path), str(error), "Check the name") from error
    with BytesIn(stream, str(path), path.stat().st_size + 1, lambda count: None) as content:
        content.drain()
        return content.sha256


def _never_run(path: Path, sha256: str, mapped: str) -> Refused:
    return Refused(
        "migration.never-run",
        "These bytes were never run under this migration",
        f"{path} (mapping {mapped})",
        f"No run took in a file with SHA-256 {sha256}: it was changed since, or is another",
        "Run it (athena migrate run), or find the file that was run; whoever holds the original can compare hashes",
    )


def _overtaken(path: Path) -> Refused:
    return Refused(
        "migration.overtaken",
        "A later delivery has restated what this file said",
        str(path),
        "What stands in the lake is what the later file says, so this one can no longer be proved against it",
        "Verify the later file; the proof of this one that was signed at the time still stands (athena migrate report)",
    )
