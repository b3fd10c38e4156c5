"""The index follows the lake: what was added, superseded or erased there is so here, and nothing else is read."""

import shutil
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from tests.access.conftest import SUSPECT, furnish, load, person
from tests.search.conftest import ids

from athena.access.door import Door
from athena.access.operation import Form, Operation
from athena.access.principal import PrincipalId
from athena.access.view import View
from athena.lake.workspace import Workspace, open_workspace
from athena.search import build
from athena.search.archive import Archive
from athena.search.build import follow
from athena.search.finding import Finder
from athena.search.grammar import parse
from athena.search.sight import sight_of

KEY = bytes(32)


@pytest.fixture(scope="module")
def furnished(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return furnish(tmp_path_factory.mktemp("force") / "workspace").folder


@pytest.fixture
def workspace(furnished: Path, tmp_path: Path) -> Workspace:
    return open_workspace(Path(shutil.copytree(furnished, tmp_path / "workspace")))


@pytest.fixture
def archive(tmp_path: Path) -> Archive:
    return Archive(tmp_path / "search", KEY)


@pytest.fixture
def door(workspace: Workspace) -> Iterator[Door]:
    with Door.open(workspace, "wendy") as door:
        yield door


def reading(door: Door, who: str = "ivan") -> View:
    from athena.access.case import CaseId

    return door.open_view(PrincipalId(who), None, CaseId("larch"), Operation.CONSULTATION, form=Form.LIST)


def find(archive: Archive, view: View, text: str) -> list[str]:
    opened = archive.open()
    assert opened is not None
    standing, searcher = opened
    return ids(Finder(searcher, sight_of(view, standing.classes)).find(parse(text), 50))


def test_the_index_holds_what_its_view_shows_and_is_asked_as_each_reader_may(door: Door, archive: Archive) -> None:
    with reading(door) as view:
        done = follow(view, archive)
        assert done.rebuilt
        assert done.documents == done.read == 6
        assert set(find(archive, view, "name:suspect OR name:victim")) == {"p-suspect", "p-victim"}
        assert find(archive, view, "quay") == ["i-1"]
        assert set(find(archive, view, "street")) == {"p-suspect", "p-victim"}
    with reading(door, "ines") as view:
        # Where a victim lives is not an intelligence officer's to know, so it is not theirs to find either.
        assert find(archive, view, "street") == ["p-suspect"]
    with reading(door, "ada") as view:
        # An analyst is shown no address of anybody, and no free text.
        assert find(archive, view, "street OR quay") == []
        assert find(archive, view, "name:victim") == ["p-victim"]


def test_following_reads_only_what_changed(
    door: Door, workspace: Workspace, archive: Archive, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(build, "_OVERLAP", timedelta(seconds=-1))
    with reading(door) as view:
        follow(view, archive)
        assert follow(view, archive).read == 0
    later = datetime(2026, 12, 1, 12, 0)
    new = {**person("p-new", SUSPECT, "Newcomer"), "valid_from": later, "received_at": later}
    load(workspace, "person", [new])
    with reading(door) as view:
        done = follow(view, archive)
        assert (done.read, done.rebuilt, done.documents) == (1, False, 7)
        assert find(archive, view, "newcomer") == ["p-new"]


def test_a_superseded_version_is_found_no_more(door: Door, workspace: Workspace, archive: Archive) -> None:
    with reading(door) as view:
        follow(view, archive)
    later = datetime(2026, 12, 1, 12, 0)
    with workspace.lake.write() as writer:
        import pyarrow as pa

        from athena.pole import kind

        new = {**person("p-suspect", SUSPECT, "Renamed"), "version": 2, "valid_from": later}
        rows = pa.Table.from_pylist([new], schema=kind("person").arrow_schema())

        def supersede() -> None:
            writer.run("UPDATE lake.person SET valid_to = $at WHERE record_id = 'p-suspect'", at=later)
            writer.insert("person", rows)

        writer.commit(supersede)
    with reading(door) as view:
        done = follow(view, archive)
        assert not done.rebuilt
        assert find(archive, view, "name:renamed") == ["p-suspect"]
        assert find(archive, view, "name:suspect") == []


def test_records_that_are_gone_make_it_read_everything_afresh(
    door: Door, workspace: Workspace, archive: Archive
) -> None:
    with reading(door) as view:
        follow(view, archive)
    with workspace.lake.write() as writer:
        writer.commit(lambda: writer.run("DELETE FROM lake.person WHERE record_id = 'p-victim'"))
    with reading(door) as view:
        done = follow(view, archive)
        assert done.rebuilt
        assert find(archive, view, "name:victim") == []


def test_parts_join_into_the_whole(door: Door, archive: Archive, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(build, "PART", 1)
    with reading(door) as view:
        assert follow(view, archive).documents == 6
