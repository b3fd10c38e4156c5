"""Convoys: three cameras at least, within two minutes, each pair of reads as evidence."""

from __future__ import annotations

from pathlib import Path

from tests.links.viewing import seeing

from athena.links.convoy import convoys
from athena.links.derived import derived
from athena.links.whom import whom


def test_a_vehicle_read_beside_this_one_by_three_cameras(linked_force: Path) -> None:
    with seeing(linked_force) as lens:
        found = convoys(lens.view, whom(lens.view, "v1"))
        everything = derived(lens, whom(lens.view, "v1"))
    (link,) = found.links
    assert (link.origin, link.end, link.relation, link.inference) == ("v1", "v2", "convoy", True)
    assert link.records == ("s1", "s2", "s3", "t1", "t2", "t3")
    assert [one.title for one in found.nodes] == ["XY34ZZZ"]
    assert found.left == 0
    assert link in everything.links


def test_nobody_is_in_a_convoy_with_a_person(linked_force: Path) -> None:
    with seeing(linked_force) as lens:
        assert convoys(lens.view, whom(lens.view, "ann")).links == ()
