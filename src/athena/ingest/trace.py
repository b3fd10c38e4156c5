"""Trace: from a record back to the bytes that it was read from, and through every version that it has had."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

import ibis

from athena.access.view import View
from athena.failures import Refused
from athena.ingest.delivery import opened_member
from athena.ingest.registry import sources_of
from athena.ingest.tables import DELIVERED
from athena.lake.evidence import Sha256
from athena.lake.workspace import Workspace
from athena.pole import LabelId, Row, kind


@dataclass(frozen=True)
class Origin:
    """Where one version came from: the file as delivered, the row in it, and the row's bytes.

    `original` is the row's bytes as they stand in the file that the evidence store keeps, checked against its hash
    on the way; nothing where the view hides any field of the record, for bytes cannot be masked. `mapping` is the
    mapping's name and version that read it.
    """

    file: str
    sha256: str
    delivery: str
    received_at: datetime
    row: int
    mapping: str
    original: bytes | None


@dataclass(frozen=True)
class Version:
    """One version of a record: its number, what it says (empty properties left out), and where it came from."""

    number: int
    valid_from: datetime
    valid_to: datetime | None
    withdrawn_at: datetime | None
    says: Mapping[str, object]
    origin: Origin


@dataclass(frozen=True)
class Trace:
    """A record, with every version it has had, the oldest first."""

    record_id: str
    kind: str
    versions: Sequence[Version]


def trace(workspace: Workspace, view: View, record_id: str) -> Trace:
    """Trace a record; an id that no record has, or none that this view returns, is refused.

    The view's withheld lines say which of the two it was, as far as the view's holder may know.
    """
    name = view.kind_of(record_id)
    if name is None:
        raise Refused(
            "trace.no-such-record",
            "This view returns no record with this id",
            record_id,
            "; ".join(str(line) for line in view.withheld()) or "No kind of record has it in this snapshot",
            "Copy the whole id, 32 letters and digits, from where it was shown; or ask under a case that needs it",
        )
    table = view.table(name)
    rows = view.execute(table.filter(table.record_id == record_id).order_by("version", "valid_from")).to_pylist()
    return Trace(record_id, name, [_version(workspace, view, name, row) for row in rows])


def _version(workspace: Workspace, view: View, name: str, row: Row) -> Version:
    own = kind(name).own
    return Version(
        int(str(row["version"])),
        _moment(row["valid_from"]),
        None if row["valid_to"] is None else _moment(row["valid_to"]),
        None if row["withdrawn_at"] is None else _moment(row["withdrawn_at"]),
        {column: row[column] for column in own if row[column] is not None},
        _origin(workspace, view, name, row),
    )


def _origin(workspace: Workspace, view: View, name: str, row: Row) -> Origin:
    file = _first_delivery(view, row)
    number = int(str(row["source_row"]))
    kept = Kept(str(file["kept_sha256"]), str(file["file"]), bool(file["archived"]))
    whole = view.shows_whole(name, LabelId(int(str(row["label_id"])))) and _all_of_it(workspace, view, row)
    return Origin(
        file=str(file["file"]),
        sha256=str(file["sha256"]),
        delivery=str(file["delivery"]),
        received_at=_moment(file["received_at"]),
        row=number,
        mapping=str(row["mapping"]),
        original=original_row(workspace, str(file["source"]), kept, number) if whole else None,
    )


def _first_delivery(view: View, row: Row) -> Row:
    table = view.table(DELIVERED)
    rows = view.execute(
        table.filter(table.sha256 == str(row["source_file"]), table.source == str(row["source"]))
        .order_by(ibis.asc("received_at"))
        .limit(1)
    ).to_pylist()
    if not rows:
        raise Refused(
            "trace.delivery-not-shown",
            "Where this record came from is not shown to you",
            str(row["record_id"]),
            "; ".join(str(line) for line in view.withheld()) or "No delivery of its file is in this snapshot",
            "Ask a data engineer, or under a case that opens deliveries",
        )
    return dict(rows[0])


def _all_of_it(workspace: Workspace, view: View, row: Row) -> bool:
    """Whether the view shows whole whatever else the row can give: its bytes speak of its other records as well.

    A link of a custody row says little; the row has the name and the address of who was detained.
    """
    table = view.table(DELIVERED)
    read = table.filter(table.sha256 == str(row["source_file"])).select("source").distinct()
    names = {found["source"] for found in view.execute(read).to_pylist()}
    return all(
        view.shows_whole(kind_name, label.id)
        for source in sources_of(workspace.sources)
        if source.name in names
        for kind_name, label in source.kinds_and_labels
    )


@dataclass(frozen=True)
class Kept:
    """Where a delivered file's bytes are: the kept file's hash, the name as delivered, and whether in an archive."""

    sha256: str
    file: str
    archived: bool


def original_row(workspace: Workspace, source: str, kept: Kept, row: int) -> bytes:
    """Find the bytes of a row in the evidence store; a source that this workspace no longer has is refused."""
    known = {source.name: source for source in sources_of(workspace.sources)}
    if source not in known:
        raise Refused(
            "trace.source-gone",
            "The source that can read this file is not here any more",
            f"source {source}",
            "Its module is missing from the workspace's sources/",
            "A data engineer: put the module back; the delivered file itself is still kept",
        )
    with opened_member(workspace.evidence, Sha256(kept.sha256), kept.file, kept.archived) as content:
        return known[source].format.original(content, row)


def _moment(value: object) -> datetime:
    assert isinstance(value, datetime)
    return value
