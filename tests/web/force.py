"""A fictional force behind the web: everybody of `tests.access` with tokens, their cases, an index and a graph."""

from __future__ import annotations

from pathlib import Path

import pyarrow as pa
from tests.access.conftest import EVENT, NOON, SUSPECT, common, furnish, load

from athena.access.case import CaseId, case_id
from athena.access.casework import join_case
from athena.access.door import Door
from athena.access.principal import PrincipalId
from athena.access.roles import Role
from athena.access.session import open_door, open_for
from athena.access.token import issue
from athena.ingest.tables import DELIVERED
from athena.lake.workspace import Workspace, open_workspace
from athena.links.building import graph_of
from athena.links.keeping import keep
from athena.links.needs import BUILDING
from athena.pole import kind
from athena.resolve.tables import lay_tables as lay_resolve
from athena.search.build import follow
from athena.search.needs import INDEXING
from athena.search.searching import archive_of

WHO: dict[Role, tuple[str, str | None]] = {
    Role.INVESTIGATOR: ("ivan", "larch"),
    Role.ANALYST: ("ada", "larch"),
    Role.INTELLIGENCE_OFFICER: ("ines", "larch"),
    Role.DUTY_COMMANDER: ("dan", "scene"),
    Role.CUSTODY_OFFICER: ("carl", "larch"),
    Role.DATA_ENGINEER: ("wendy", "loading"),
    Role.DATA_PROTECTION_OFFICER: ("dora", "review"),
    Role.PROFESSIONAL_STANDARDS: ("pat", "audit"),
    Role.OVERSEER: ("olga", "oversight"),
}
"""One person for each role, and a case of theirs."""


def furnish_all(folder: Path) -> Workspace:
    """Make the workspace in `folder`, with records linked and findable; wendy must be at the keyboard."""
    workspace = furnish(folder)
    ends = {"from_kind": "person", "from_record": "p-suspect", "to_kind": "crime", "to_record": "c-1"}
    load(workspace, "link", [dict(kind("link").record(**common("l-1", SUSPECT), **ends, role="suspect"))])
    lay_resolve(workspace)
    deliver(workspace)
    vehicle = {**common("v-1", EVENT), "vrm": "AB12CDE"}
    load(workspace, "vehicle", [dict(kind("vehicle").record(**vehicle))])
    workspace.lake.refresh_copy()
    with open_for(workspace, INDEXING) as view:
        follow(view, archive_of(workspace), rebuild=True)
    with open_for(workspace, BUILDING) as view:
        keep(workspace, graph_of(view))
    with open_door(workspace) as door:
        join_case(door, PrincipalId("ivan"), case_id("larch"), PrincipalId("carl"))
    return open_workspace(folder)


def deliver(workspace: Workspace) -> None:
    """Say of the one file, which every record names, that it was delivered."""
    row = {
        "delivery_id": "d1", "delivery": "2026-11", "file": "fiction.csv", "sha256": "0" * 64, "bytes": 100,
        "kept_sha256": "0" * 64, "archived": False, "source": "fiction", "mapping": "fiction@1",
        "slot": "fiction/2026-11", "area": "northmere", "kind": "fiction", "family": "fiction", "received_at": NOON,
        "rows_in": 9, "loaded": 9, "resubmission": False, "notes": "",
    }  # fmt: skip
    with workspace.lake.read() as reading:
        schema = reading.execute(reading.table(DELIVERED).limit(0)).schema
    with workspace.lake.write() as writer:
        writer.commit(lambda: writer.insert(DELIVERED, pa.Table.from_pylist([row], schema=schema)))


def token(door: Door, role: Role, case: str | None) -> str:
    """The text of a new token for the person who stands for `role`."""
    who = PrincipalId(WHO[role][0])
    return issue(door, who, None if case is None else CaseId(case), role, 7, "For the tests of the web")[1]
