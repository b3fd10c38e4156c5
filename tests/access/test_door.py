from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import pytest

from athena.access.case import CaseId
from athena.access.casework import close_case
from athena.access.door import Door
from athena.access.ground import GroundId
from athena.access.operation import Form, Operation
from athena.access.principal import PrincipalId
from athena.access.refused import Refused
from athena.access.roles import Role

if TYPE_CHECKING:
    from tests.access.conftest import World

    from athena.lake.workspace import Workspace

IVAN, LARCH = PrincipalId("ivan"), CaseId("larch")


def test_no_case_no_rows(world: World) -> None:
    with pytest.raises(Refused, match=r"access\.case-unknown"):
        world.view("ivan", "nothing")


def test_nobody_who_was_never_appointed(world: World) -> None:
    with pytest.raises(Refused, match=r"access\.principal-unknown"):
        world.view("mallory", "larch")


def test_another_ground_than_the_cases_own_is_a_change_of_scope(world: World) -> None:
    with pytest.raises(Refused, match=r"access\.change-of-scope"):
        world.door.open_view(IVAN, GroundId("oak.serious-crime"), LARCH, Operation.CONSULTATION)
    world.door.open_view(IVAN, GroundId("larch.volume-crime"), LARCH, Operation.CONSULTATION).close()


def test_an_operation_that_is_not_of_section_62_is_refused(world: World) -> None:
    with pytest.raises(Refused, match=r"access\.operation-not-statutory"):
        world.view("ivan", "larch", Operation.GRANT)


@pytest.mark.parametrize(
    ("who", "case", "operation", "form", "rule"),
    [
        ("eve", "larch", Operation.CONSULTATION, Form.LIST, "case-member"),
        ("ivan", "larch", Operation.DISCLOSURE, Form.LIST, "ground-opens-operation"),
        ("ivan", "larch", Operation.CONSULTATION, Form.EXPORT, "export-is-disclosure"),
        ("dan", "scene", Operation.CONSULTATION, Form.COUNT, "ground-opens-form"),
    ],
)
def test_a_view_that_opens_nothing_does_not_open_and_the_refusal_is_on_the_ledger(
    world: World, who: str, case: str, operation: Operation, form: Form, rule: str
) -> None:
    with pytest.raises(Refused) as refused:
        world.view(who, case, operation, form)
    assert refused.value.code == "access.denied"
    assert rule in refused.value.rules
    assert refused.value.entry is not None
    event = world.door.log.reader().entry(refused.value.entry).event
    assert (str(event.op), event.actor, event.decision) == ("refusal", who, "deny")
    assert rule in event.policies


def test_a_closed_case_and_an_expired_ground_open_nothing(world: World) -> None:
    close_case(world.door, IVAN, CaseId("oak"), "It is finished")
    with pytest.raises(Refused, match="case-open"):
        world.view("ivan", "oak")
    world.clock.advance(days=181)
    with pytest.raises(Refused, match="ground-in-force"):
        world.view("ivan", "larch")


def test_the_roles_held_are_the_only_ones_acted_in(world: World) -> None:
    with pytest.raises(Refused, match=r"access\.role-not-held"):
        world.view("ivan", "larch", role=Role.OVERSEER)


def test_a_policy_file_changed_by_one_byte_keeps_the_door_shut_and_is_named(
    workspace: Workspace, reopened: Callable[[], Door]
) -> None:
    file = workspace.folder / "policy" / "20-law.cedar"
    file.write_text(file.read_text().replace("victim", "victiM", 1))
    with pytest.raises(Refused, match=r"access\.policy-changed") as refused:
        reopened()
    assert "20-law.cedar" in refused.value.why
    assert "10-door.cedar" not in refused.value.why


def test_a_label_registered_while_the_door_is_open_is_decided_from_then_on(world: World) -> None:
    from athena.access.labelling import register_labels
    from athena.pole import Label

    before = world.door.decider()
    assert world.door.decider() is before
    new = Label("official", "witness", "ungraded", "law_enforcement", "4")
    register_labels(world.door.outbox, [new], "wendy", world.clock())
    assert new.id in world.door.decider().book.atoms


def test_nobody_reads_in_the_name_of_a_job(world: World) -> None:
    """Whoever acted as a job would read all that it reads, for no case of theirs."""
    for job, case, operation in (
        ("svc.index", "indexing", Operation.CONSULTATION),
        ("svc.ingest", "loading", Operation.CONSULTATION),
        ("svc.resolve", "matching", Operation.COMBINATION),
    ):
        with pytest.raises(Refused, match=r"access\.job-by-hand"):
            world.door.open_view(PrincipalId(job), None, CaseId(case), operation, form=Form.LIST)
