"""A chart as one CSV that i2 Analyst's Notebook imports: one row a link, both ends spelt out on it.

Analyst's Notebook's import wizard maps columns of a delimited text file to entities and links and has no fixed names,
so each row carries identity, type and label of both ends, and of the link. Things without links get a row of their own.
"""

from __future__ import annotations

import csv
import io

from athena.links.chart import Chart, ChartLink, ChartNode

COLUMNS = (
    "Entity 1 Id", "Entity 1 Type", "Entity 1 Label", "Link Type", "Link Direction", "Entity 2 Id", "Entity 2 Type",
    "Entity 2 Label", "Start", "End", "Grade", "Strength", "Sources", "Evidence", "Link Label",
)  # fmt: skip
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def i2_csv(chart: Chart) -> bytes:
    """`chart` as CSV in UTF-8 with a byte order mark, which the wizard takes for the sign of UTF-8.

    A text that a spreadsheet would run as a formula is set behind an apostrophe. `Strength` is `Confirmed` for what a
    source says and `Tentative` for an inference, which i2 draws as a dashed line.
    """
    nodes = {node.id: node for node in chart.nodes}
    linked = {end for link in chart.links for end in (link.origin, link.end)}
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(COLUMNS)
    for link in chart.links:
        writer.writerow(_plain(_row(link, nodes[link.origin], nodes[link.end])))
    for node in chart.nodes:
        if node.id not in linked:
            writer.writerow(_plain((node.id, node.kind, node.title, *[""] * (len(COLUMNS) - 3))))
    return out.getvalue().encode("utf-8-sig")


def _row(link: ChartLink, one: ChartNode, other: ChartNode) -> tuple[str, ...]:
    strength = "Tentative" if link.inference else "Confirmed"
    return (
        *(one.id, one.kind, one.title, link.relation, "1 to 2", other.id, other.kind, other.title),
        *(link.first, link.last, link.grading, strength, " ".join(link.sources), " ".join(link.records)),
        f"{link.relation} ({link.thickness})",
    )


def _plain(row: tuple[str, ...]) -> list[str]:
    return [f"'{text}" if text.startswith(_FORMULA) else text for text in row]
