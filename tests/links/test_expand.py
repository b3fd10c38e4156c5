"""Expand: counts of all before links of some, and what two things have in common."""

from __future__ import annotations

from pathlib import Path

from tests.links.viewing import seeing

from athena.links.expand import counted, expand, in_common
from athena.links.whom import Whom, whom


def test_counts_are_of_everything_and_links_of_as_many_as_are_shown(linked_force: Path) -> None:
    with seeing(linked_force) as lens:
        found = expand(lens, whom(lens.view, "c1"), most=1)
        assert {(one.relation, one.outward, one.others) for one in found.counts} == {
            ("suspect", False, 2),
            ("victim", False, 1),
        }
        assert len(found.links) == 1
        assert found.left == 4
        assert counted(lens, "nobody") == ()


def test_a_thing_in_no_link_has_nothing_next_to_it(linked_force: Path) -> None:
    with seeing(linked_force) as lens:
        assert expand(lens, whom(lens.view, "fay")).links == ()


def test_what_two_have_in_common_with_the_links_of_each(linked_force: Path) -> None:
    with seeing(linked_force) as lens:
        found = in_common(lens, whom(lens.view, "ann"), whom(lens.view, "bob"))
        assert {node.id for node in found.nodes} == {"ann", "bob", "c1", "v1"}
        assert {link.relation for link in found.links} == {"suspect", "keeper_of", "user_of"}
        assert in_common(lens, Whom("ann", ()), Whom("nobody", ())).links == ()
