"""A fictional person whose three records differ, under labels that not everybody may see."""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path

import pyarrow as pa
from tests.access.conftest import EVENT, LABELS, NOON, SECRETIVE, SUSPECT, VICTIM, common, load

from athena.access.appoint import Appointment, appoint
from athena.access.casework import open_case, plan_for
from athena.access.door import Door
from athena.access.labelling import register_labels
from athena.access.principal import Nature, PrincipalId
from athena.access.roles import Role
from athena.access.setup import set_up
from athena.ingest.tables import lay_tables
from athena.lake.workspace import Workspace, create_workspace
from athena.pole import Label, kind
from athena.resolve.tables import TABLES, ensure_tables

Row = dict[str, object]
LATER = NOON + timedelta(days=1)


def row(of: str, record: str, label: Label, source: str = "custody", at: datetime = NOON, **says: object) -> Row:
    origin: Row = {**common(record, label), "source": source, "received_at": at, "valid_from": at}
    return dict(kind(of).record(**{**origin, **says}))


def person(record: str, label: Label, source: str, at: datetime = NOON, **says: object) -> Row:
    return row("person", record, label, source, at, **says)


PEOPLE = [
    person("r1", SUSPECT, "custody", name_text="Ann Fay", date_of_birth="1980", version=1, valid_to=LATER),
    person(
        "r1",
        SUSPECT,
        "custody",
        LATER,
        name_text="Ann Fay",
        date_of_birth="1980-02-12",
        version=2,
        warnings_text="Dog at home",
        phone="+447700900123",
    ),
    person("r2", VICTIM, "crime", name_text="FAY, Ann", date_of_birth="1980-02-21", gender="female"),
    person("r3", SECRETIVE, "intelligence", name_text="The Fay", pnc_id="2022/9000008B"),
    person("s1", SUSPECT, "custody", name_text="Bob Single"),
    person("s2", SECRETIVE, "intelligence", name_text="Secret Single"),
]


def link(record: str, start: str, role: str, end: str, label: Label = SUSPECT, **says: object) -> Row:
    (from_kind, from_record), (to_kind, to_record) = start.split("/"), end.split("/")
    ends: Row = {"from_kind": from_kind, "from_record": from_record, "to_kind": to_kind, "to_record": to_record}
    return row("link", record, label, **{"role": role, **ends, **says})  # type: ignore[arg-type]  # no source among them


LINKS = [
    link("l1", "person/r1", "suspect", "crime/c1"),
    link("l2", "person/r2", "victim", "crime/c2"),
    link("l3", "person/r3", "mentioned", "intelligence/i1", SECRETIVE, grading="2BP"),
    link("l4", "person/r1", "keeper_of", "vehicle/v1", held_from="2020", held_to="2021-06"),
    link("l5", "person/r1", "lives_at", "place/p1", held_from="2019-05"),
    link("l6", "person/r1", "associate_of", "person/s1", grading="2BP"),
    link("l7", "person/r1", "witness", "crime/c2"),
]


def member(entity: str, record: str, label: Label) -> Row:
    said = {"entity_id": entity, "entity_kind": "person", "record_kind": "person", "record_id": record}
    return {**said, "label_id": label.id, "run": 1, "since": NOON, "first_seen": NOON}


def edge(left: str, right: str, weight: float, outcome: str, label: Label = SUSPECT) -> Row:
    kinds = {"entity_kind": "person", "left_kind": "person", "right_kind": "person"}
    said = {"weight": weight, "evidence": '[["prior", -9.0], ["name", 14.5]]', "outcome": outcome, "model": "a-model"}
    return {**kinds, "left_record": left, "right_record": right, **said, "label_id": label.id, "run": 1}


FORWARDS = [
    {"entity_id": old, "living_id": new, "entity_kind": "person", "why": why, "records": 1, "label_id": SUSPECT.id}
    | {"run": run, "at": NOON}
    for old, new, why, run in (
        ("P-OLDEST", "P-OLD", "merge", 1),
        ("P-OLD", "P-ONE", "merge", 2),
        ("P-PARTED", "P-ONE", "split", 2),
        ("P-PARTED", "P-TWO", "split", 2),
    )
]

RESOLVED = {
    "entity_member": [
        *(member("P-ONE", *one) for one in (("r1", SUSPECT), ("r2", VICTIM), ("r3", SECRETIVE))),
        member("P-TWO", "s1", SUSPECT),
        member("P-SECRET", "s2", SECRETIVE),
    ],
    "entity_edge": [
        edge("r1", "r2", 5.5, "joined"),
        edge("r1", "s1", -3.0, "apart"),
        edge("r1", "r3", 9.0, "joined", SECRETIVE),
    ],
    "entity_forward": FORWARDS,
}

OTHERS = {
    "crime": [
        row("crime", "c1", EVENT, crime_reference="NM1/24", occurred_from=datetime(2024, 5, 9, 12, tzinfo=NOON.tzinfo)),
        row("crime", "c2", EVENT, crime_reference="NM2/23", occurred_from=datetime(2023, 1, 2, 12, tzinfo=NOON.tzinfo)),
    ],
    "vehicle": [row("vehicle", "v1", EVENT, vrm="AB12CDE")],
    "place": [row("place", "p1", EVENT, address_text="9 Raven Gardens")],
    "intelligence": [
        row("intelligence", "i1", SECRETIVE, report_reference="I1", grading="2BP", grading_scheme="3x5x2"),
    ],
}


_TYPES = {
    "BIGINT": pa.int64(),
    "VARCHAR": pa.string(),
    "DOUBLE": pa.float64(),
    "TIMESTAMPTZ": pa.timestamp("us", "UTC"),
}


def _schema(name: str) -> pa.Schema:
    return pa.schema([(column, _TYPES[duck]) for column, duck in TABLES[name].items()])


MEMBER_SCHEMA, FORWARD_SCHEMA = _schema("entity_member"), _schema("entity_forward")


def furnish(folder: Path) -> Workspace:
    """Make the force's workspace in `folder`, which must not exist."""
    workspace = create_workspace(folder, [lay_tables])
    set_up(workspace, "wendy", "force.example")
    load(workspace, "person", PEOPLE)
    load(workspace, "link", LINKS)
    for name, rows in OTHERS.items():
        load(workspace, name, rows)
    resolve(workspace)
    with Door.open(workspace, "wendy") as door:
        register_labels(door.outbox, LABELS, "wendy", NOON)
        for who, role in (("ivan", Role.INVESTIGATOR), ("ada", Role.ANALYST), ("pat", Role.PROFESSIONAL_STANDARDS)):
            one = Appointment(PrincipalId(who), who, Nature.PERSON, frozenset({role}), None)
            appoint(door, PrincipalId("wendy"), one, "A new colleague")
        ada = [PrincipalId("ada")]
        open_case(
            door, PrincipalId("ivan"), None, plan_for("larch", "volume-crime", "A fictional reason", ada, "larch")
        )
        audit = plan_for("audit", "log-self-monitoring", "A monthly sample", [], "audit")
        open_case(door, PrincipalId("pat"), None, audit)
    workspace.lake.refresh_copy()
    return workspace


def resolve(workspace: Workspace) -> None:
    """Say which records are one, as resolution writes it."""
    with workspace.lake.write() as writer:

        def work() -> None:
            ensure_tables(writer)
            for name, rows in RESOLVED.items():
                writer.insert(name, pa.Table.from_pylist(rows, schema=_schema(name)))

        writer.commit(work)
