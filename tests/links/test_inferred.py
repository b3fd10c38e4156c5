"""Inferences: by rule, from links that the view shows, marked, and with the two records that each rests on."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from athena.access.case import CaseId
from athena.access.door import Door
from athena.access.operation import Form, Operation
from athena.access.principal import PrincipalId
from athena.lake.workspace import open_workspace
from athena.links.inferred import inferred
from athena.links.keeping import kept
from athena.links.lens import Lens, lens_of
from athena.links.whom import Whom


@pytest.fixture
def lens(linked_force: Path) -> Iterator[Lens]:
    with (
        Door.open(open_workspace(linked_force), "wendy") as door,
        door.open_view(PrincipalId("ivan"), None, CaseId("larch"), Operation.CONSULTATION, form=Form.RECORD) as view,
    ):
        yield lens_of(kept(door.workspace, view.snapshot), view)


def test_together_at_an_event_with_the_records_that_say_so(lens: Lens) -> None:
    found = inferred(lens, Whom("cat", ("cat",)))
    links = {(link.relation, link.end): link for link in found.links}
    assert set(links) == {("together_at_event", "ann"), ("together_at_event", "bob")}
    assert all(link.inference for link in found.links)
    assert links["together_at_event", "bob"].records == ("l2", "l3")
    assert {node.title for node in found.nodes} == {"Ann", "Bob", "Cat"}


def test_one_vehicle_at_different_times_is_no_link(lens: Lens) -> None:
    assert {link.relation for link in inferred(lens, Whom("ann", ("ann",))).links} == {"together_at_event"}


def test_what_is_withheld_infers_nothing(lens: Lens) -> None:
    found = inferred(lens, Whom("eli", ("eli",)))
    assert (found.links, found.nodes, found.left) == ((), (), 0)


def test_more_than_are_shown_are_counted(lens: Lens) -> None:
    assert inferred(lens, Whom("cat", ("cat",)), most=1).left == 3
