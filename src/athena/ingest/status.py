"""Status: what a workspace holds, where it has gaps, what waits in quarantine, and which snapshots there are."""

from collections.abc import Sequence
from dataclasses import dataclass

import ibis
import ibis.expr.types as ir

from athena.access.view import View
from athena.ingest.coverage import Coverage, coverage, delivered_in
from athena.ingest.tables import DELIVERED, QUARANTINE
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


def status(view: View) -> Status:
    """Work out the status of the snapshot that `view` reads."""
    waiting = _waiting(view)
    return Status(
        view.snapshot,
        _sources(view, waiting),
        _kinds(view),
        coverage(delivered_in(view)),
        waiting,
    )


def _sources(view: View, waiting: Sequence[QuarantineStatus]) -> list[SourceStatus]:
    table = view.table(DELIVERED)
    files = table.filter(~table.resubmission).group_by("source", "sha256").agg(rows=table.rows_in.max())
    by_source = files.group_by("source").agg(files=ibis._.count(), rows=ibis._.rows.sum()).order_by("source")
    held: dict[str, int] = {}
    for item in waiting:
        held[item.source] = held.get(item.source, 0) + item.rows
    return [
        SourceStatus(row["source"], row["files"], int(row["rows"]), held.get(row["source"], 0))
        for row in view.execute(by_source).to_pylist()
    ]


def _kinds(view: View) -> list[KindStatus]:
    counted = ibis.union(*(_counted(view, name) for name in kinds()))
    return [KindStatus(**row) for row in view.execute(counted.order_by("kind")).to_pylist() if row["current"]]


def _counted(view: View, name: str) -> ir.Table:
    table = view.table(name)
    return table.aggregate(
        current=table.count(where=table.valid_to.isnull()),
        withdrawn=table.count(where=table.valid_to.isnull() & table.withdrawn_at.notnull()),
        older_versions=table.count(where=table.valid_to.notnull()),
    ).mutate(kind=ibis.literal(name))


def _waiting(view: View) -> list[QuarantineStatus]:
    table = view.table(QUARANTINE)
    counts = table.filter(table.resolved_at.isnull()).group_by("source", "rule").agg(rows=ibis._.count())
    return [QuarantineStatus(**row) for row in view.execute(counts.order_by("source", "rule")).to_pylist()]
