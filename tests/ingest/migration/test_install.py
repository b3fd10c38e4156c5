"""Installed: the workspace itself knows how a migrated row was read, whatever became of the folder."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from athena.ingest.migration.folder import Migration
from athena.ingest.registry import sources_of
from athena.lake.workspace import Workspace


def test_the_workspace_knows_the_sources_and_finds_the_bytes(
    as_migrated: Workspace, northmere: Migration, rows: Sequence[Mapping[str, Any]], records: Callable[..., Any]
) -> None:
    known = {source.name: source for source in sources_of(as_migrated.sources)}
    assert {part.source.mapping_id for part in northmere.parts} <= {source.mapping_id for source in known.values()}
    with as_migrated.lake.read() as reading:
        row = reading.execute(reading.table("person").order_by("source_row")).to_pylist()[-1]
    with as_migrated.evidence.open(row["source_file"]) as content:
        assert known[row["source"]].format.original(content, row["source_row"]) == records(rows)[6]


def test_ingest_does_not_take_a_migrations_files(northmere: Migration) -> None:
    assert all(part.source.recognise("CRIMES.DAT") is None for part in northmere.parts)
