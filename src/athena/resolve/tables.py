"""The lake tables that resolution owns: who is whom, where old ids lead, what the model made of pairs, and each run.

What people judged is in none of them: judgements are operational state, kept apart from what was inferred.
"""

from collections.abc import Mapping

from athena.lake.workspace import Workspace
from athena.lake.writing import Writer

MEMBER = "entity_member"
FORWARD = "entity_forward"
EDGE = "entity_edge"
RUN = "entity_run"

TABLES: Mapping[str, Mapping[str, str]] = {
    MEMBER: {
        "entity_id": "VARCHAR",
        "entity_kind": "VARCHAR",
        "record_kind": "VARCHAR",
        "record_id": "VARCHAR",
        "proposed_id": "VARCHAR",
        "first_seen": "TIMESTAMPTZ",
        "label_id": "BIGINT",
        "run": "BIGINT",
        "since": "TIMESTAMPTZ",
    },
    FORWARD: {
        "entity_id": "VARCHAR",
        "living_id": "VARCHAR",
        "entity_kind": "VARCHAR",
        "why": "VARCHAR",
        "records": "BIGINT",
        "label_id": "BIGINT",
        "run": "BIGINT",
        "at": "TIMESTAMPTZ",
    },
    EDGE: {
        "entity_kind": "VARCHAR",
        "left_kind": "VARCHAR",
        "left_record": "VARCHAR",
        "right_kind": "VARCHAR",
        "right_record": "VARCHAR",
        "weight": "DOUBLE",
        "evidence": "VARCHAR",
        "outcome": "VARCHAR",
        "label_id": "BIGINT",
        "model": "VARCHAR",
        "run": "BIGINT",
    },
    RUN: {
        "run": "BIGINT",
        "at": "TIMESTAMPTZ",
        "entity_kind": "VARCHAR",
        "snapshot": "BIGINT",
        "model": "VARCHAR",
        "parameters": "VARCHAR",
        "digest": "VARCHAR",
        "records": "BIGINT",
        "entities": "BIGINT",
        "joined": "BIGINT",
        "queued": "BIGINT",
        "changed": "BIGINT",
    },
}


def lay_tables(workspace: Workspace) -> None:
    """Make resolution's tables, empty, in a new workspace."""
    with workspace.lake.write() as writer:
        writer.commit(lambda: ensure_tables(writer))


def ensure_tables(writer: Writer) -> None:
    """Make or complete every table that resolution writes, for a workspace that an earlier Athena made."""
    writer.ensure_tables(TABLES)
