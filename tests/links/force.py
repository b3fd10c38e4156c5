"""A small fictional force whose records are linked, under labels that not everybody may see."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

from tests.access.conftest import EVENT, LABELS, NOON, SECRETIVE, SUSPECT, VICTIM, common, load

from athena.access.appoint import Appointment, appoint
from athena.access.casework import open_case, plan_for
from athena.access.compartment import name_for
from athena.access.door import Door
from athena.access.labelling import register_labels
from athena.access.principal import Nature, PrincipalId
from athena.access.roles import Role
from athena.access.setup import INDEX, set_up
from athena.ingest.tables import lay_tables
from athena.lake.workspace import Workspace, create_workspace
from athena.pole import Label, kind

Row = dict[str, object]
ROLES = {"ivan": Role.INVESTIGATOR, "ines": Role.INTELLIGENCE_OFFICER, "ada": Role.ANALYST}

PEOPLE = {"ann": SUSPECT, "bob": SUSPECT, "cat": VICTIM, "dee": SECRETIVE, "eli": SUSPECT, "fay": SUSPECT}
"""dee is of a compartment; she alone connects eli with the others."""

LINKS: tuple[tuple[str, str, str, str, str, Row], ...] = (
    ("l1", "person/ann", "suspect", "crime/c1", "fiction", {}),
    ("l2", "person/bob", "suspect", "crime/c1", "fiction", {}),
    ("l3", "person/cat", "victim", "crime/c1", "fiction", {}),
    ("l4", "person/bob", "associate_of", "person/dee", "fiction", {"grading": "2BP"}),
    ("l5", "person/dee", "associate_of", "person/eli", "fiction", {"grading": "2BP"}),
    ("l6", "person/ann", "keeper_of", "vehicle/v1", "fiction", {"held_from": "2020", "held_to": "2021-06"}),
    ("l7", "person/bob", "user_of", "vehicle/v1", "fiction", {"held_from": "2023-02-01"}),
    ("l8", "person/ann", "suspect", "crime/c1", "another", {}),
    ("l9", "person/ann", "suspect", "crime/c1", "fiction", {}),
)


def person(record: str, label: Label) -> Row:
    told = {"name_text": record.title(), "phone": "+442079460000" if record in ("ann", "fay") else None}
    return dict(kind("person").record(**common(record, label), **told))


def link(record: str, start: str, role: str, end: str, source: str, more: Row) -> Row:
    (from_kind, from_record), (to_kind, to_record) = start.split("/"), end.split("/")
    hidden = "dee" in (from_record, to_record)
    return dict(
        kind("link").record(
            **{**common(record, SECRETIVE if hidden else SUSPECT), "source": source},
            from_kind=from_kind,
            from_record=from_record,
            to_kind=to_kind,
            to_record=to_record,
            role=role,
            **more,
        )
    )


READS = (
    *((f"s{at}", "AB12CDE", f"camera {at}", at * 600) for at in range(1, 5)),
    *((f"t{at}", "XY34ZZZ", f"camera {at}", at * 600 + 45) for at in range(1, 4)),
    *((f"u{at}", "OT11HER", f"camera {at}", at * 600 + 90) for at in range(1, 3)),
    ("u3", "OT11HER", "camera 3", 3 * 600 + 900),
)
"""XY34ZZZ follows AB12CDE past three cameras; OT11HER past two, and late past a third."""


def sighting(record: str, vrm: str, camera: str, seconds: int) -> Row:
    seen = NOON + timedelta(seconds=seconds)
    return dict(kind("sighting").record(**common(record, EVENT), vrm=vrm, seen_by=camera, seen_at=seen))


def furnish(folder: Path) -> Workspace:
    """Make the force's workspace in `folder`, which must not exist."""
    workspace = create_workspace(folder, [lay_tables])
    set_up(workspace, "wendy", "force.example")
    load(workspace, "person", [person(*one) for one in PEOPLE.items()])
    load(workspace, "crime", [dict(kind("crime").record(**common("c1", EVENT), crime_reference="C1"))])
    marks = {"v1": "AB12CDE", "v2": "XY34ZZZ"}
    vehicles = [dict(kind("vehicle").record(**common(name, EVENT), vrm=vrm)) for name, vrm in marks.items()]
    load(workspace, "vehicle", vehicles)
    load(workspace, "sighting", [sighting(*one) for one in READS])
    load(workspace, "link", [link(*one) for one in LINKS])
    workspace.lake.refresh_copy()
    with Door.open(workspace, "wendy") as door:
        register_labels(door.outbox, LABELS, "wendy", NOON)
        for who, role in ROLES.items():
            one = Appointment(PrincipalId(who), who, Nature.PERSON, frozenset({role}), None)
            appoint(door, PrincipalId("wendy"), one, "A new colleague")
        ivan = PrincipalId("ivan")
        others = [PrincipalId("ines"), PrincipalId("ada")]
        open_case(door, ivan, None, plan_for("larch", "volume-crime", "A fictional reason", others, "larch"))
        name_for(door, PrincipalId("ines"), INDEX.id, "op-quartz", 30, "So that the graph holds the operation")
        open_case(door, ivan, None, plan_for("court", "prosecution", "A fictional reason", [], "court"))
    return workspace
