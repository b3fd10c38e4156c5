"""`athena ingest`: take deliveries in, with a progress bar, and end with a reconciliation that sums."""

import json
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.progress import BarColumn, Progress, SpinnerColumn, TextColumn, TimeElapsedColumn, TimeRemainingColumn

from athena.cli.failing import REFUSED
from athena.cli.options import DEFAULT_WORKSPACE, JsonOption, WorkspaceOption, opened
from athena.cli.showing import console, errors, show_table, thousands
from athena.failures import Refused

if TYPE_CHECKING:
    from athena.ingest import staging
    from athena.ingest.reconciliation import DeliveryReport, FileReport

COUNTS = ("rows_in", "loaded", "unchanged", "superseded", "quarantined")


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command("ingest")(ingest)


def ingest(
    paths: Annotated[list[Path], typer.Argument(help="Archives, folders or files, as they were delivered.")],
    workspace: WorkspaceOption = DEFAULT_WORKSPACE,
    correction: Annotated[
        bool, typer.Option("--correction", help="Let this delivery supersede rows that came from a later edition.")
    ] = False,
    as_json: JsonOption = False,
) -> None:
    """Take delivered files in: recognise, load, reconcile. The same file again changes nothing."""
    from athena.ingest.intake import ingest as take_in
    from athena.ingest.loading import loading

    refused = False
    with progress_shown() as progress, loading(opened(workspace)) as view:
        for report in take_in(view, paths, progress, correction=correction):
            if isinstance(report, Refused):
                refused = True
                if as_json:
                    print_refused(report.where, "", report)
                errors.print(f"Refused: {report}\n", markup=False, soft_wrap=True)
            else:
                refused = refused or bool(report.refused)
                print_json(report) if as_json else show(report)
    if refused:
        raise typer.Exit(REFUSED)


def show(report: "DeliveryReport") -> None:
    """Show what became of one delivery."""
    console.print(f"\n[bold]{report.delivery}[/bold]")
    console.print(f"Recognised by file name and header: {report.title}")
    show_reconciliation(report.files)
    for item in report.gaps:
        words = "is not in this delivery" if item.span is None else "has gaps"
        console.print(
            f"Gap: {item.area} {item.kind} {words}: {', '.join(map(str, item.gaps))} (not zero: not delivered)"
        )
    for stranger in report.unrecognised:
        if stranger.why is not None:
            console.print(f"Left out: {stranger.name}: {stranger.why}", markup=False)
    strangers = [stranger.name for stranger in report.unrecognised if stranger.why is None]
    if strangers:
        names = ", ".join(strangers[:5]) + (" ..." if len(strangers) > 5 else "")
        console.print(f"Left out, known to no source: {len(strangers)} ({names})", markup=False)
    for file in report.refused:
        errors.print(f"Refused: {file.refusal}\n", markup=False, soft_wrap=True)
    if report.snapshot is None:
        console.print("Nothing changed, so nothing was published.")
    else:
        console.print(f"Published as snapshot {report.snapshot}.")


def show_reconciliation(files: Sequence["FileReport"]) -> None:
    """Show the reconciliation table of these files, with its sums."""
    ordered = sorted(files, key=lambda file: file.file)
    rows = [(file.file.rsplit("/", 1)[-1], *_numbers(file), _remarks(file)) for file in ordered]
    totals = [thousands(sum(getattr(file, name) for file in files)) for name in COUNTS]
    columns = ("file", "rows in", "loaded", "unchanged", "superseded", "quarantined", "remarks")
    show_table(
        "Reconciliation: rows in = loaded + unchanged + superseded + quarantined",
        columns,
        [*rows, (f"{len(files)} files", *totals, "it sums" if all(file.sums for file in files) else "DOES NOT SUM")],
        columns[1:6],
    )


def print_json(report: "DeliveryReport") -> None:
    """Print one JSON object a file; a refused file has its refusal and counts of zero."""
    for file in report.files:
        fields = asdict(file)
        print(json.dumps({**fields, "delivery": report.delivery, "snapshot": report.snapshot}, ensure_ascii=False))
    for item in report.refused:
        print_refused(item.name, item.source, item.refusal)
    sys.stdout.flush()


def print_refused(file: str, source: str, refusal: Refused) -> None:
    """Print the JSON object of what was refused whole: its refusal, and counts of zero."""
    words = {name: getattr(refusal, name) for name in ("code", "what", "where", "why", "remedy")}
    zeros = dict.fromkeys((*COUNTS, "withdrawn"), 0)
    line = {"file": file, "source": source, "sha256": None, **zeros, "seconds": 0.0, "refused": words}
    print(json.dumps(line, ensure_ascii=False))


@contextmanager
def progress_shown() -> Iterator["staging.Progress"]:
    """Show a live bar on stderr, with rows a second and the time that remains, where stderr is a terminal."""
    from athena.ingest.staging import Progress as Counted

    bar = Progress(
        SpinnerColumn(),
        TextColumn("{task.description}", markup=False),
        BarColumn(),
        TextColumn("{task.fields[rows]:,} rows, {task.fields[speed]:,.0f}/s"),
        TimeElapsedColumn(),
        TimeRemainingColumn(),
        console=errors,
        transient=True,
        disable=not errors.is_terminal,
    )
    with bar:
        task = bar.add_task("", total=None, rows=0, speed=0.0)

        def tell(counted: Counted) -> None:
            spent = bar.tasks[0].elapsed or 0.0
            bar.update(
                task,
                description=counted.doing.rsplit("/", 1)[-1],
                completed=counted.bytes,
                total=counted.total_bytes or None,
                rows=counted.rows,
                speed=counted.rows / spent if spent else 0.0,
            )

        yield Counted(tell=tell)


def _numbers(file: "FileReport") -> list[str]:
    return [thousands(getattr(file, name)) for name in COUNTS]


def _remarks(file: "FileReport") -> str:
    remarks = list(file.notes)
    if file.withdrawn:
        remarks.insert(0, f"{file.withdrawn:,} standing rows are no longer in it: marked, kept")
    return "; ".join(remarks)
