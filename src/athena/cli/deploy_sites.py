"""`athena deploy sites`: from which sites most demand is within reach."""

from pathlib import Path
from typing import Annotated

import typer

from athena.cli.options import JsonOption
from athena.cli.showing import console, show_json


def register(room: typer.Typer) -> None:
    """Add the command."""
    room.command("sites")(sites)


def sites(
    demand: Annotated[Path, typer.Argument(help="CSV of places: cell or name, x, y, expected, and an area if any.")],
    candidates: Annotated[Path, typer.Argument(help="CSV of sites to choose from: name, x, y.")],
    count: Annotated[int, typer.Option("--count", help="How many sites to choose.")],
    metres: Annotated[float, typer.Option("--metres", help="How far a site reaches.")],
    must: Annotated[list[str] | None, typer.Option("--must", help="A site to keep; may be repeated.")] = None,
    least: Annotated[float, typer.Option("--least", help="The share of each area to reach at least.")] = 0.0,
    weight: Annotated[str, typer.Option("--weight", help="The column of demand.")] = "expected",
    as_json: JsonOption = False,
) -> None:
    """Choose the sites within whose reach most demand lies, and prove that no other choice reaches more."""
    from athena.deploy.sites import choose_sites, read_points

    if not 0 <= least <= 1:
        raise typer.BadParameter("the share lies between 0 and 1", param_hint="--least")
    found = choose_sites(read_points(demand, weight), read_points(candidates, None), count, metres, must or (), least)
    if as_json:
        show_json(
            {
                "sites": list(found.sites),
                "covered": found.covered,
                "bound": found.bound,
                "demand": found.demand,
                "by_area": dict(found.by_area),
            }
        )
        return
    console.print(f"Sites: {', '.join(found.sites)}.")
    share = found.covered / found.demand if found.demand else 0.0
    console.print(
        f"Demand within {metres:g} metres: {found.covered:,.4g} of {found.demand:,.4g} ({share:.1%}); "
        f"no {count} sites reach more than {found.bound:,.4g}."
    )
    for area, part in found.by_area.items():
        console.print(f"  {area}: {part:.1%}")
