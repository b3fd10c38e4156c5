"""Status: what a workspace holds, where it has gaps, what waits in quarantine, and which snapshots there are."""

from collections.abc import Sequence
from dataclasses import dataclass

import ibis

from athena.ingest.coverage import Coverage, coverage, delivered_in
from athena.ingest.tables import DELIVERED, QUARANTINE
from athena.lake.reading import Reading
from athena.pole import kinds


@dataclass(frozen=True)
class SourceStatus:
    """One source: how many different files and rows were delivered, and how many rows wait in quarantine."""

    source: str
    files: int
    rows: int
    quarantined: int


@dataclass(frozen=True)
class KindStatus:
    """One kind of record: current records, how many of them the publisher has withdrawn, and older versions."""

    kind: str
    current: int
    withdrawn: int
    older_versions: int


@dataclass(frozen=True)
class QuarantineStatus:
    """How many rows of one source wait for one reason."""

    source: str
    rule: str
    rows: int


@dataclass(frozen=True)
class Status:
    """The whole status of one snapshot."""

    snapshot: int
    sources: Sequence[SourceStatus]
    kinds: Sequence[KindStatus]
    coverage: Sequence[Coverage]
    quarantine: Sequence[QuarantineStatus]


def status(reading: Reading) -> Status:
    """Work out the status of the snapshot that `reading` reads."""
    waiting = _waiting(reading)
    return Status(
        reading.snapshot,
        _sources(reading, waiting),
        [found for name in kinds() if (found := _kind(reading, name)) is not None],
        coverage(delivered_in(reading)),
        waiting,
    )


def _sources(reading: Reading, waiting: Sequence[QuarantineStatus]) -> list[SourceStatus]:
    table = reading.table(DELIVERED)
    files = table.filter(~table.resubmission).group_by("source", "sha256").agg(rows=table.rows_in.max())
    by_source = files.group_by("source").agg(files=ibis._.count(), rows=ibis._.rows.sum()).order_by("source")
    held: dict[str, int] = {}
    for item in waiting:
        held[item.source] = held.get(item.source, 0) + item.rows
    return [
        SourceStatus(row["source"], row["files"], row["rows"], held.get(row["source"], 0))
        for row in reading.execute(by_source).to_pylist()
    ]


def _kind(reading: Reading, name: str) -> KindStatus | None:
    table = reading.table(name)
    counts = table.aggregate(
        current=table.count(where=table.valid_to.isnull()),
        withdrawn=table.count(where=table.valid_to.isnull() & table.withdrawn_at.notnull()),
        older=table.count(where=table.valid_to.notnull()),
    )
    row = reading.execute(counts).to_pylist()[0]
    return KindStatus(name, row["current"], row["withdrawn"], row["older"]) if row["current"] else None


def _waiting(reading: Reading) -> list[QuarantineStatus]:
    table = reading.table(QUARANTINE)
    counts = table.filter(table.resolved_at.isnull()).group_by("source", "rule").agg(rows=ibis._.count())
    return [QuarantineStatus(**row) for row in reading.execute(counts.order_by("source", "rule")).to_pylist()]
