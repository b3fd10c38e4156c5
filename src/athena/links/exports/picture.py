"""A chart as a picture: SVG or PNG, the same bytes every time for the same chart."""

from __future__ import annotations

import io
from collections.abc import Mapping
from typing import TYPE_CHECKING, Literal

from athena.failures import Refused
from athena.links.chart import CAUTION, Chart
from athena.links.measures import SEED

if TYPE_CHECKING:
    from matplotlib.axes import Axes

MOST_NODES = 300
"""The most things of a picture: more than that is a smear and says nothing."""

_MARKS = {"person": "o", "vehicle": "s", "place": "^", "crime": "D", "organisation": "p", "device": "h"}
_COLOURS = {"person": "#0072b2", "vehicle": "#e69f00", "place": "#009e73", "crime": "#d55e00"}
_OTHER = "#666666"


def picture(chart: Chart, form: Literal["svg", "png"]) -> bytes:
    """Draw `chart`: shape and colour say the kind, width the independent sources, dashes an inference.

    Refused with `links.too-many-to-draw` beyond `MOST_NODES`.
    """
    if len(chart.nodes) > MOST_NODES:
        raise Refused(
            "links.too-many-to-draw",
            "The chart is too large for a picture",
            f"{len(chart.nodes):,} things, {MOST_NODES} at most",
            "Lines and names would lie over one another",
            "Narrow it by relation or time, or export GraphML or GEXF for a tool that zooms",
        )
    import matplotlib as mpl
    from matplotlib.figure import Figure

    # A fixed salt: ids inside an SVG are otherwise drawn by chance.
    with mpl.rc_context({"svg.hashsalt": "athena", "svg.fonttype": "none"}):
        figure = Figure(figsize=(11, 8), layout="constrained")
        axes = figure.add_subplot()
        axes.set_axis_off()
        _draw(axes, chart)
        figure.supxlabel(CAUTION, fontsize=7)
        out = io.BytesIO()
        figure.savefig(out, format=form, metadata={"Date": None} if form == "svg" else {"Software": None})
        return out.getvalue()


def _draw(axes: Axes, chart: Chart) -> None:
    at = layout(chart)
    for link in chart.links:
        (one_x, one_y), (other_x, other_y) = at[link.origin], at[link.end]
        axes.plot(
            [one_x, other_x],
            [one_y, other_y],
            color="#888888",
            linewidth=0.6 + 0.6 * link.thickness,
            linestyle="--" if link.inference else "-",
            zorder=1,
        )
        axes.annotate(
            link.relation, ((one_x + other_x) / 2, (one_y + other_y) / 2), fontsize=5, ha="center", color="#444444"
        )
    for kind in sorted({node.kind for node in chart.nodes}):
        places = [at[node.id] for node in chart.nodes if node.kind == kind]
        axes.scatter(
            [x for x, _ in places],
            [y for _, y in places],
            marker=_MARKS.get(kind, "v"),
            color=_COLOURS.get(kind, _OTHER),
            s=60,
            label=kind,
            zorder=2,
        )
    for node in chart.nodes:
        # A dollar sign in a name is not the start of a formula.
        axes.annotate(
            (node.title or node.id).replace("$", r"\$"),
            at[node.id],
            xytext=(4, 4),
            textcoords="offset points",
            fontsize=7,
        )
    if chart.nodes:
        axes.legend(loc="upper right", fontsize=7)


def layout(chart: Chart) -> Mapping[str, tuple[float, float]]:
    """Where each thing lies, by forces between them; the same for the same chart."""
    import rustworkx

    graph: rustworkx.PyGraph[None, None] = rustworkx.PyGraph(multigraph=False)
    graph.add_nodes_from([None] * len(chart.nodes))
    graph.add_edges_from_no_data(list(chart.pairs))
    found = rustworkx.spring_layout(graph, seed=SEED % 2**31)
    return {node.id: (float(found[at][0]), float(found[at][1])) for at, node in enumerate(chart.nodes)}
