"""Whom a name means: an entity, or any record of it; and an entity is a node only through records that are seen."""

from __future__ import annotations

from pathlib import Path

import pyarrow as pa
import pytest
from tests.access.conftest import NOON, SECRETIVE, SUSPECT

from athena.access.case import CaseId
from athena.access.door import Door
from athena.access.operation import Form, Operation
from athena.access.principal import PrincipalId
from athena.access.session import open_for
from athena.lake.workspace import open_workspace
from athena.links.building import graph_of
from athena.links.expand import expand
from athena.links.keeping import keep, kept
from athena.links.lens import lens_of
from athena.links.needs import BUILDING
from athena.links.paths import shortest_path
from athena.links.whom import whom
from athena.resolve.tables import ensure_tables


def member(entity: str, record: str, label: int) -> dict[str, object]:
    said = {"entity_id": entity, "entity_kind": "person", "record_kind": "person", "record_id": record}
    return {**said, "label_id": label, "run": 1, "since": NOON}


@pytest.fixture
def resolved(linked_force: Path) -> Path:
    """The same force after resolution: ann and fay are one person, and so are bob and dee, who is not for everybody."""
    workspace = open_workspace(linked_force)
    rows = [
        *(member("P-1", record, SUSPECT.id) for record in ("ann", "fay")),
        *(member("P-2", record, label.id) for record, label in (("bob", SUSPECT), ("dee", SECRETIVE))),
    ]
    with workspace.lake.write() as writer:

        def work() -> None:
            ensure_tables(writer)
            writer.insert("entity_member", pa.Table.from_pylist(rows))

        writer.commit(work)
    workspace.lake.refresh_copy()
    with open_for(workspace, BUILDING) as view:
        keep(workspace, graph_of(view))
    return linked_force


def test_records_of_one_entity_are_one_node_seen_only_through_what_may_be_seen(resolved: Path) -> None:
    with (
        Door.open(open_workspace(resolved), "wendy") as door,
        door.open_view(PrincipalId("ivan"), None, CaseId("larch"), Operation.CONSULTATION, form=Form.RECORD) as view,
    ):
        lens = lens_of(kept(door.workspace, view.snapshot), view)
        by_record, by_entity = whom(view, "fay"), whom(view, "P-1")
        assert by_record == by_entity
        assert by_record.records == ("ann", "fay")
        assert {link.relation for link in expand(lens, by_record).links} == {"suspect", "keeper_of"}
        bob = whom(view, "P-2")
        assert bob.records == ("bob",)
        assert "associate_of" not in {link.relation for link in expand(lens, bob).links}
        (path,) = shortest_path(lens, by_entity, bob).paths
        assert [hop.end for hop in path.hops] == ["c1", "P-2"]
        hidden = shortest_path(lens, by_entity, whom(view, "eli"))
        assert hidden.paths == ()
        assert [line.what for line in hidden.withheld] == ["the only path"]
