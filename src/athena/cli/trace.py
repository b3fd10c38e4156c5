"""`athena trace`: a record, every version of it, and the bytes that each was read from."""

from dataclasses import asdict
from typing import TYPE_CHECKING, Annotated

import typer

from athena.cli.options import DEFAULT_WORKSPACE, JsonOption, WorkspaceOption, opened, seen
from athena.cli.showing import console, show_json, show_table

if TYPE_CHECKING:
    from athena.ingest.trace import Trace, Version


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command("trace")(trace)


def trace(
    record_id: Annotated[str, typer.Argument(help="The record's id, as any command shows it.")],
    workspace: WorkspaceOption = DEFAULT_WORKSPACE,
    as_json: JsonOption = False,
) -> None:
    """Follow a record back to its delivered file, row and bytes, through every version."""
    from athena.ingest.needs import TRACING
    from athena.ingest.trace import trace as trace_of

    here = opened(workspace)
    with seen(here, TRACING, asked=[record_id]) as view:
        found = trace_of(here, view, record_id)
    if as_json:
        show_json(asdict(found))
    else:
        _show(found)


def _show(found: "Trace") -> None:
    versions = len(found.versions)
    console.print(f"[bold]{found.kind} {found.record_id}[/bold]: {versions} version{'s' if versions > 1 else ''}")
    for version in found.versions:
        _show_version(version)


def _show_version(version: "Version") -> None:
    until = "now" if version.valid_to is None else f"{version.valid_to:%Y-%m-%d %H:%M:%S}"
    state = f"stands from {version.valid_from:%Y-%m-%d %H:%M:%S} to {until} (UTC)"
    if version.withdrawn_at is not None:
        state += f"; no longer published since {version.withdrawn_at:%Y-%m-%d %H:%M:%S}"
    show_table(
        f"Version {version.number}: {state}",
        ("property", "value"),
        [(name, str(value)) for name, value in version.says.items()],
    )
    origin = version.origin
    show_table(
        "Read from",
        ("what", "value"),
        [
            ("file", origin.file),
            ("delivery", origin.delivery),
            ("SHA-256", origin.sha256),
            ("received at", f"{origin.received_at:%Y-%m-%d %H:%M:%S} (UTC)"),
            ("row", f"{origin.row:,}"),
            ("mapping", origin.mapping),
            ("bytes of the row", _bytes(origin.original)),
        ],
    )


def _bytes(original: bytes | None) -> str:
    if original is None:
        return "withheld: part of the record is not shown to you, and bytes cannot be masked"
    return original.decode("utf-8", "backslashreplace")
