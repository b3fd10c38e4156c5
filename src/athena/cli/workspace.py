"""`athena init` and `athena status`: make a workspace, and say what it holds."""

from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from athena.cli.options import DEFAULT_WORKSPACE, JsonOption, WorkspaceOption, opened, seen
from athena.cli.showing import console, show_json, show_table, thousands

if TYPE_CHECKING:
    from athena.ingest.status import Status


def register(app: typer.Typer) -> None:
    """Add the commands."""
    app.command("init")(init)
    app.command("status")(status)


def init(workspace: Annotated[Path, typer.Argument(help="The folder to make; it must not exist or be empty.")]) -> None:
    """Make a workspace: settings, keys for its owner only, an empty lake, an evidence store."""
    from athena.ingest.loading import make_workspace
    from athena.resolve.tables import lay_tables

    made = make_workspace(workspace, lay_tables)
    console.print(f"Made the workspace {made.folder}")
    console.print("Back up its keys/ apart from the rest: without them nothing in it can be read.")
    console.print(f"Next: athena ingest PATH --workspace {workspace}")


def status(workspace: WorkspaceOption = DEFAULT_WORKSPACE, as_json: JsonOption = False) -> None:
    """Say what a workspace holds: sources, records, coverage with gaps, quarantine, snapshots."""
    from athena.ingest.needs import STATUS
    from athena.ingest.status import status as status_of

    here = opened(workspace)
    with seen(here, STATUS) as view:
        found = status_of(view)
    snapshots = here.lake.history()
    if as_json:
        show_json(_as_json(found) | {"snapshots": [asdict(item) for item in snapshots]})
        return
    _show(found)
    newest = snapshots[-1]
    console.print(f"Snapshot {newest.number} of {newest.taken_at:%Y-%m-%d %H:%M:%S %Z}; {len(snapshots)} in all.")


def _as_json(found: "Status") -> dict[str, object]:
    return {
        "snapshot": found.snapshot,
        "sources": [asdict(item) for item in found.sources],
        "kinds": [asdict(item) for item in found.kinds],
        "coverage": [
            {
                "area": item.area,
                "kind": item.kind,
                "first": f"{item.span.first:%Y-%m}" if item.span else None,
                "last": f"{item.span.last:%Y-%m}" if item.span else None,
                "gaps": [str(gap) for gap in item.gaps],
            }
            for item in found.coverage
        ],
        "quarantine": [asdict(item) for item in found.quarantine],
    }


def _show(found: "Status") -> None:
    if not found.sources:
        console.print("Nothing has been ingested yet. Next: athena ingest PATH")
        return
    show_table(
        "Sources",
        ("source", "files", "rows", "in quarantine"),
        [(s.source, thousands(s.files), thousands(s.rows), thousands(s.quarantined)) for s in found.sources],
        ("files", "rows", "in quarantine"),
    )
    show_table(
        "Records",
        ("kind", "current", "of them withdrawn by the publisher", "older versions kept"),
        [(k.kind, thousands(k.current), thousands(k.withdrawn), thousands(k.older_versions)) for k in found.kinds],
        ("current", "of them withdrawn by the publisher", "older versions kept"),
    )
    show_table(
        "Coverage (a gap was not delivered; it is not zero)",
        ("area", "kind", "months", "gaps"),
        [
            (c.area, c.kind, str(c.span or "never delivered"), ", ".join(map(str, c.gaps)) or "none")
            for c in found.coverage
        ],
    )
    if found.quarantine:
        show_table(
            "Quarantine (athena quarantine list)",
            ("source", "reason", "rows"),
            [(q.source, q.rule, thousands(q.rows)) for q in found.quarantine],
            ("rows",),
        )
    else:
        console.print("Quarantine is empty.")
