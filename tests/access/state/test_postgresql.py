"""The whole door on PostgreSQL, not only its tables: set up, appoint, open a case, read, break glass, review."""

from __future__ import annotations

import secrets
from pathlib import Path

import pytest
from sqlalchemy import create_engine, text

from athena.access.appoint import Appointment, appoint
from athena.access.breakglass import Finding, break_glass, review, waiting
from athena.access.casework import open_case, plan_for
from athena.access.door import Door
from athena.access.operation import Form, Operation
from athena.access.principal import Nature, PrincipalId
from athena.access.registry import holders
from athena.access.roles import Role
from athena.access.setup import set_up
from athena.ingest.tables import lay_tables
from athena.lake.workspace import create_workspace

SAM, IVAN, EVE = (PrincipalId(one) for one in ("sam", "ivan", "eve"))


def test_the_door_works_the_same_when_the_state_is_shared(
    postgres: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    name = f"door_{secrets.token_hex(4)}"
    admin = create_engine(postgres.replace("postgresql://", "postgresql+psycopg://"), isolation_level="AUTOCOMMIT")
    with admin.connect() as connection:
        connection.execute(text(f"CREATE DATABASE {name}"))
    admin.dispose()
    monkeypatch.setenv("ATHENA_STATE_URL", admin.url.set(database=name).render_as_string(hide_password=False))
    workspace = create_workspace(tmp_path / "workspace", [lay_tables])
    set_up(workspace, "wendy")
    with Door.open(workspace, "wendy") as door:
        for who, above in ((SAM, None), (IVAN, SAM), (EVE, SAM)):
            appointment = Appointment(who, who, Nature.PERSON, frozenset({Role.INVESTIGATOR}), above)
            appoint(door, PrincipalId("wendy"), appointment, "A new colleague")
        assert holders(door.database, Role.INVESTIGATOR) == (EVE, IVAN, SAM)
        case = open_case(door, IVAN, None, plan_for("Larch", "volume-crime", "A fictional reason", [], "larch"))
        with door.open_view(IVAN, None, case.id, Operation.CONSULTATION, form=Form.LIST) as view:
            assert view.release(view.table("person"), asked=["p-none"]).rows.num_rows == 0
        glass = break_glass(door, EVE, None, case.id, "A child is missing now")
        assert review(door, SAM, glass.id, Finding.JUSTIFIED, "It was as she said").finding is Finding.JUSTIFIED
        assert waiting(door) == ()
    assert not (workspace.folder / "state" / "state.sqlite").exists()
