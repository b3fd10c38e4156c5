"""The kept graph: the same when read back, sealed on disk, refused where there is none; a changed one stops."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from tests.links.made import graph_of

from athena.failures import Refused, StopTheLine
from athena.lake.workspace import open_workspace
from athena.links.keeping import FOLDER, keep, kept


@pytest.fixture
def folder(new_workspace_folder: Path, workspace: Path) -> Path:
    return workspace


def test_it_is_the_same_when_it_is_read_back(folder: Path) -> None:
    here, graph = open_workspace(folder), graph_of(4, [(0, 1, 0), (2, 1, 1), (3, 0, 0)])
    keep(here, graph)
    again = kept(here, 1)
    for name in ("names", "kinds", "offsets", "ends", "numbers", "classes"):
        assert np.array_equal(getattr(again, name), getattr(graph, name))
    assert (again.needs, again.relations, again.kind_names) == (graph.needs, graph.relations, graph.kind_names)
    assert [again.record(edge) for edge in range(3)] == ["l0", "l1", "l2"]
    assert again.ends_of(1) == (2, 1)


def test_nothing_of_it_lies_open_on_disk_and_only_the_newest_is_kept(folder: Path) -> None:
    here = open_workspace(folder)
    older = keep(here, graph_of(3, [(0, 1, 0)]))
    graph = graph_of(3, [(0, 1, 0), (1, 2, 0)])
    newer = keep(here, type(graph)(**{**graph.__dict__, "snapshot": 2}))
    assert not older.exists()
    assert [path.name for path in (folder / FOLDER).iterdir()] == [newer.name]
    assert b"n00" not in newer.read_bytes()
    assert newer.stat().st_mode & 0o077 == 0


def test_where_none_was_built_it_is_refused_and_says_how(folder: Path) -> None:
    with pytest.raises(Refused, match="athena links build"):
        kept(open_workspace(folder), 7)


def test_a_changed_file_stops_the_line(folder: Path) -> None:
    here = open_workspace(folder)
    file = keep(here, graph_of(3, [(0, 1, 0)]))
    content = bytearray(file.read_bytes())
    content[60] ^= 1
    file.write_bytes(content)
    with pytest.raises(StopTheLine):
        kept(here, 1)
