"""Paths: each hop with its evidence, and an empty answer that is on the ledger with what was withheld."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.links.viewing import seeing

from athena.failures import Refused
from athena.links.paths import paths, shortest_path
from athena.links.whom import whom


def test_the_shortest_path_with_what_says_each_hop(linked_force: Path) -> None:
    with seeing(linked_force) as lens:
        (found,) = shortest_path(lens, whom(lens.view, "ann"), whom(lens.view, "cat")).paths
    assert [(hop.origin, hop.end) for hop in found.hops] == [("ann", "c1"), ("c1", "cat")]
    assert {record for hop in found.hops for link in hop.links for record in link.records} == {"l1", "l3", "l8", "l9"}


def test_several_paths_the_shortest_first_and_none_through_one_thing_twice(linked_force: Path) -> None:
    with seeing(linked_force) as lens:
        found = paths(lens, whom(lens.view, "ann"), whom(lens.view, "bob"), 4, 5)
    routes = [[hop.end for hop in one.hops] for one in found.paths]
    assert routes == [["c1", "bob"], ["v1", "bob"]]


def test_that_only_a_withheld_path_leads_there_stands_in_the_ledger_entry(linked_force: Path) -> None:
    with seeing(linked_force) as lens:
        found = shortest_path(lens, whom(lens.view, "ann"), whom(lens.view, "eli"))
        assert found.paths == ()
        (line,) = [line for line in lens.view.withheld() if line.what == "the only path"]
        entry = lens.view.released[-1].entry
        withheld = lens.view.door.log.reader().entry(entry).event.details["withheld"]
    assert isinstance(withheld, list | tuple)
    assert {"reason": "restricted", "ask": "intelligence-officer", "what": "the only path", "rows": 1} in [
        dict(one) for one in withheld if isinstance(one, dict)
    ]
    assert found.withheld == (line,)


def test_no_path_at_all_is_an_entry_that_says_nothing_of_withheld_paths(linked_force: Path) -> None:
    with seeing(linked_force) as lens:
        before = len(lens.view.released)
        assert shortest_path(lens, whom(lens.view, "ann"), whom(lens.view, "v2")).withheld == ()
        assert len(lens.view.released) >= before


def test_a_path_to_itself_is_refused(linked_force: Path) -> None:
    with seeing(linked_force) as lens, pytest.raises(Refused) as refused:
        shortest_path(lens, whom(lens.view, "ann"), whom(lens.view, "ann"))
    assert refused.value.code == "links.no-path-to-seek"
