from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from athena.access.case import CaseId
from athena.access.need import Need
from athena.access.operation import Form, Operation
from athena.access.principal import PrincipalId
from athena.access.refused import Refused
from athena.access.roles import Role
from athena.access.session import Acting, acting, view_for
from athena.access.setup import INDEX, INDEXING, MATCHING, RESOLVE

if TYPE_CHECKING:
    from tests.access.conftest import World

MATCH = Need("match", Operation.COMBINATION, Form.LIST, MATCHING, Role.DATA_ENGINEER, RESOLVE)
BUILD = Need("index", Operation.CONSULTATION, Form.LIST, INDEXING, Role.DATA_ENGINEER, INDEX)


def test_the_matching_job_compares_who_where_and_when_and_nothing_that_the_law_protects(world: World) -> None:
    with acting(Acting(PrincipalId("wendy"))), view_for(world.door, MATCH) as view:
        assert (view.principal.id, view.on_behalf_of) == ("svc.resolve", "wendy")
        rows = view.release(view.table("person")).rows
    assert sorted(rows.column("name_text").to_pylist()) == ["Suspect", "Victim"]
    assert rows.column("address_text").null_count == 0
    assert rows.column("nationality").null_count == rows.column("warnings_text").null_count == rows.num_rows


def test_the_indexing_job_reads_what_people_may_search_for(world: World) -> None:
    with acting(Acting(PrincipalId("wendy"))), view_for(world.door, BUILD) as view:
        rows = view.release(view.table("person")).rows
        assert view.release(view.table("intelligence")).rows.column("text").null_count == 0
    assert rows.column("warnings_text").null_count == 0
    assert rows.column("nationality").null_count == rows.num_rows


@pytest.mark.parametrize("need", [MATCH, BUILD])
def test_a_job_is_started_by_who_may_and_hands_records_to_nobody(world: World, need: Need) -> None:
    with acting(Acting(PrincipalId("ivan"))), pytest.raises(Refused, match="case-member"):
        view_for(world.door, need)
    with acting(Acting(PrincipalId("wendy"))), view_for(world.door, need) as view:
        with pytest.raises(Refused, match=r"access\.job-discloses"):
            view.release(view.table("person"), recipient="Northmere Echo")
        for form in (Form.LIST, Form.EXPORT):
            with pytest.raises(Refused, match=r"access\.denied"):
                world.door.open_view(
                    view.principal.id,
                    None,
                    view.case.id,
                    Operation.DISCLOSURE,
                    form=form,
                    on_behalf_of=view.on_behalf_of,
                )


@pytest.mark.parametrize("need", [MATCH, BUILD])
def test_who_starts_a_job_does_not_read_what_the_job_reads(world: World, need: Need) -> None:
    with world.door.open_view(
        PrincipalId("wendy"), None, need.case or CaseId(""), need.operation, role=need.role, form=need.form
    ) as view:
        rows = view.release(view.table("person")).rows
        assert rows.column("name_text").null_count == rows.column("address_text").null_count == rows.num_rows
