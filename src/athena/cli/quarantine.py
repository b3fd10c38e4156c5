"""`athena quarantine`: what was held back and why, and the way back in."""

import json
from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer

from athena.cli.ingest import progress_shown, show_reconciliation
from athena.cli.options import DEFAULT_WORKSPACE, JsonOption, WorkspaceOption, opened, seen
from athena.cli.showing import console, show_json, show_table

SourceOption = Annotated[str | None, typer.Option("--source", help="Only rows of this source.")]
IdsArgument = Annotated[list[str] | None, typer.Argument(help="Ids of entries; without any, all that are open.")]


def register(app: typer.Typer) -> None:
    """Add the commands."""
    group = typer.Typer(no_args_is_help=True, help="Rows that were held back: list, show, export, resubmit.")
    group.command("list")(list_entries)
    group.command("show")(show)
    group.command("export")(export)
    group.command("resubmit")(resubmit)
    app.add_typer(group, name="quarantine")


def list_entries(
    workspace: WorkspaceOption = DEFAULT_WORKSPACE,
    source: SourceOption = None,
    everything: Annotated[bool, typer.Option("--all", help="Closed entries too.")] = False,
    limit: Annotated[int, typer.Option("--limit", min=1, help="At most so many.")] = 100,
    as_json: JsonOption = False,
) -> None:
    """List the rows in quarantine."""
    from athena.ingest.needs import QUARANTINE
    from athena.ingest.quarantine import entries

    with seen(opened(workspace), QUARANTINE) as view:
        found = entries(view, source=source, closed=everything, limit=limit)
    if as_json:
        for entry in found:
            show_json(asdict(entry))
    elif not found:
        console.print("Quarantine is empty.")
    else:
        show_table(
            f"Quarantine (the first {limit})" if len(found) == limit else "Quarantine",
            ("id", "file", "row", "column", "reason", "state"),
            [
                (e.quarantine_id, e.file.rsplit("/", 1)[-1], f"{e.row:,}", e.columns, e.reason, e.resolution or "open")
                for e in found
            ],
            ("row",),
        )


def show(
    quarantine_id: Annotated[str, typer.Argument(help="The entry's id.")],
    workspace: WorkspaceOption = DEFAULT_WORKSPACE,
    as_json: JsonOption = False,
) -> None:
    """Show one held-back row: where it stands, its bytes, why it was stopped, what to do."""
    from athena.ingest.needs import QUARANTINE
    from athena.ingest.quarantine import QuarantineId, entries, original

    with seen(opened(workspace), QUARANTINE) as view:
        entry = entries(view, [QuarantineId(quarantine_id)])[0]
        row = original(view, entry)
    if as_json:
        show_json({**asdict(entry), "original": row})
        return
    show_table(
        f"Quarantine {entry.quarantine_id}",
        ("what", "value"),
        [
            ("file", entry.file),
            ("SHA-256", entry.sha256),
            ("row", f"{entry.row:,}"),
            ("column", entry.columns),
            ("rule", entry.rule),
            ("why", entry.reason),
            ("what to do", entry.remedy),
            ("received at", f"{entry.received_at:%Y-%m-%d %H:%M:%S} (UTC)"),
            ("state", entry.resolution or "open"),
            ("bytes of the row", row.decode("utf-8", "backslashreplace")),
        ],
    )


def export(
    target: Annotated[Path, typer.Option("--output", "-o", help="The CSV file to write.")],
    ids: IdsArgument = None,
    source: SourceOption = None,
    workspace: WorkspaceOption = DEFAULT_WORKSPACE,
) -> None:
    """Write held-back rows of one source as CSV, to be corrected and resubmitted."""
    from athena.ingest.needs import QUARANTINE
    from athena.ingest.quarantine import QuarantineId, entries
    from athena.ingest.resubmission import export as write_out

    with seen(opened(workspace), QUARANTINE) as view:
        found = entries(view, [QuarantineId(name) for name in ids] if ids else None, source=source)
        count = write_out(view, found, target)
    console.print(f"Wrote {count:,} rows to {target}. Correct them, keep the first column, then:")
    console.print(f"athena quarantine resubmit --corrected {target}")


def resubmit(
    ids: IdsArgument = None,
    corrected: Annotated[
        Path | None, typer.Option("--corrected", help="A file that `export` wrote and somebody put right.")
    ] = None,
    workspace: WorkspaceOption = DEFAULT_WORKSPACE,
    as_json: JsonOption = False,
) -> None:
    """Read held-back rows again after a fix: of the mapping or a code list, or of the rows themselves."""
    from athena.ingest.needs import RESUBMITTING
    from athena.ingest.quarantine import QuarantineId
    from athena.ingest.resubmission import resubmit as read_again
    from athena.ingest.resubmission import resubmit_corrected

    if ids and corrected:
        raise typer.BadParameter("name entries, or give a file of corrected rows, not both")
    with progress_shown() as progress, seen(opened(workspace), RESUBMITTING) as view:
        if corrected is not None:
            reports = resubmit_corrected(view, corrected, progress)
        else:
            reports = read_again(view, [QuarantineId(name) for name in ids] if ids else None, progress)
    if as_json:
        for report in reports:
            print(json.dumps(asdict(report), ensure_ascii=False))
    elif reports:
        show_reconciliation(reports)
    else:
        console.print("Nothing is in quarantine.")
