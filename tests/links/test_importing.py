"""Import: charts from other tools' files, and a clear word for what is none."""

from __future__ import annotations

import pytest

from athena.failures import Refused
from athena.links import importing
from athena.links.importing import from_edge_csv, from_graphml


def test_a_plain_edge_list() -> None:
    found = from_edge_csv(b"from,to,role\nann,bob,associate_of\nbob,cat,family_of\n", "edges.csv")
    assert [node.id for node in found.nodes] == ["ann", "bob", "cat"]
    assert found.links[0].records == ("edges.csv, line 2",)
    assert found.links[1].relation == "family_of"


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (b"a,b\n1,2\n", "no columns from and to"),
        (b"from,to\nann,\n", "line 2"),
        (b"\xff\xfe\x00", "not CSV in UTF-8"),
        (b"", "no columns from and to"),
    ],
)
def test_a_csv_that_is_no_chart_is_refused_and_says_where(content: bytes, why: str) -> None:
    with pytest.raises(Refused, match=why):
        from_edge_csv(content, "edges.csv")


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (b"<graph", "not GraphML"),
        (b'<!DOCTYPE x [<!ENTITY a "b">]><graphml/>', "document type"),
    ],
)
def test_a_graphml_that_is_none_or_names_entities_is_refused(content: bytes, why: str) -> None:
    with pytest.raises(Refused, match=why):
        from_graphml(content, "chart.graphml")


def test_too_large_a_chart_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(importing, "MOST_LINKS", 1)
    with pytest.raises(Refused, match="more than 1"):
        from_edge_csv(b"from,to\na,b\nb,c\n", "edges.csv")
