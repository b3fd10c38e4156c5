"""What the graph asks of a view: links between shown records alone, and titles only where they may be shown."""

from __future__ import annotations

from pathlib import Path

from tests.links.viewing import seeing

from athena.access.operation import Form
from athena.links.wanted import edges, links_named, titles


def test_only_links_between_records_that_the_view_returns(linked_force: Path) -> None:
    with seeing(linked_force, form=Form.LIST) as lens:
        rows = lens.view.release(edges(lens.view)).rows.to_pylist()
    assert {row["record_id"] for row in rows} == {"l1", "l2", "l3", "l6", "l7", "l8", "l9"}
    kept = next(row for row in rows if row["record_id"] == "l6")
    assert tuple(str(kept[name])[:10] for name in ("first_day", "last_day")) == ("2020-01-01", "2021-06-30")


def test_a_withheld_link_or_title_is_asked_for_in_vain(linked_force: Path) -> None:
    with seeing(linked_force) as lens:
        assert lens.view.release(links_named(lens.view, ["l4", "l6"])).rows["record_id"].to_pylist() == ["l6"]
        rows = lens.view.release(
            titles(lens.view, {"dee": "person", "ann": "person", "v1": "vehicle"})
        ).rows.to_pylist()
    assert {row["record_id"]: row["title"] for row in rows} == {"ann": "Ann", "v1": "AB12CDE"}
