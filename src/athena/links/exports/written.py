"""A chart in a named form."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from athena.links.chart import Chart
from athena.links.exports.ftm import ftm_lines
from athena.links.exports.graph_files import gexf, graphml
from athena.links.exports.i2 import i2_csv
from athena.links.exports.picture import picture

FORMS: Mapping[str, Callable[[Chart], bytes]] = {
    "graphml": graphml,
    "gexf": gexf,
    "i2": i2_csv,
    "ftm": ftm_lines,
    "svg": lambda chart: picture(chart, "svg"),
    "png": lambda chart: picture(chart, "png"),
}
"""Every form that a chart can be written in."""


def written(chart: Chart, form: str) -> bytes:
    """`chart` in `form`, which is one of `FORMS`. Raises `KeyError` for another, and as the form's writer does."""
    return FORMS[form](chart)
