"""`athena watch`: questions of a case that are asked again as records arrive, and the alerts that they raise."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from athena.cli.acting import plainly
from athena.cli.options import DEFAULT_WORKSPACE, JsonOption, WorkspaceOption, opened, seen
from athena.cli.search import plain_withheld
from athena.cli.showing import console, show_json, show_table

if TYPE_CHECKING:
    from athena.access.view import View
    from athena.search.searching import Index, Result
    from athena.search.watching import Alert, Watch

watch_app = typer.Typer(no_args_is_help=True, help="Saved questions of a case, asked again as records arrive.")


def register(app: typer.Typer) -> None:
    """Add `athena watch`."""
    app.add_typer(watch_app, name="watch")


@watch_app.command("add")
def add(
    query: Annotated[list[str], typer.Argument(help="What to watch for; docs/search.md shows the language.")],
    workspace: WorkspaceOption = DEFAULT_WORKSPACE,
    as_json: JsonOption = False,
) -> None:
    """Save a question as a watch of the case; what answers now is known already and alerts nobody."""
    from athena.search.watching import watch

    with _asking(workspace) as (view, index):
        made = watch(view, index, " ".join(query))
    if as_json:
        show_json({"results": [_watch(made)], "withheld": [], "entry": None})
    else:
        console.print(f"{made.id} watches for {made.asked}.", highlight=False)


@watch_app.command("list")
def list_(workspace: WorkspaceOption = DEFAULT_WORKSPACE, as_json: JsonOption = False) -> None:
    """List the watches of the case."""
    from athena.search.watching import watches

    with _asking(workspace) as (view, _):
        found = watches(view)
    if as_json:
        show_json({"results": [_watch(one) for one in found], "withheld": [], "entry": None})
        return
    rows = [(one.id, one.asked, one.made_by, f"{one.made_at:%Y-%m-%d}") for one in found]
    show_table("Watches", ("watch", "for", "made by", "since"), rows)


@watch_app.command("run")
def run(workspace: WorkspaceOption = DEFAULT_WORKSPACE, as_json: JsonOption = False) -> None:
    """Ask your watches again, and raise an alert for each new record that answers, once."""
    from athena.search.watching import run as run_watches

    with _asking(workspace) as (view, index):
        ran = run_watches(view, index)
        withheld, entries = plain_withheld(view.withheld()), [one.entry for one in view.released]
    if as_json:
        results = [{"watch": one.watch.id, "alerts": [asdict(alert) for alert in one.alerts]} for one in ran]
        show_json({"results": results, "withheld": withheld, "entry": entries[-1] if entries else None})
        return
    for one in ran:
        console.print(f"{one.watch.id}: {len(one.alerts)} new.", highlight=False)
        _show(one.alerts, () if one.answer is None else one.answer.results)


@watch_app.command("alerts")
def alerts(workspace: WorkspaceOption = DEFAULT_WORKSPACE, as_json: JsonOption = False) -> None:
    """Show the alerts of the case, the newest first, with their records as far as you may see them."""
    from athena.search.watching import alerts as alerts_of

    with _asking(workspace) as (view, index):
        found, answer = alerts_of(view, index)
        withheld, results = plain_withheld(view.withheld()), () if answer is None else answer.results
    if as_json:
        shown = {one.record: one.says for one in results}
        rows = [{**asdict(one), "says": shown.get(one.record)} for one in found]
        show_json({"results": rows, "withheld": withheld, "entry": None if answer is None else answer.entry})
    else:
        _show(found, results)


@watch_app.command("end")
def end(
    watch: Annotated[str, typer.Argument(help="The watch's id.")],
    workspace: WorkspaceOption = DEFAULT_WORKSPACE,
) -> None:
    """End a watch; its alerts stay."""
    from athena.search.watching import WatchId
    from athena.search.watching import end as end_watch

    with _asking(workspace) as (view, _):
        entry = end_watch(view, WatchId(watch))
    console.print(f"{watch} has ended; entry {entry} says so.", highlight=False)


@contextmanager
def _asking(workspace: Path) -> Iterator[tuple[View, Index]]:
    from athena.search.needs import WATCHING
    from athena.search.searching import open_index

    here = opened(workspace)
    with plainly(), seen(here, WATCHING) as view:
        yield view, open_index(here)


def _watch(one: Watch) -> dict[str, object]:
    return {**asdict(one), "asked": one.asked}


def _show(found: Sequence[Alert], results: tuple[Result, ...]) -> None:
    titles = {one.record: one.title for one in results}
    rows = [
        (f"{one.raised_at:%Y-%m-%d %H:%M}", one.watch, one.kind, titles.get(one.record, "not shown to you"), one.record)
        for one in found
    ]
    if rows:
        show_table("Alerts", ("raised", "watch", "kind", "what", "record"), rows)
