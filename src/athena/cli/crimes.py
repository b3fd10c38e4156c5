"""`athena crimes`: the counts that any analyst asks for first, as a table, JSON, CSV or a picture."""

import csv
import sys
from dataclasses import asdict
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from athena.cli.options import DEFAULT_WORKSPACE, JsonOption, WorkspaceOption, opened, seen
from athena.cli.showing import console, show_json, show_table, thousands

if TYPE_CHECKING:
    from athena.ingest.counts import Answer

_NO_DELIVERY = "no delivery"


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command("crimes")(crimes)


def crimes(
    by: Annotated[
        str, typer.Option("--by", help="Count by: month, type, force, district, lsoa, place, outcome.")
    ] = "type",
    area: Annotated[str | None, typer.Option("--area", help="An LSOA or ward code, a district, or a force.")] = None,
    type: Annotated[str | None, typer.Option("--type", help="Only this type of crime.")] = None,
    first: Annotated[str | None, typer.Option("--from", help="The first month, as 2024-05.")] = None,
    last: Annotated[str | None, typer.Option("--to", help="The last month, as 2024-05.")] = None,
    source: Annotated[
        str | None,
        typer.Option("--source", help="Published counts instead of records: mps-ward, mps-lsoa, mps-borough."),
    ] = None,
    as_json: JsonOption = False,
    as_csv: Annotated[bool, typer.Option("--csv", help="Print CSV.")] = False,
    plot: Annotated[Path | None, typer.Option("--plot", help="Write a picture: a name ending in .png or .svg.")] = None,
    workspace: WorkspaceOption = DEFAULT_WORKSPACE,
) -> None:
    """Count recorded crime. A month that was not delivered is a gap and never zero."""
    from athena.ingest.counts import Question, count_crimes
    from athena.ingest.needs import COUNTING

    question = Question(
        tuple(name.strip() for name in by.split(",") if name.strip()), area, type, _month(first), _month(last), source
    )
    if plot is not None and plot.suffix.lower() not in (".png", ".svg"):
        raise typer.BadParameter("the picture's name must end in .png or .svg", param_hint="--plot")
    with seen(opened(workspace), COUNTING) as view:
        answer = count_crimes(view, question)
    if plot is not None:
        from athena.ingest.chart import draw

        draw(answer, plot)
        console.print(f"Drew {plot}")
    elif as_json:
        show_json(_as_json(answer))
    elif as_csv:
        _print_csv(answer)
    else:
        _show(answer)


def _month(text: str | None) -> date | None:
    if text is None:
        return None
    try:
        return date.fromisoformat(f"{text}-01")
    except ValueError as error:
        raise typer.BadParameter(f"{text!r} is not a month; write it as 2024-05") from error


def _as_json(answer: "Answer") -> dict[str, object]:
    rows = [
        {**dict(zip(answer.by, count.values, strict=True)), "count": count.count, "gap": count.count is None}
        for count in answer.counts
    ]
    rest = asdict(answer)
    return {"rows": rows, "total": answer.total, **{name: rest[name] for name in ("gaps", "notes", "snapshot")}}


def _print_csv(answer: "Answer") -> None:
    out = csv.writer(sys.stdout, lineterminator="\n")
    out.writerow([*answer.by, "count"])
    out.writerows([*count.values, "" if count.count is None else count.count] for count in answer.counts)


def _show(answer: "Answer") -> None:
    show_table(
        "Recorded crime",
        [*answer.by, "count"],
        [(*count.values, _NO_DELIVERY if count.count is None else thousands(count.count)) for count in answer.counts],
        ("count",),
    )
    console.print(f"Total {answer.total:,} (snapshot {answer.snapshot})")
    for gap in answer.gaps:
        console.print(f"Gap: {gap}")
    for note in answer.notes:
        console.print(f"Note: {note}")
