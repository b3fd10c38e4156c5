"""Around: everything within some hops, never a part of it; and the dated links in order."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.links.viewing import seeing

from athena.access.operation import Form
from athena.failures import Refused
from athena.links.around import around, sequence
from athena.links.chart import Chart
from athena.links.whom import Whom


def test_a_chart_has_every_link_between_its_things_and_none_that_is_withheld(linked_force: Path) -> None:
    with seeing(linked_force, form=Form.LIST) as lens:
        near = around(lens, [Whom("ann", ("ann",))], 1)
        far = around(lens, [Whom("ann", ("ann",))], 3)
        assert {node.id for node in near.nodes} == {"ann", "c1", "v1"}
        assert {node.id for node in far.nodes} == {"ann", "bob", "cat", "c1", "v1"}
        assert around(lens, [Whom("nobody", ())], 1) == Chart((), ())


def test_too_much_is_refused_and_not_cut(linked_force: Path) -> None:
    with seeing(linked_force, form=Form.LIST) as lens, pytest.raises(Refused) as refused:
        around(lens, [Whom("ann", ("ann",))], 3, most=2)
    assert refused.value.code == "links.chart-too-large"


def test_a_sequence_has_the_dated_links_the_earliest_first(linked_force: Path) -> None:
    with seeing(linked_force, form=Form.LIST) as lens:
        found = sequence(around(lens, [Whom("v1", ("v1",))], 1))
    assert [(one.relation, one.first) for one in found] == [("keeper_of", "2020"), ("user_of", "2023-02-01")]
