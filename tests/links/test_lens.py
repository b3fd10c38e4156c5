"""The lens: what a view may follow, by whose permission, and how a withheld path is told."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from athena.access.case import CaseId
from athena.access.compartment import name_for
from athena.access.door import Door
from athena.access.operation import Form, Operation
from athena.access.principal import PrincipalId
from athena.access.view import View
from athena.failures import Refused
from athena.lake.workspace import open_workspace
from athena.links.expand import counted, expand, in_common
from athena.links.graph import Graph
from athena.links.keeping import kept
from athena.links.lens import Lens, Slice, lens_of
from athena.links.paths import paths, shortest_path
from athena.links.whom import Whom, whom


@pytest.fixture
def door(linked_force: Path) -> Iterator[Door]:
    with Door.open(open_workspace(linked_force), "wendy") as door:
        yield door


def seen_by(door: Door, who: str) -> tuple[View, Graph]:
    view = door.open_view(PrincipalId(who), None, CaseId("larch"), Operation.CONSULTATION, form=Form.LIST)
    return view, kept(door.workspace, view.snapshot)


def looking(door: Door, who: str) -> Lens:
    view, graph = seen_by(door, who)
    return lens_of(graph, view)


def alone(name: str) -> Whom:
    return Whom(name, (name,))


def test_who_is_named_for_the_compartment_walks_through_it(door: Door) -> None:
    hidden = shortest_path(looking(door, "ivan"), alone("ann"), alone("eli"))
    assert hidden.paths == ()
    assert [line.what for line in hidden.withheld] == ["the only path"]
    name_for(door, PrincipalId("ines"), PrincipalId("ivan"), "op-quartz", 30, "Ivan works on the operation now")
    found = shortest_path(looking(door, "ivan"), alone("ann"), alone("eli"))
    assert [hop.end for hop in found.paths[0].hops] == ["c1", "bob", "dee", "eli"]
    assert found.withheld == ()
    assert found.paths[0].hops[-1].links[0].grading == "2BP"


def test_counts_are_of_what_may_be_seen_alone(door: Door) -> None:
    counts = {(one.relation, one.others) for one in counted(looking(door, "ivan"), "bob")}
    assert counts == {("suspect", 1), ("user_of", 1)}


def test_a_path_that_withheld_links_would_make_too_long_is_not_spoken_of(door: Door) -> None:
    assert shortest_path(looking(door, "ivan"), alone("ann"), alone("eli"), most=3).withheld == ()


def test_paths_come_shortest_first_with_the_evidence_of_each_hop(door: Door) -> None:
    found = paths(looking(door, "ivan"), alone("ann"), alone("bob"), 4, 5)
    assert [[hop.end for hop in one.hops] for one in found.paths] == [["c1", "bob"], ["v1", "bob"]]
    assert all(link.records for one in found.paths for hop in one.hops for link in hop.links)


def test_what_two_have_in_common(door: Door) -> None:
    found = in_common(looking(door, "ivan"), alone("ann"), alone("bob"))
    assert {node.title for node in found.nodes} == {"Ann", "Bob", "C1", "AB12CDE"}


def test_a_big_node_is_not_opened_whole_and_says_how_much_is_left(door: Door) -> None:
    found = expand(looking(door, "ivan"), alone("ann"), most=2)
    assert sum(one.others for one in found.counts) == 2
    assert found.left == 2
    assert sum(len(link.records) for link in found.links) == 2


def test_only_links_of_a_relation_or_a_time(door: Door) -> None:
    view, graph = seen_by(door, "ivan")
    assert [one.relation for one in counted(lens_of(graph, view, relations=["keeper_of"]), "ann")] == ["keeper_of"]
    since = lens_of(graph, view, Slice(since=date(2022, 1, 1)))
    assert [one.relation for one in counted(since, "v1")] == ["user_of"]
    with pytest.raises(Refused, match="relation-unknown"):
        lens_of(graph, view, relations=["likes"])


def test_a_graph_of_another_snapshot_is_refused(door: Door) -> None:
    view, graph = seen_by(door, "ivan")
    with pytest.raises(Refused, match="other-snapshot"):
        lens_of(replace(graph, snapshot=graph.snapshot + 1), view)


def test_one_thing_has_no_path_to_itself(door: Door) -> None:
    with pytest.raises(Refused, match="no-path-to-seek"):
        shortest_path(looking(door, "ivan"), alone("ann"), alone("ann"))


def test_a_record_stands_for_itself_until_resolution_says_more(door: Door) -> None:
    view, _ = seen_by(door, "ivan")
    assert whom(view, "ann") == alone("ann")
    with pytest.raises(Refused, match="nobody"):
        whom(view, "nobody-at-all")
