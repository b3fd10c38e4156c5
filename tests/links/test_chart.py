"""Charts: links that hang in the air are refused, and thickness counts sources."""

from __future__ import annotations

import pytest

from athena.links.chart import Chart, ChartLink, ChartNode, merged

ONE, OTHER = ChartNode("a", "person"), ChartNode("b", "person")


def test_a_link_to_what_is_not_on_the_chart_is_refused() -> None:
    with pytest.raises(ValueError, match="not on the chart"):
        Chart((ONE,), (ChartLink("a", "b", "associate_of"),))


def test_thickness_counts_independent_sources_and_not_records() -> None:
    said = [
        ChartLink("a", "b", "associate_of", records=(record,), sources=(source,))
        for record, source in (("r1", "intel"), ("r2", "intel"), ("r3", "custody"))
    ]
    (link,) = merged(said)
    assert link.thickness == 2
    assert link.records == ("r1", "r2", "r3")


def test_links_of_another_role_or_time_stay_apart() -> None:
    links = merged(
        [
            ChartLink("a", "b", "suspect", records=("r1",)),
            ChartLink("a", "b", "victim", records=("r2",)),
            ChartLink("a", "b", "victim", first="2024", records=("r3",)),
        ]
    )
    assert len(links) == 3


def test_pairs_count_once_and_a_link_to_itself_connects_nothing() -> None:
    links = (ChartLink("a", "b", "x"), ChartLink("b", "a", "x"), ChartLink("a", "a", "x"))
    assert Chart((ONE, OTHER), links).pairs == ((0, 1),)
