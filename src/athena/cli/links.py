"""`athena expand`, `athena path` and `athena links`: the graph of what you may see."""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import asdict
from datetime import date, datetime
from enum import StrEnum
from pathlib import Path as FilePath
from typing import TYPE_CHECKING, Annotated

import typer

from athena.cli.links_charts import register_charts, show_measured
from athena.cli.options import DEFAULT_WORKSPACE, JsonOption, WorkspaceOption, opened, seen
from athena.cli.showing import console, show_json, show_table

if TYPE_CHECKING:
    from athena.access.view import View
    from athena.links.chart import ChartLink, ChartNode
    from athena.links.expand import Expanded
    from athena.links.lens import Lens, Slice
    from athena.links.paths import Paths

RelationOption = Annotated[
    list[str] | None, typer.Option("--relation", help="Follow only links of this role; may be repeated.")
]
SinceOption = Annotated[
    datetime | None, typer.Option(formats=["%Y-%m-%d"], help="Leave out links known to have ended before this day.")
]
UntilOption = Annotated[
    datetime | None, typer.Option(formats=["%Y-%m-%d"], help="Leave out links known to have begun after this day.")
]
graph_app = typer.Typer(no_args_is_help=True, help="The graph that expand and path walk.")


def register(app: typer.Typer) -> None:
    """Add the commands."""
    app.command("expand")(expand)
    app.command("path")(path)
    app.add_typer(graph_app, name="links")
    register_charts(graph_app)


@graph_app.command("build")
def build(workspace: WorkspaceOption = DEFAULT_WORKSPACE, as_json: JsonOption = False) -> None:
    """Build the graph of the newest snapshot, and drop that of an older one."""
    from athena.links.building import graph_of
    from athena.links.keeping import keep
    from athena.links.needs import BUILDING

    here = opened(workspace)
    with seen(here, BUILDING) as view:
        graph = graph_of(view)
        keep(here, graph)
    if as_json:
        show_json({"snapshot": graph.snapshot, "nodes": len(graph), "links": len(graph.edges)})
    else:
        console.print(f"The graph of snapshot {graph.snapshot}: {len(graph):,} nodes, {len(graph.edges):,} links.")


class ChartForm(StrEnum):
    """The forms in which a chart leaves."""

    GRAPHML = "graphml"
    GEXF = "gexf"
    I2 = "i2"
    FTM = "ftm"
    SVG = "svg"
    PNG = "png"


HopsOption = Annotated[int, typer.Option("--hops", min=1, max=4, help="How far around them.")]
EntitiesArgument = Annotated[list[str], typer.Argument(help="Ids of entities or records: the middle of the chart.")]


@graph_app.command("measures")
def measures(
    entities: EntitiesArgument,
    hops: HopsOption = 1,
    relation: RelationOption = None,
    since: SinceOption = None,
    until: UntilOption = None,
    workspace: WorkspaceOption = DEFAULT_WORKSPACE,
    as_json: JsonOption = False,
) -> None:
    """Measure the chart around some things: degree, betweenness, k-core, communities."""
    from athena.links.around import around
    from athena.links.chart import CAUTION
    from athena.links.measures import measure
    from athena.links.needs import CHARTING
    from athena.links.whom import whom

    here = opened(workspace)
    with seen(here, CHARTING) as view:
        lens = _lens(view, since, until, relation or [])
        chart = around(lens, [whom(view, one) for one in entities], hops)
        found = measure(chart)
        answer = _answer(view, {"caution": CAUTION, "measures": asdict(found), **asdict(chart)})
    if as_json:
        show_json(answer)
        return
    show_measured(chart, found)


