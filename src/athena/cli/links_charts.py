"""`athena links import`, `charts` and `chart`: charts of other tools, kept in a case and measured."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path as FilePath
from typing import TYPE_CHECKING, Annotated

import typer

from athena.cli.options import DEFAULT_WORKSPACE, JsonOption, WorkspaceOption, opened, seen
from athena.cli.showing import console, show_json, show_table

if TYPE_CHECKING:
    from athena.links.chart import Chart
    from athena.links.measures import Measures


def register_charts(app: typer.Typer) -> None:
    """Add the commands to `athena links`."""
    app.command("import")(import_)
    app.command("charts")(charts)
    app.command("chart")(chart)


def import_(
    file: Annotated[FilePath, typer.Argument(help="GraphML, or a CSV with a row a link.", exists=True, dir_okay=False)],
    name: Annotated[str, typer.Option("--name", help="What the chart is called; the file's name by default.")] = "",
    workspace: WorkspaceOption = DEFAULT_WORKSPACE,
    as_json: JsonOption = False,
) -> None:
    """Keep another tool's chart in the case; it is no record, and joins nothing."""
    from athena.links.needs import IMPORTING
    from athena.links.saved import keep_file

    here = opened(workspace)
    with seen(here, IMPORTING) as view:
        kept, entry = keep_file(view, file.read_bytes(), file.name, name or file.stem)
    if as_json:
        show_json({"results": asdict(kept), "withheld": [], "entry": entry})
    else:
        console.print(f"{kept.id} is kept in the case; entry {entry} says so.", highlight=False)


def charts(workspace: WorkspaceOption = DEFAULT_WORKSPACE, as_json: JsonOption = False) -> None:
    """List the charts that are kept in the case."""
    from athena.links.needs import LISTING_CHARTS
    from athena.links.saved import kept_charts

    here = opened(workspace)
    with seen(here, LISTING_CHARTS) as view:
        found = kept_charts(view)
    if as_json:
        show_json({"results": [asdict(one) for one in found], "withheld": [], "entry": None})
        return
    rows = [(one.id, one.name, one.file, one.kept_by, f"{one.kept_at:%Y-%m-%d}") for one in found]
    show_table("Charts", ("chart", "name", "file", "kept by", "since"), rows)


def chart(
    named: Annotated[str, typer.Argument(help="The chart's id.")],
    workspace: WorkspaceOption = DEFAULT_WORKSPACE,
    as_json: JsonOption = False,
) -> None:
    """Show a chart that is kept in the case, with its measures."""
    from athena.links.chart import CAUTION
    from athena.links.measures import measure
    from athena.links.needs import READING_CHARTS
    from athena.links.saved import ChartId, kept_chart

    here = opened(workspace)
    with seen(here, READING_CHARTS) as view:
        found, entry = kept_chart(view, ChartId(named))
    measured = measure(found)
    if as_json:
        results = {"caution": CAUTION, "measures": asdict(measured), **asdict(found)}
        show_json({"results": results, "withheld": [], "entry": entry})
    else:
        show_measured(found, measured)


def show_measured(chart: Chart, found: Measures) -> None:
    """Print the measures of a chart beside their caution."""
    from athena.links.chart import CAUTION

    console.print(CAUTION)
    show_table(
        f"{len(chart.nodes)} things, {len(chart.links)} links; modularity {found.modularity:.3f}",
        ("thing", "kind", "degree", "betweenness", "core", "community"),
        [
            (
                node.title or node.id,
                node.kind,
                str(found.degree[node.id]),
                f"{found.betweenness[node.id]:.4f}",
                str(found.core[node.id]),
                str(found.community[node.id]),
            )
            for node in chart.nodes
        ],
        ("degree", "betweenness", "core", "community"),
    )
