"""The tables that ingest owns: laid once, and grown with the vocabulary."""

from athena.ingest.tables import DELIVERED, QUARANTINE, ensure_tables
from athena.lake.workspace import Workspace
from athena.pole import kind, kinds


def test_a_new_workspace_has_a_table_for_each_kind(workspace: Workspace) -> None:
    with workspace.lake.read() as reading:
        assert {DELIVERED, QUARANTINE, *kinds()} <= set(reading.tables())
        for name in kinds():
            assert set(reading.table(name).columns) == set(kind(name).columns())


def test_a_column_that_a_table_lacks_is_added_and_the_rest_left(workspace: Workspace) -> None:
    with workspace.lake.write() as writer:
        writer.commit(lambda: writer.run("ALTER TABLE lake.crime DROP COLUMN context"))
        writer.commit(lambda: ensure_tables(writer))
        assert "context" in writer.table("crime").columns
