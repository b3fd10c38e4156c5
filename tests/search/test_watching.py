"""Watches: new records alert once, in the case, through the door; and what one may not see is counted, not left out."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from tests.access.conftest import SECRETIVE, SUSPECT, common, furnish, load

from athena.access.case import CaseId
from athena.access.compartment import name_for
from athena.access.door import Door
from athena.access.notice import notices_for
from athena.access.operation import Form, Operation
from athena.access.principal import PrincipalId
from athena.access.registry import principal_of
from athena.access.session import view_for
from athena.access.setup import INDEX
from athena.access.view import View
from athena.failures import Refused
from athena.lake.workspace import Workspace, open_workspace
from athena.ledger.operation import Operation as LedgerOperation
from athena.pole import Label, kind
from athena.search import watching
from athena.search.build import follow
from athena.search.needs import INDEXING
from athena.search.searching import archive_of, open_index
from athena.search.watching import WatchId, alerts, end, run, watch, watches

JUST_NOW = datetime.now(UTC).replace(microsecond=0)


@pytest.fixture(scope="module")
def furnished(tmp_path_factory: pytest.TempPathFactory) -> Path:
    workspace = furnish(tmp_path_factory.mktemp("force") / "workspace")
    index(workspace)
    return workspace.folder


@pytest.fixture
def workspace(furnished: Path, tmp_path: Path) -> Workspace:
    return open_workspace(Path(shutil.copytree(furnished, tmp_path / "workspace")))


@pytest.fixture
def door(workspace: Workspace) -> Iterator[Door]:
    with Door.open(workspace, "wendy") as door:
        yield door


def index(workspace: Workspace) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("athena.access.session.operating_system_user", lambda: "wendy")
        with Door.open(workspace, "wendy") as door, view_for(door, INDEXING) as view:
            follow(view, archive_of(workspace))


def arrives(workspace: Workspace, record: str, name: str, label: Label = SUSPECT) -> None:
    told = {**common(record, label), "received_at": JUST_NOW, "valid_from": JUST_NOW, "name_text": name}
    load(workspace, "person", [dict(kind("person").record(**told))])
    index(workspace)


def viewed(door: Door, who: str) -> View:
    return door.open_view(PrincipalId(who), None, CaseId("larch"), Operation.CONSULTATION, form=Form.RECORD)


def test_a_new_record_alerts_once_and_what_was_there_before_does_not(door: Door, workspace: Workspace) -> None:
    with viewed(door, "ivan") as view:
        made = watch(view, open_index(workspace), "name:suspect")
        assert made.asked == "records with the name “suspect”"
        (nothing,) = run(view, open_index(workspace))
        assert (nothing.alerts, nothing.answer) == ((), None)
    arrives(workspace, "p-new", "Suspect")
    with viewed(door, "ivan") as view:
        (ran,) = run(view, open_index(workspace))
        assert [one.record for one in ran.alerts] == ["p-new"]
        assert ran.answer is not None
        assert [one.title for one in ran.answer.results] == ["Suspect"]
        assert [one.alerts for one in run(view, open_index(workspace))] == [()]
        found, answer = alerts(view, open_index(workspace))
    assert [(one.watch, one.record) for one in found] == [(made.id, "p-new")]
    assert answer is not None


def test_alerts_are_on_the_ledger_and_the_case_is_told_without_a_name(door: Door, workspace: Workspace) -> None:
    with viewed(door, "ivan") as view:
        watch(view, open_index(workspace), "name:suspect")
    arrives(workspace, "p-new", "Suspect")
    with viewed(door, "ivan") as view:
        run(view, open_index(workspace))
    entries = list(door.log.reader().entries())[-2:]
    assert [entry.event.op for entry in entries] == [LedgerOperation.CONSULTATION, LedgerOperation.NOTICE]
    assert entries[1].event.subject_refs == tuple(door.references.of(["p-new"]))
    for member in ("ivan", "ada", "ines"):
        (told,) = notices_for(door, principal_of(door.database, PrincipalId(member), door.clock()))
        assert told.text.endswith("case larch: 1 new")


def test_whoever_may_not_see_the_record_is_told_that_there_is_one(door: Door, workspace: Workspace) -> None:
    for who in (INDEX.id, PrincipalId("ivan")):
        name_for(door, PrincipalId("ines"), who, "op-quartz", 30, "So that the operation can be watched")
    with viewed(door, "ivan") as view:
        watch(view, open_index(workspace), "name:hidden")
    arrives(workspace, "p-hidden", "Hidden", SECRETIVE)
    with viewed(door, "ivan") as view:
        (ran,) = run(view, open_index(workspace))
    assert [one.record for one in ran.alerts] == ["p-hidden"]
    with viewed(door, "ada") as view:
        found, answer = alerts(view, open_index(workspace))
        assert len(found) == 1
        assert answer is not None
        assert answer.results == ()
        asked = [line for line in answer.withheld if line.what == "asked for"]
        assert [(line.rows, str(line.reason)) for line in asked] == [(1, "restricted")]
        assert run(view, open_index(workspace)) == ()


def test_a_watch_that_has_ended_is_asked_no_more_and_its_question_lies_sealed(door: Door, workspace: Workspace) -> None:
    with viewed(door, "ivan") as view:
        made = watch(view, open_index(workspace), "name:suspect")
        assert [one.id for one in watches(view)] == [made.id]
        end(view, made.id)
        assert watches(view) == ()
        with pytest.raises(Refused) as refused:
            end(view, WatchId("w-none"))
    assert refused.value.code == "search.watch-unknown"
    state = b"".join(path.read_bytes() for path in (workspace.folder / "state").rglob("*") if path.is_file())
    assert b"name:suspect" not in state


def test_a_question_that_everything_answers_is_refused(
    door: Door, workspace: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(watching, "MOST_NEW", 1)
    with viewed(door, "ivan") as view, pytest.raises(Refused) as refused:
        watch(view, open_index(workspace), "kind:person")
    assert refused.value.code == "search.watch-too-wide"
