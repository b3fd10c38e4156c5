"""`athena deploy patrol`: which places each unit visits, when and in which order."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from athena.cli.options import JsonOption
from athena.cli.showing import console, show_json

if TYPE_CHECKING:
    from athena.deploy.patrol import PatrolPlan


def register(room: typer.Typer) -> None:
    """Add the command."""
    room.command("patrol")(patrol)


def patrol(
    cells: Annotated[Path, typer.Argument(help="Cells with expected harm: the output of athena forecast next.")],
    orders: Annotated[Path, typer.Argument(help="The duty commander's orders, as YAML: units, bases, caps.")],
    seconds: Annotated[float, typer.Option("--seconds", help="How long to search.")] = 20.0,
    sheets: Annotated[Path | None, typer.Option("--sheets", help="Write a print sheet for every unit here.")] = None,
    as_json: JsonOption = False,
) -> None:
    """Plan visits of 10 to 16 minutes to the places where most harm is expected, and say how far from the best.

    A plan sends officers to be seen at a place. It is never a ground to stop anybody who is there.
    """
    from athena.deploy.patrol import patrol_plan, sheet
    from athena.deploy.patrol_problem import read_cells, read_orders
    from athena.lake.durable import arrival

    if seconds <= 0:
        raise typer.BadParameter("seconds must be above 0", param_hint="--seconds")
    plan = patrol_plan(read_cells(cells), read_orders(orders), seconds)
    if sheets is not None:
        with arrival(sheets.absolute().parent, mode=0o644) as new:
            new.stream.write(("\n".join(sheet(plan)) + "\n").encode())
            new.settle(sheets.absolute())
    if as_json:
        show_json(_as_json(plan))
        return
    for line in sheet(plan):
        console.print(line)
    _say(plan)


def _as_json(plan: "PatrolPlan") -> dict[str, object]:
    return {
        "met": plan.met,
        "bound": plan.bound,
        "gap": plan.gap,
        "possible": plan.possible,
        "naive": plan.naive,
        "without_caps": plan.without_caps,
        "missed_must": list(plan.missed_must),
        "units": [
            {
                "unit": unit.name,
                "visits": [{"cell": visit.cell, "start": visit.start, "end": visit.end} for visit in visits],
            }
            for unit, visits in plan.units
        ],
    }


def _say(plan: "PatrolPlan") -> None:
    share = plan.met / plan.possible if plan.possible else 0.0
    console.print(
        f"Expected harm met: {plan.met:.3g} of {plan.possible:.3g} ({share:.1%}); "
        f"no plan under these orders can exceed {plan.bound:.3g}, so this is within {plan.gap:.1%} of the best."
    )
    console.print(f"Going each to the worst place nearby would meet {plan.naive:.3g}.")
    if plan.without_caps > plan.bound:
        console.print(f"The caps on areas cost at most {plan.without_caps - plan.bound:.3g}.")
    if plan.missed_must:
        console.print(f"Not reached though ordered: {', '.join(plan.missed_must)}.")