@graph_app.command("export")
def export(
    entities: EntitiesArgument,
    form: Annotated[ChartForm, typer.Option("--form", help="The form of the file.")],
    out: Annotated[FilePath, typer.Option("--out", help="The file to write; one that is there is refused.")],
    recipient: Annotated[str, typer.Option("--to", help="To whom the chart is disclosed.")],
    reason: Annotated[str, typer.Option("--reason", help="What the copy is for.")],
    hops: HopsOption = 1,
    relation: RelationOption = None,
    since: SinceOption = None,
    until: UntilOption = None,
    workspace: WorkspaceOption = DEFAULT_WORKSPACE,
) -> None:
    """Take the chart around some things out of the system, which is a disclosure, as a file for another tool."""
    from athena.links.around import around
    from athena.links.exports.written import written
    from athena.links.needs import EXPORTING
    from athena.links.whom import Whom

    here = opened(workspace)
    with seen(here, EXPORTING) as view:
        lens = _lens(view, since, until, relation or [])
        middle = [Whom(one, (one,)) for one in entities]
        content = written(around(lens, middle, hops, recipient=recipient, reason=reason), form.value)
        # Whom the chart is for is said above; nobody else on the machine reads it.
        with os.fdopen(os.open(out, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
            file.write(content)
    console.print(f"Wrote {out} ({len(content):,} bytes).", soft_wrap=True)


def expand(
    entity: Annotated[str, typer.Argument(help="The id of an entity or of a record.")],
    with_inferred: Annotated[
        bool,
        typer.Option("--inferred", help="Also what a rule infers: one event, address, vehicle, number; a convoy."),
    ] = False,
    relation: RelationOption = None,
    since: SinceOption = None,
    until: UntilOption = None,
    workspace: WorkspaceOption = DEFAULT_WORKSPACE,
    as_json: JsonOption = False,
) -> None:
    """Count what is next to an entity by relation, and show it with its evidence."""
    from athena.links.derived import derived
    from athena.links.expand import expand as expand_from
    from athena.links.needs import EXPANDING
    from athena.links.whom import whom

    here = opened(workspace)
    with seen(here, EXPANDING) as view:
        lens = _lens(view, since, until, relation or [])
        who = whom(view, entity)
        found = expand_from(lens, who)
        rules = derived(lens, who) if with_inferred else None
        results = {**asdict(found), **({"inferred": asdict(rules)} if rules else {})}
        answer = _answer(view, results)
    if as_json:
        show_json(answer)
    else:
        _show_expanded(found)
        if rules is not None:
            _show_links("Inferred by a rule, recorded by nobody", rules.links, rules.nodes)


def path(
    start: Annotated[str, typer.Argument(help="The id of an entity or of a record.")],
    end: Annotated[str, typer.Argument(help="The id of another.")],
    most: Annotated[int, typer.Option("--hops", min=1, max=10, help="The longest path to look for.")] = 6,
    count: Annotated[int, typer.Option("--paths", min=1, max=100, help="How many paths, the shortest first.")] = 1,
    relation: RelationOption = None,
    since: SinceOption = None,
    until: UntilOption = None,
    workspace: WorkspaceOption = DEFAULT_WORKSPACE,
    as_json: JsonOption = False,
) -> None:
    """Show how two are connected, hop by hop, with the evidence of each hop."""
    from athena.links.needs import MANY_PATHS, ONE_PATH
    from athena.links.paths import paths, shortest_path
    from athena.links.whom import whom

    here = opened(workspace)
    with seen(here, ONE_PATH if count == 1 else MANY_PATHS) as view:
        lens = _lens(view, since, until, relation or [])
        ends = whom(view, start), whom(view, end)
        found = shortest_path(lens, *ends, most) if count == 1 else paths(lens, *ends, most, count)
        answer = _answer(view, {"paths": [asdict(one) for one in found.paths], "nodes": found.nodes})
    if as_json:
        show_json(answer)
    else:
        _show_paths(found)


@graph_app.command("common")
def common(
    one: Annotated[str, typer.Argument(help="The id of an entity or of a record.")],
    other: Annotated[str, typer.Argument(help="The id of another.")],
    relation: RelationOption = None,
    since: SinceOption = None,
    until: UntilOption = None,
    workspace: WorkspaceOption = DEFAULT_WORKSPACE,
    as_json: JsonOption = False,
) -> None:
    """Show what two things are both next to, with the links of each."""
    from athena.links.expand import in_common
    from athena.links.needs import SHARING
    from athena.links.whom import whom

    here = opened(workspace)
    with seen(here, SHARING) as view:
        lens = _lens(view, since, until, relation or [])
        found = in_common(lens, whom(view, one), whom(view, other))
        answer = _answer(view, asdict(found))
    if as_json:
        show_json(answer)
        return
    _show_links(f"What {one} and {other} have in common", found.links, found.nodes)
    if found.left:
        console.print(f"{found.left:,} more links are not shown: choose a --relation, or a time (--since, --until).")


@graph_app.command("sequence")
def sequence(
    entities: EntitiesArgument,
    hops: HopsOption = 1,
    relation: RelationOption = None,
    since: SinceOption = None,
    until: UntilOption = None,
    workspace: WorkspaceOption = DEFAULT_WORKSPACE,
    as_json: JsonOption = False,
) -> None:
    """Show the dated links around a group in the order in which they began."""
    from athena.links.around import around
    from athena.links.around import sequence as in_order
    from athena.links.needs import SEQUENCING
    from athena.links.whom import whom

    here = opened(workspace)
    with seen(here, SEQUENCING) as view:
        lens = _lens(view, since, until, relation or [])
        chart = around(lens, [whom(view, one) for one in entities], hops)
        dated = in_order(chart)
        undated = len(chart.links) - len(dated)
        answer = _answer(view, {"links": [asdict(one) for one in dated], "nodes": chart.nodes, "undated": undated})
    if as_json:
        show_json(answer)
        return
    _show_links("In the order in which they began", dated, chart.nodes)
    console.print(f"{undated:,} links that nobody dated are not in it.")


def _lens(view: View, since: datetime | None, until: datetime | None, relations: Sequence[str]) -> Lens:
    from athena.links.keeping import kept
    from athena.links.lens import lens_of

    return lens_of(kept(view.door.workspace, view.snapshot), view, _slice(since, until), relations)


def _slice(since: datetime | None, until: datetime | None) -> Slice | None:
    from athena.links.lens import Slice

    if since is None and until is None:
        return None
    return Slice(_day(since), _day(until))


def _day(moment: datetime | None) -> date | None:
    return None if moment is None else moment.date()


def _answer(view: View, results: object) -> dict[str, object]:
    entries = [one.entry for one in view.released]
    return {
        "results": results,
        "withheld": [asdict(line) for line in view.withheld()],
        "entry": entries[-1] if entries else None,
        "entries": entries,
        "snapshot": view.snapshot,
    }


def _show_expanded(found: Expanded) -> None:
    show_table(
        f"What is next to {found.node}",
        ("relation", "direction", "kind", "others"),
        [(one.relation, "from it" if one.outward else "to it", one.kind, f"{one.others:,}") for one in found.counts],
        ("others",),
    )
    _show_links("Links", found.links, found.nodes)
    if found.left:
        console.print(f"{found.left:,} more links are not shown: choose a --relation, or a time (--since, --until).")


def _show_paths(found: Paths) -> None:
    if not found.paths:
        console.print("No path that this view may follow.")
    for number, one in enumerate(found.paths, 1):
        links = [link for hop in one.hops for link in hop.links]
        _show_links(f"Path {number}: {len(one.hops)} hops", links, found.nodes)


def _show_links(title: str, links: Sequence[ChartLink], nodes: Sequence[ChartNode]) -> None:
    names = {node.id: f"{node.title or 'not shown'} ({node.kind} {node.id})" for node in nodes}
    show_table(
        title,
        ("from", "relation", "to", "held", "graded", "sources", "evidence"),
        [
            (
                names[link.origin],
                link.relation,
                names[link.end],
                f"{link.first} to {link.last}" if link.first or link.last else "",
                link.grading,
                str(link.thickness),
                " ".join(link.records),
            )
            for link in links
        ],
        ("sources",),
    )
