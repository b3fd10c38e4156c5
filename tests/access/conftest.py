"""A small fictional force with its door open: people, cases and a handful of records under different labels."""

import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pyarrow as pa
import pytest

from athena.access.appoint import Appointment, appoint
from athena.access.casework import open_case, plan_for
from athena.access.door import Door
from athena.access.labelling import register_labels
from athena.access.operation import Form, Operation, Seeking
from athena.access.policy import Policy, read_policy
from athena.access.principal import Nature, PrincipalId
from athena.access.roles import Role
from athena.access.setup import set_up
from athena.access.view import View
from athena.ingest.tables import lay_tables
from athena.lake.workspace import Workspace, create_workspace, open_workspace
from athena.pole import Label, kind

NOON = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)  # a Monday
POLICY = Path(__file__).parents[2] / "policy"

SUSPECT = Label("official", "suspect", "ungraded", "law_enforcement", "3")
VICTIM = Label("official", "victim", "ungraded", "law_enforcement", "4")
SECRETIVE = Label("official", "suspect", "ungraded", "law_enforcement", "2", "op-quartz")
EVENT = Label("official", "none", "ungraded", "law_enforcement", "4")
OPEN = Label("open", "none", "ungraded", "open_data", "none")
CONDITIONAL = Label("official", "suspect", "C", "law_enforcement", "2")
LABELS = (SUSPECT, VICTIM, SECRETIVE, EVENT, OPEN, CONDITIONAL)


@dataclass(frozen=True)
class Labels:
    """The labels of the fictional records, by what they stand for."""

    suspect: Label = SUSPECT
    victim: Label = VICTIM
    secretive: Label = SECRETIVE
    event: Label = EVENT
    open: Label = OPEN
    conditional: Label = CONDITIONAL


PEOPLE = (
    ("sam", {Role.INVESTIGATOR}, None),
    ("ivan", {Role.INVESTIGATOR}, "sam"),
    ("eve", {Role.INVESTIGATOR}, "sam"),
    ("ada", {Role.ANALYST}, "sam"),
    ("ines", {Role.INTELLIGENCE_OFFICER}, "sam"),
    ("carl", {Role.CUSTODY_OFFICER}, "sam"),
    ("dan", {Role.DUTY_COMMANDER}, "sam"),
    ("dora", {Role.DATA_PROTECTION_OFFICER}, None),
    ("pat", {Role.PROFESSIONAL_STANDARDS}, None),
    ("olga", {Role.OVERSEER}, None),
)
CASES = (
    ("larch", "volume-crime", "ivan", ("ada", "ines")),
    ("oak", "serious-crime", "ivan", ()),
    ("scene", "immediate-safety", "dan", ()),
    ("review", "retention-review", "dora", ()),
    ("court", "prosecution", "ivan", ()),
    ("audit", "log-self-monitoring", "pat", ()),
    ("oversight", "log-lawfulness", "olga", ()),
)


class Clock:
    """A clock that tests move."""

    def __init__(self) -> None:
        self.now = NOON

    def __call__(self) -> datetime:
        return self.now

    def advance(self, **by: float) -> None:
        self.now += timedelta(**by)


@dataclass(frozen=True)
class World:
    """An open door with its clock."""

    workspace: Workspace
    door: Door
    clock: Clock

    def view(
        self,
        who: str,
        case: str,
        operation: Operation = Operation.CONSULTATION,
        form: Form = Form.LIST,
        role: Role | None = None,
        seeking: Seeking = Seeking.ANYONE,
    ) -> View:
        from athena.access.case import CaseId

        return self.door.open_view(
            PrincipalId(who),
            None,
            CaseId(case),
            operation,
            form=form,
            role=role,
            seeking=seeking,
            on_behalf_of=PrincipalId("wendy") if who.startswith("svc.") else None,
        )

    def size(self) -> int:
        """How many entries the access log holds."""
        return self.door.log.reader().size()


