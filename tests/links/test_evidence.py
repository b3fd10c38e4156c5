"""Evidence: links that say the same are one, with every record and every source; and no edges are no release."""

from __future__ import annotations

from pathlib import Path

from tests.links.viewing import seeing

from athena.links.evidence import shown


def test_links_that_say_the_same_of_two_are_one_with_all_that_says_so(linked_force: Path) -> None:
    with seeing(linked_force) as lens:
        graph = lens.graph
        wanted = [edge for edge in range(len(graph.edges)) if graph.record(edge) in ("l1", "l8", "l9")]
        (link,), nodes = shown(lens.view, graph, wanted)
        assert link.records == ("l1", "l8", "l9")
        assert link.sources == ("another", "fiction")
        assert link.thickness == 2
        assert [node.title for node in nodes] == ["Ann", "C1"]
        before = len(lens.view.released)
        assert shown(lens.view, graph, []) == ((), ())
        assert len(lens.view.released) == before
