"""One question through the door: masked rows, reasons, what is withheld, and one entry that keeps the typed words."""

import json
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.access.conftest import furnish
from typer.testing import CliRunner

from athena.access.case import CaseId
from athena.access.door import Door
from athena.access.operation import Form, Operation
from athena.access.principal import PrincipalId
from athena.access.session import view_for
from athena.access.view import View
from athena.cli.main import app
from athena.failures import Refused
from athena.lake.workspace import Workspace, open_workspace
from athena.search.build import follow
from athena.search.needs import INDEXING
from athena.search.searching import Index, archive_of, collapsed, open_index, search


@pytest.fixture(scope="module")
def furnished(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A furnished workspace whose records can be found; nothing is withheld from its index but compartments."""
    workspace = furnish(tmp_path_factory.mktemp("force") / "workspace")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("athena.access.session.operating_system_user", lambda: "wendy")
        with Door.open(workspace, "wendy") as door, view_for(door, INDEXING) as view:
            follow(view, archive_of(workspace))
    return workspace.folder


@pytest.fixture
def workspace(furnished: Path, tmp_path: Path) -> Workspace:
    return open_workspace(Path(shutil.copytree(furnished, tmp_path / "workspace")))


@pytest.fixture
def door(workspace: Workspace) -> Iterator[Door]:
    with Door.open(workspace, "wendy") as door:
        yield door


@pytest.fixture
def index(workspace: Workspace) -> Index:
    return open_index(workspace)


def viewed(door: Door, who: str, case: str = "larch") -> View:
    return door.open_view(PrincipalId(who), None, CaseId(case), Operation.CONSULTATION, form=Form.RECORD)


def test_an_answer_says_what_why_and_what_is_withheld_under_one_entry(door: Door, index: Index) -> None:
    before = door.log.reader().size()
    with viewed(door, "ivan") as view:
        answer = search(view, index, "victim OR quay")
    assert {(one.record, one.kind) for one in answer.results} == {("p-victim", "person"), ("i-1", "intelligence")}
    victim = next(one for one in answer.results if one.kind == "person")
    assert victim.title == "Victim"
    assert victim.says["address_text"] == "1 Victim Street"
    assert any("as spelt" in str(match) for match in victim.why)
    assert door.log.reader().size() == before + 1 == answer.entry + 1
    assert any(line.what == "person" and line.rows == 1 for line in answer.withheld)
    assert answer.behind == 0


def test_what_a_reader_may_not_see_is_not_shown_and_not_found_by(door: Door, index: Index) -> None:
    with viewed(door, "ada") as view:
        (victim,) = search(view, index, "name:victim").results
        assert "address_text" not in victim.says
        assert search(view, index, '"1 victim street"').results == ()


def test_an_empty_answer_is_an_entry_and_says_what_is_withheld(door: Door, index: Index) -> None:
    with viewed(door, "ivan") as view:
        answer = search(view, index, "name:secret")
    assert answer.results == ()
    assert answer.total == 0
    (line,) = [one for one in answer.withheld if one.what == "person"]
    assert (line.rows, str(line.reason)) == (1, "restricted")
    assert door.log.reader().size() == answer.entry + 1


def test_a_page_that_no_record_view_releases_is_refused(door: Door, index: Index) -> None:
    with viewed(door, "ivan") as view, pytest.raises(Refused) as refused:
        search(view, index, "suspect", limit=51)
    assert refused.value.code == "search.page"


def test_without_an_index_it_says_how_to_make_one(tmp_path: Path) -> None:
    from athena.lake.workspace import create_workspace

    with pytest.raises(Refused) as refused:
        open_index(create_workspace(tmp_path / "empty"))
    assert refused.value.code == "search.index-missing"


def test_the_commands_find_what_was_indexed(workspace: Workspace, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("athena.access.session.operating_system_user", lambda: "wendy")
    runner = CliRunner(env={"ATHENA_WORKSPACE": str(workspace.folder)})
    done = runner.invoke(app, ["index", "--rebuild", "--json"])
    assert done.exit_code == 0, done.output
    assert json.loads(done.stdout)["rebuilt"] is True
    asking = ["as", "ivan", "--case", "larch", "--", "search"]
    found = runner.invoke(app, [*asking, "suspect", "--json"])
    assert found.exit_code == 0, found.output
    answer = json.loads(found.stdout)
    assert [one["record"] for one in answer["results"]] == ["p-suspect"]
    assert answer["withheld"]
    assert answer["entry"] >= 0
    shown = runner.invoke(app, [*asking, "nobody"])
    assert "Nothing found in what you may see" in shown.stdout


def test_records_of_one_entity_stand_together(workspace: Workspace) -> None:
    import pyarrow as pa
    from tests.access.conftest import SUSPECT, VICTIM

    rows = [
        {"entity_id": "e1", "entity_kind": "person", "record_kind": "person", "record_id": one, "label_id": label.id}
        for one, label in (("p-suspect", SUSPECT), ("p-victim", VICTIM))
    ]
    columns = {name: "BIGINT" if name == "label_id" else "VARCHAR" for name in rows[0]}
    with workspace.lake.write() as writer:

        def join() -> None:
            writer.ensure_tables({"entity_member": columns})
            writer.insert("entity_member", pa.Table.from_pylist(rows))

        writer.commit(join)
    with Door.open(workspace, "wendy") as door, viewed(door, "ivan") as view:
        answer = search(view, open_index(workspace), "suspect OR victim OR quay")
    assert {one.record: one.entity for one in answer.results} == {"p-suspect": "e1", "p-victim": "e1", "i-1": None}
    assert sorted(len(group) for group in collapsed(answer.results)) == [1, 2]


def test_an_id_finds_its_record_and_an_old_id_those_of_the_entity_it_leads_to(workspace: Workspace) -> None:
    import pyarrow as pa
    from tests.access.conftest import NOON, SECRETIVE, SUSPECT, VICTIM
    from tests.profile.force import FORWARD_SCHEMA, MEMBER_SCHEMA, member

    from athena.resolve.tables import ensure_tables

    records = (("p-suspect", SUSPECT), ("p-victim", VICTIM), ("p-secret", SECRETIVE))
    moved = {"entity_id": "P-OLD", "living_id": "P-ONE", "entity_kind": "person", "why": "merge", "records": 1}
    moved |= {"label_id": SUSPECT.id, "run": 1, "at": NOON}
    with workspace.lake.write() as writer:

        def join() -> None:
            ensure_tables(writer)
            rows = [member("P-ONE", *one) for one in records]
            writer.insert("entity_member", pa.Table.from_pylist(rows, schema=MEMBER_SCHEMA))
            writer.insert("entity_forward", pa.Table.from_pylist([moved], schema=FORWARD_SCHEMA))

        writer.commit(join)
    index = open_index(workspace)
    with Door.open(workspace, "wendy") as door, viewed(door, "ivan") as view:
        for asked in ("id:P-OLD", "id:P-ONE", "id:p-suspect"):
            answer = search(view, index, asked)
            assert {one.record for one in answer.results} == {"p-suspect", "p-victim"}
            assert [len(group) for group in collapsed(answer.results)] == [2]
            assert "record or entity" in str(answer.results[0].why[0])
        assert search(view, index, "id:p-secret -name:suspect -name:victim").results == ()
        assert search(view, index, "id:P-NEVER").results == ()


def test_records_received_since_a_day(door: Door, index: Index) -> None:
    with viewed(door, "ivan") as view:
        assert search(view, index, "name:suspect received:2026-11-23").total == 1
        assert search(view, index, "name:suspect received:2026-11-24").total == 0


def test_records_of_a_compartment_are_found_by_those_who_are_named_for_it_and_by_no_others(
    workspace: Workspace,
) -> None:
    from athena.access.compartment import name_for
    from athena.access.setup import INDEX

    with Door.open(workspace, "wendy") as door:
        ines = PrincipalId("ines")
        for who in (INDEX.id, PrincipalId("ivan")):
            name_for(door, ines, who, "op-quartz", 30, "So that the operation can be searched")
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr("athena.access.session.operating_system_user", lambda: "wendy")
            with view_for(door, INDEXING) as view:
                follow(view, archive_of(workspace), rebuild=True)
        index = open_index(workspace)
        with viewed(door, "ivan") as view:
            assert [one.record for one in search(view, index, "name:secret").results] == ["p-secret"]
        with viewed(door, "ada") as view:
            answer = search(view, index, "name:secret")
            assert (answer.total, answer.facets, answer.meant) == (0, {"kind": {}, "source": {}, "year": {}}, ())
            assert search(view, index, "name:secrt").meant == ()
