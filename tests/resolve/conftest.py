"""A small fictional force whose people are resolved: an open door, officers, and records that a run has joined."""

import json
import shutil
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pyarrow as pa
import pytest

from athena.access.appoint import Appointment, appoint
from athena.access.case import CaseId
from athena.access.casework import open_case, plan_for
from athena.access.door import Door
from athena.access.labelling import register_labels
from athena.access.operation import Form, Operation
from athena.access.principal import Nature, PrincipalId
from athena.access.roles import Role
from athena.access.setup import MATCHING, RESOLVE, set_up
from athena.access.view import View
from athena.ingest.tables import lay_tables as lay_ingest
from athena.lake.workspace import Workspace, create_workspace, open_workspace
from athena.pole import Label, kind
from athena.resolve.entity import EntityId, EntityKind
from athena.resolve.judging import standing
from athena.resolve.linkage import RecordId
from athena.resolve.members import Members, followed, members, proposed
from athena.resolve.publish import Occasion, Published, publish
from athena.resolve.tables import lay_tables

MONDAY = datetime(2026, 3, 2, 8, tzinfo=UTC)
SUSPECT = Label("official", "suspect", "ungraded", "law_enforcement", "3")
SECRET = Label("official_sensitive", "suspect", "ungraded", "law_enforcement", "2")
PERSON = EntityKind.PERSON
OFFICERS = (("ivan", Role.INVESTIGATOR), ("eve", Role.INVESTIGATOR), ("ada", Role.ANALYST))
RECORDS = ("r1", "r2", "r3", "r4", "r5", "r6", "hidden")


Edge = tuple[str, str, Mapping[str, float], str]


def edge_rows(edges: Sequence[Edge]) -> pa.Table | None:
    rows = [
        {
            "entity_kind": "person",
            "left_kind": "person",
            "left_record": left,
            "right_kind": "person",
            "right_record": right,
            "weight": sum(evidence.values()),
            "evidence": json.dumps(list(evidence.items())),
            "outcome": outcome,
            "label_id": SUSPECT.id,
            "model": "test@1",
        }
        for left, right, evidence, outcome in edges
    ]
    return pa.Table.from_pylist(rows) if rows else None


@dataclass(frozen=True)
class Force:
    """An open door, and runs of a model that is whatever the test says it is."""

    workspace: Workspace
    door: Door

    def view(
        self,
        who: str = "ivan",
        case: str = "larch",
        operation: Operation = Operation.COMBINATION,
        form: Form = Form.RECORD,
    ) -> View:
        return self.door.open_view(PrincipalId(who), None, CaseId(case), operation, form=form)

    def job(self) -> View:
        return self.door.open_view(
            RESOLVE.id, None, MATCHING, Operation.COMBINATION, form=Form.LIST, on_behalf_of=PrincipalId("wendy")
        )

    def run(self, clusters: Mapping[str, int], edges: Sequence[Edge] = ()) -> Published:
        """Publish what a model that proposes `clusters`, for the reason of `edges`, comes to."""
        with self.job() as job:
            before = members(job, PERSON)
            people = job.table("person")
            chosen = people.select("record_id", "label_id", first_seen=people.received_at)
            rows = job.release(chosen).rows
            named = rows.filter(pa.array([one in clusters for one in rows["record_id"].to_pylist()]))
            records = named.append_column("record_kind", pa.array(["person"] * named.num_rows))
            numbers = {RecordId(one): number for one, number in clusters.items()}
            after, _ = followed(proposed(PERSON, records, numbers, before), standing(self.door.database))
            return publish(job, before, after, Occasion("test@1", {"threshold": "0"}, edge_rows(edges)))

    def members(self) -> Members:
        with self.job() as job:
            return members(job, PERSON)

    def entity(self, record: str) -> EntityId:
        return self.members().membership.by_record[RecordId(record)]


def person(record: str, label: Label, received: datetime) -> dict[str, object]:
    common = {
        "record_id": record,
        "version": 1,
        "source": "fiction",
        "source_key": record,
        "slot": "fiction/2026-03",
        "source_file": "0" * 64,
        "source_row": 1,
        "received_at": received,
        "valid_from": received,
        "label_id": label.id,
        "mapping": "fiction@1",
        "content_hash": "0" * 32,
    }
    return dict(kind("person").record(**common, name_text=f"Name of {record}"))


@pytest.fixture(scope="session")
def furnished(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """One furnished workspace; never written to."""
    made = tmp_path_factory.mktemp("force") / "workspace"
    workspace = create_workspace(made, [lay_ingest, lay_tables, lambda new: set_up(new, "wendy", "force.example")])
    people = [
        person(record, SECRET if record == "hidden" else SUSPECT, MONDAY + timedelta(minutes=number))
        for number, record in enumerate(RECORDS)
    ]
    with workspace.lake.write() as writer:
        rows = pa.Table.from_pylist(people, schema=kind("person").arrow_schema())
        writer.commit(lambda: writer.insert("person", rows))
    with Door.open(workspace, "wendy") as door:
        register_labels(door.outbox, (SUSPECT, SECRET), "wendy", door.clock())
        for who, role in OFFICERS:
            appointment = Appointment(PrincipalId(who), who, Nature.PERSON, frozenset({role}))
            appoint(door, PrincipalId("wendy"), appointment, "A new colleague")
        for case, owner in (("larch", "ivan"), ("oak", "eve")):
            plan = plan_for(case, "volume-crime", "A fictional reason", [PrincipalId("ada")], case)
            open_case(door, PrincipalId(owner), None, plan)
    return workspace.folder


@pytest.fixture
def force(furnished: Path, tmp_path: Path) -> Iterator[Force]:
    """A copy of it with its door open, for one test."""
    shutil.copytree(furnished, tmp_path / "workspace")
    workspace = open_workspace(tmp_path / "workspace")
    with Door.open(workspace, "wendy") as door:
        yield Force(workspace, door)