def common(record: str, label: Label) -> dict[str, object]:
    return {
        "record_id": record,
        "version": 1,
        "source": "fiction",
        "source_key": record,
        "slot": "fiction/2026-11",
        "source_file": "0" * 64,
        "source_row": 1,
        "received_at": NOON,
        "valid_from": NOON,
        "label_id": label.id,
        "mapping": "fiction@1",
        "content_hash": "0" * 32,
    }


def person(record: str, label: Label, name: str) -> dict[str, object]:
    address = {"address_text": f"1 {name} Street", "phone": "+442079460000"}
    told = {"name_text": name, "gender": None, "nationality": "not stated", "warnings_text": "none"}
    return dict(kind("person").record(**common(record, label), **address, **told))


def crime(record: str, label: Label) -> dict[str, object]:
    return dict(kind("crime").record(**common(record, label), crime_reference=record.upper()))


def intelligence(record: str, label: Label) -> dict[str, object]:
    graded = {"report_reference": record, "grading": "2BC A1", "grading_scheme": "3x5x2", "text": "Seen at the quay."}
    return dict(kind("intelligence").record(**common(record, label), **graded))


def load(workspace: Workspace, table: str, rows: list[dict[str, object]]) -> None:
    found = pa.Table.from_pylist(rows, schema=kind(table).arrow_schema())
    with workspace.lake.write() as writer:
        writer.commit(lambda: writer.insert(table, found))


def furnish(folder: Path) -> Workspace:
    workspace = create_workspace(folder, [lay_tables])
    set_up(workspace, "wendy", "force.example")
    load(
        workspace,
        "person",
        [
            person("p-suspect", SUSPECT, "Suspect"),
            person("p-victim", VICTIM, "Victim"),
            person("p-secret", SECRETIVE, "Secret"),
        ],
    )
    load(workspace, "crime", [crime("c-1", EVENT), crime("c-2", EVENT), crime("c-open", OPEN)])
    load(workspace, "intelligence", [intelligence("i-1", CONDITIONAL)])
    workspace.lake.refresh_copy()
    with Door.open(workspace, "wendy", Clock()) as door:
        register_labels(door.outbox, LABELS, "wendy", NOON)
        for who, roles, supervisor in PEOPLE:
            above = None if supervisor is None else PrincipalId(supervisor)
            appointment = Appointment(PrincipalId(who), who, Nature.PERSON, frozenset(roles), above)
            appoint(door, PrincipalId("wendy"), appointment, "A new colleague")
        for case, ground, owner, members in CASES:
            others = [PrincipalId(one) for one in members]
            open_case(door, PrincipalId(owner), None, plan_for(case, ground, "A fictional reason", others, case))
    return workspace


@pytest.fixture(scope="session")
def furnished(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """One furnished workspace; never written to."""
    return furnish(tmp_path_factory.mktemp("force") / "workspace").folder


@pytest.fixture
def workspace(furnished: Path, tmp_path: Path) -> Workspace:
    """A copy of the furnished workspace, for one test."""
    shutil.copytree(furnished, tmp_path / "workspace")
    return open_workspace(tmp_path / "workspace")


@pytest.fixture
def world(workspace: Workspace) -> Iterator[World]:
    """Its door, open, with a clock that the test moves."""
    clock = Clock()
    with Door.open(workspace, "wendy", clock) as door:
        yield World(workspace, door, clock)


@pytest.fixture
def reopened(workspace: Workspace) -> Callable[[], Door]:
    """Opens another door of the same workspace; the test closes it."""
    return lambda: Door.open(workspace, "wendy", Clock())


@pytest.fixture(scope="session")
def labels() -> Labels:
    """The labels of the fictional records."""
    return Labels()


@pytest.fixture(scope="session")
def policy() -> Policy:
    """The policy that Athena is delivered with."""
    return read_policy(POLICY)
