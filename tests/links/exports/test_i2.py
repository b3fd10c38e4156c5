"""CSV for i2: a row a link, both ends spelt out, nothing that a spreadsheet would run."""

from __future__ import annotations

import csv
import io

from tests.links.made_chart import CHART

from athena.links.exports.i2 import COLUMNS, i2_csv
from athena.links.importing import from_edge_csv


def rows() -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(i2_csv(CHART).decode("utf-8-sig"))))


def test_every_link_has_a_row_with_both_ends() -> None:
    found = rows()
    assert tuple(found[0]) == COLUMNS
    assert len(found) == len(CHART.links) + 1
    first = next(row for row in found if row["Link Type"] == "suspect")
    assert (first["Entity 1 Type"], first["Entity 2 Label"], first["Start"]) == ("person", "C1", "2024-05")
    assert first["Link Label"] == "suspect (2)"


def test_an_inference_is_tentative_and_a_thing_alone_is_still_there() -> None:
    found = rows()
    assert [row["Strength"] for row in found if row["Link Type"] == "same_phone"] == ["Tentative"]
    assert found[-1]["Entity 1 Id"] == "x9"


def test_a_name_that_a_spreadsheet_would_run_is_set_behind_an_apostrophe() -> None:
    assert {row["Entity 1 Label"] for row in rows() if row["Entity 1 Id"] == "P-2"} == {"'=SUM(A1)"}


def test_our_own_import_reads_it_but_for_the_thing_that_stands_alone() -> None:
    linked = b"\r\n".join(i2_csv(CHART).splitlines()[:-1])
    found = from_edge_csv(linked, "chart.csv")
    assert [(link.origin, link.end, link.relation) for link in found.links] == sorted(
        (link.origin, link.end, link.relation) for link in CHART.links
    )
