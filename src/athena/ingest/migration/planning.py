"""Planning: a dry run. The files are read, mapped and judged by every rule, and nothing is written anywhere."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import ibis

from athena.access.deed import declare
from athena.failures import Refused
from athena.ingest.delivery import Member, MemberName
from athena.ingest.loading import loading
from athena.ingest.migration.checks import control_checks
from athena.ingest.migration.comparison import Comparison
from athena.ingest.migration.folder import Migration, Part
from athena.ingest.migration.profile import Profile, profile
from athena.ingest.migration.proof import Check, FieldFate
from athena.ingest.migration.verifying import field_fates, file_sha256
from athena.ingest.recognise import Recognised
from athena.ingest.staging import MISREAD, Progress, Unreadable, stage
from athena.lake.evidence import Sha256
from athena.lake.versions import PROBLEM
from athena.lake.workspace import Workspace
from athena.lake.writing import Writer
from athena.ledger.canonical import Json


@dataclass(frozen=True)
class Outlook:
    """What a run of one file under one mapping would make of it: rows in, and rows rejected by rule."""

    file: str
    mapped: str
    segment: str
    kind: str
    derived: bool
    rows_in: int
    rejected: Mapping[str, int]
    examples: Sequence[str]

    @property
    def accepted(self) -> int:
        """Rows that would be loaded or merged."""
        return self.rows_in - sum(self.rejected.values())


@dataclass(frozen=True)
class Plan:
    """What a migration would do: the fate of each field, each file's profile, its outlook, its control totals."""

    migration: str
    title: str
    folder_sha256: str
    fields: Sequence[FieldFate]
    profiles: Sequence[Profile]
    outlook: Sequence[Outlook]
    control: Sequence[Check]

    @property
    def clear(self) -> bool:
        """Whether every record type would come over and every control total agrees; rejected rows do not hinder."""
        return all(check.verdict != "fails" for check in self.control)


def plan(workspace: Workspace, migration: Migration, files: Sequence[Path], progress: Progress) -> Plan:
    """Read the files and say what a run would do. Refused as a run would be; nothing is kept or loaded.

    A file that was given to the force is personal data before it is loaded: its reading is on the ledger first.
    """
    with loading(workspace) as view:
        kinds = sorted({part.source.kind for part in migration.parts})
        sizes: list[Json] = [{"file": file_sha256(_there(file)), "bytes": file.stat().st_size} for file in files]
        details: dict[str, Json] = {"migration": migration.name, "dry_run": True, "files": sizes}
        declare(view, kinds, (), details)
    profiles = [profile(migration, _there(file)) for file in files]
    progress.total_bytes += sum(file.stat().st_size for file in files) * len(migration.parts)
    # The staged rows live in the writer's own scratch and are gone when it closes: there is no commit here.
    with workspace.lake.write() as writer:
        outlook = [_outlook(writer, migration, part, file, progress) for file in files for part in migration.parts]
    return Plan(
        migration.name,
        migration.settings.migration.title,
        migration.digest(),
        field_fates(migration),
        profiles,
        outlook,
        [check for file in files for check in control_checks(migration, Comparison(migration, file.name).run(file))],
    )


def _there(file: Path) -> Path:
    if not file.is_file():
        raise Refused("migration.no-file", "There is no such file", str(file), "It is not there", "Check the name")
    return file


def _outlook(writer: Writer, migration: Migration, part: Part, file: Path, progress: Progress) -> Outlook:
    member = Member(MemberName(str(file)), file.stat().st_size, Sha256(""), lambda: file.open("rb"))
    columns = [leaf.column for leaf in part.format.leaves]
    recognised = Recognised(0, member, part.source, migration.slot(file.name), columns)
    try:
        (read,) = stage(writer, "planned", part.source, [recognised], progress)
    except Unreadable as unreadable:
        raise unreadable.refused.refusal from unreadable
    broken = writer.staged("planned").filter(ibis._[PROBLEM].notnull())
    counted = writer.rows(broken.group_by(PROBLEM).agg(n=broken.count())).to_pylist()
    rejected = Counter({row[PROBLEM]: row["n"] for row in counted})
    if read.misread:
        rejected[MISREAD] = len(read.misread)
    return Outlook(
        file.name,
        part.mapped.name,
        part.mapped.segment,
        part.mapped.kind,
        part.mapped.derived,
        read.rows_in,
        dict(sorted(rejected.items())),
        [f"record {row.row}: {row.reason}" for row in read.misread[:5]],
    )
