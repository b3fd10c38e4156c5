"""Charts kept in a case: sealed, shown as they were read, on the ledger, and in no other case."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.links.made_chart import CHART

from athena.access.case import CaseId
from athena.access.door import Door
from athena.access.operation import Operation
from athena.access.principal import PrincipalId
from athena.access.view import View
from athena.failures import Refused
from athena.lake.workspace import open_workspace
from athena.links.exports.graph_files import graphml
from athena.links.saved import ChartId, keep_file, kept_chart, kept_charts

EDGES = b"from,to,role,first\nann,bob,associate_of,2024\nbob,cat,family_of,\n"


def view_of(door: Door, case: str = "larch", operation: Operation = Operation.CONSULTATION) -> View:
    return door.open_view(PrincipalId("ivan"), None, CaseId(case), operation)


def test_what_was_kept_is_shown_again_and_only_in_its_case(linked_force: Path) -> None:
    with Door.open(open_workspace(linked_force), "wendy") as door:
        with view_of(door, operation=Operation.COLLECTION) as view:
            kept, entry = keep_file(view, EDGES, "edges.csv", "Another force's chart")
        assert door.log.reader().entry(entry).event.details["chart"] == kept.id
        with view_of(door) as view:
            assert [one.name for one in kept_charts(view)] == ["Another force's chart"]
            chart, entry = kept_chart(view, kept.id)
            assert door.log.reader().entry(entry).event.op is Operation.CONSULTATION
        assert [(one.origin, one.end, one.first) for one in chart.links] == [("ann", "bob", "2024"), ("bob", "cat", "")]
        with view_of(door, "court") as view:
            assert kept_charts(view) == ()
            with pytest.raises(Refused) as refused:
                kept_chart(view, kept.id)
        assert refused.value.code == "links.chart-unknown"
    state = b"".join(path.read_bytes() for path in (linked_force / "state").rglob("*") if path.is_file())
    assert b"associate_of" not in state


def test_graphml_comes_back_whole(linked_force: Path) -> None:
    with Door.open(open_workspace(linked_force), "wendy") as door:
        with view_of(door, operation=Operation.COLLECTION) as view:
            kept, _ = keep_file(view, graphml(CHART), "chart.graphml", "Our own")
        with view_of(door) as view:
            chart, _ = kept_chart(view, ChartId(kept.id))
    assert {one.title for one in chart.nodes} == {one.title for one in CHART.nodes}
    assert {(one.origin, one.end, one.relation) for one in chart.links} == {
        (one.origin, one.end, one.relation) for one in CHART.links
    }


def test_what_is_no_chart_is_refused_and_nothing_is_kept(linked_force: Path) -> None:
    with (
        Door.open(open_workspace(linked_force), "wendy") as door,
        view_of(door, operation=Operation.COLLECTION) as view,
    ):
        with pytest.raises(Refused) as refused:
            keep_file(view, b"a,b\n1,2\n", "edges.csv", "Nothing")
        assert refused.value.code == "links.import"
        assert kept_charts(view) == ()
