"""`athena ledger entry`, `show` and `looked`: one entry of the access log, what its reader saw, who read a record."""

from __future__ import annotations

import json
import sys
from typing import Annotated

import typer

from athena.cli.acting import plainly
from athena.cli.options import DEFAULT_WORKSPACE, JsonOption, WorkspaceOption, opened
from athena.cli.showing import show_json, show_table

EntryArgument = Annotated[int, typer.Argument(min=0, help="The entry's number.")]


def register(_app: typer.Typer) -> None:
    """Add both to `athena ledger`, which must be registered too."""
    from athena.cli.ledger import ledger_app

    ledger_app.command("entry")(entry)
    ledger_app.command("show")(show)
    ledger_app.command("looked")(looked)


def entry(number: EntryArgument, workspace: WorkspaceOption = DEFAULT_WORKSPACE) -> None:
    """Print one entry as far as your view of the log shows it; the reading is itself logged."""
    from athena.access.need import READING_THE_LOG
    from athena.access.replay import read_entry
    from athena.access.session import open_for

    with plainly(), open_for(opened(workspace), READING_THE_LOG) as view:
        found = read_entry(view, number)
    answer = {"parts": found.parts, "hidden": found.hidden, "entry": found.entry}
    show_json(answer)


def looked(
    records: Annotated[list[str], typer.Argument(help="Ids of records, as a profile shows them.")],
    days: Annotated[int, typer.Option("--days", min=1, help="How far back.")] = 31,
    workspace: WorkspaceOption = DEFAULT_WORKSPACE,
    as_json: JsonOption = False,
) -> None:
    """Say who has looked at some records, by role and name; the reading is itself logged."""
    from dataclasses import asdict

    from athena.access.looked import looked as who_looked
    from athena.access.need import READING_THE_LOG
    from athena.access.session import open_for

    with plainly(), open_for(opened(workspace), READING_THE_LOG) as view:
        found = who_looked(view, records, days)
    if as_json:
        show_json({"results": [asdict(one) for one in found.looks], "since": found.since, "entry": found.entry})
        return
    rows = [(one.role, f"{len(one.entries):,}", one.first, one.last, ", ".join(one.names)) for one in found.looks]
    show_table(f"Since {found.since:%Y-%m-%d}", ("role", "times", "first", "last", "who"), rows, ("times",))
    typer.echo(f"This reading is ledger entry {found.entry}", err=True)


def show(number: EntryArgument, workspace: WorkspaceOption = DEFAULT_WORKSPACE, as_json: JsonOption = False) -> None:
    """Re-create exactly what the reader of an entry saw, byte for byte; the reading is itself logged."""
    from athena.access.need import READING_THE_LOG
    from athena.access.replay import recreate
    from athena.access.session import open_for

    with plainly(), open_for(opened(workspace), READING_THE_LOG) as view:
        found = recreate(view, number)
    if as_json:
        rows = json.loads(json.dumps(found.rows.to_pylist(), default=str))
        answer = {"of": found.of, "sha256": found.sha256, "entry": found.entry, "rows": rows}
        show_json(answer)
        return
    sys.stdout.buffer.write(found.text())
    sys.stdout.flush()
    typer.echo(f"{found.rows.num_rows} rows, {found.sha256}; this reading is ledger entry {found.entry}", err=True)
