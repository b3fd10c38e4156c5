"""Pictures: the same bytes for the same chart, the caution on them, and too large a chart refused."""

from __future__ import annotations

import pytest
from tests.links.made_chart import CHART

from athena.failures import Refused
from athena.links.chart import Chart, ChartNode
from athena.links.exports.picture import MOST_NODES, picture


def test_an_svg_says_names_relations_and_the_caution() -> None:
    found = picture(CHART, "svg")
    assert found == picture(CHART, "svg")
    for words in (b"AB12CDE", b"suspect", b"Police graphs are incomplete"):
        assert words in found


def test_a_png_is_one() -> None:
    assert picture(CHART, "png").startswith(b"\x89PNG")


def test_more_than_a_picture_shows_is_refused() -> None:
    with pytest.raises(Refused, match="too-many-to-draw"):
        picture(Chart(tuple(ChartNode(str(at), "person") for at in range(MOST_NODES + 1)), ()), "svg")
