"""The lake tables that ingest owns: what was delivered, and what is in quarantine, beside a table for each kind."""

from collections.abc import Mapping

from athena.lake.workspace import Workspace
from athena.lake.writing import Writer
from athena.pole import kind, kinds

DELIVERED = "delivered_file"
QUARANTINE = "quarantine"

_TABLES: Mapping[str, Mapping[str, str]] = {
    DELIVERED: {
        "delivery_id": "VARCHAR",
        "delivery": "VARCHAR",
        "file": "VARCHAR",
        "sha256": "VARCHAR",
        "bytes": "BIGINT",
        "kept_sha256": "VARCHAR",
        "archived": "BOOLEAN",
        "source": "VARCHAR",
        "mapping": "VARCHAR",
        "slot": "VARCHAR",
        "area": "VARCHAR",
        "kind": "VARCHAR",
        "family": "VARCHAR",
        "first_month": "DATE",
        "last_month": "DATE",
        "reach": "DATE",
        "received_at": "TIMESTAMPTZ",
        "rows_in": "BIGINT",
        "loaded": "BIGINT",
        "unchanged": "BIGINT",
        "superseded": "BIGINT",
        "quarantined": "BIGINT",
        "withdrawn": "BIGINT",
        "resubmission": "BOOLEAN",
        "notes": "VARCHAR",
    },
    QUARANTINE: {
        "quarantine_id": "VARCHAR",
        "source": "VARCHAR",
        "slot": "VARCHAR",
        "source_file": "VARCHAR",
        "source_row": "BIGINT",
        "rule": "VARCHAR",
        "columns_at_fault": "VARCHAR",
        "reason": "VARCHAR",
        "remedy": "VARCHAR",
        "mapping": "VARCHAR",
        "received_at": "TIMESTAMPTZ",
        "resolved_at": "TIMESTAMPTZ",
        "resolution": "VARCHAR",
    },
}


def lay_tables(workspace: Workspace) -> None:
    """Make ingest's tables, and one for each kind of record, in a new workspace."""
    with workspace.lake.write() as writer:
        writer.commit(lambda: ensure_tables(writer))


def ensure_tables(writer: Writer) -> None:
    """Make or complete every table that ingest writes, so that a workspace grows with the vocabulary."""
    writer.ensure_tables({**_TABLES, **{name: kind(name).columns() for name in kinds()}})
