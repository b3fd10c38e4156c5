"""`athena deploy staffing`: units by hour of the week that answer calls in time."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from athena.cli.options import JsonOption
from athena.cli.showing import console, show_json, show_table

if TYPE_CHECKING:
    from athena.deploy.response_log import ResponseLog
    from athena.deploy.staffing import Staffing, Targets

_DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")


def register(room: typer.Typer) -> None:
    """Add the command."""
    room.command("staffing")(staffing)


def staffing(
    logs: Annotated[list[Path], typer.Argument(help="Logs of calls: CSV, JSON lines, or folders of them.")],
    target: Annotated[
        list[str] | None, typer.Option("--target", help="Grade=minutes from call to arrival; may be repeated.")
    ] = None,
    share: Annotated[float, typer.Option("--share", help="The share of each grade to reach in time.")] = 0.9,
    area: Annotated[str | None, typer.Option("--area", help="Plan each value of this column by itself.")] = None,
    speed: Annotated[float, typer.Option("--speed", help="Km/h on the way.")] = 40.0,
    detour: Annotated[float, typer.Option("--detour", help="Road distance over the straight line.")] = 1.3,
    picture: Annotated[Path | None, typer.Option("--picture", help="Write a picture: .png or .svg.")] = None,
    as_json: JsonOption = False,
) -> None:
    """Say how many units each hour of the week needs, and play the plan against the calls as they came.

    Without --target: grade 1 within 15 minutes and grade 2 within 60. Times are UTC, as in the log.
    """
    from athena.deploy.posts import Roads
    from athena.deploy.response_log import read_log
    from athena.deploy.staffing import Targets
    from athena.deploy.staffing import staffing as plan

    if picture is not None and picture.suffix.lower() not in (".png", ".svg"):
        raise typer.BadParameter("the picture's name must end in .png or .svg", param_hint="--picture")
    if not 0 < share < 1 or speed <= 0 or detour < 1:
        raise typer.BadParameter("share lies between 0 and 1, speed above 0, detour at 1 or above")
    targets = Targets(_targets(target or ["1=15", "2=60"]), share)
    log = read_log(logs, targets.minutes, area)
    plans = [plan(log.within(one), one, targets, Roads(speed, detour)) for one in sorted(set(log.area))]
    if picture is not None:
        from athena.deploy.staffing_picture import draw

        draw(plans, targets, picture)
    if as_json:
        show_json(_as_json(log, plans, targets, speed, detour))
    else:
        _show(log, plans, targets, speed, detour)


def _targets(words: list[str]) -> dict[int, float]:
    found: dict[int, float] = {}
    for word in words:
        grade, _, minutes = word.partition("=")
        try:
            found[int(grade)] = float(minutes)
        except ValueError:
            raise typer.BadParameter(f"{word!r} is not GRADE=MINUTES, such as 1=15", param_hint="--target") from None
    return dict(sorted(found.items()))


def _as_json(
    log: "ResponseLog", plans: "list[Staffing]", targets: "Targets", speed: float, detour: float
) -> dict[str, object]:
    return {
        "targets": {str(grade): minutes for grade, minutes in targets.minutes.items()},
        "share": targets.share,
        "calls": len(log),
        "left_out": dict(log.left_out),
        "speed": speed,
        "detour": detour,
        "areas": [
            {
                "area": one.area,
                "calls": one.calls,
                "weeks": one.demand.weeks,
                "scene_minutes": one.scene,
                "units": one.units.tolist(),
                "units_heavy": one.units_heavy.tolist(),
                "expected": {str(grade): float(value) for grade, value in one.expected.items()},
                "played": {str(grade): value for grade, value in one.played.items()},
                "curve": [
                    {"units": units, **{str(grade): value for grade, value in found.items()}}
                    for units, found in one.curve
                ],
            }
            for one in plans
        ],
    }


def _show(log: "ResponseLog", plans: "list[Staffing]", targets: "Targets", speed: float, detour: float) -> None:
    for one in plans:
        week = one.units.reshape(7, 24)
        show_table(
            f"Units on response, area {one.area}, by hour (UTC): {one.calls:,} calls in {one.demand.weeks} weeks",
            ("day", *(f"{hour:02d}" for hour in range(24))),
            [(day, *(str(units) for units in row)) for day, row in zip(_DAYS, week.tolist(), strict=True)],
            tuple(f"{hour:02d}" for hour in range(24)),
        )
        console.print(
            f"Unit hours a week: {int(one.units.sum()):,}; for the heavy fifth of hours {int(one.units_heavy.sum()):,}."
        )
        for grade, minutes in targets.minutes.items():
            if grade in one.played:
                console.print(
                    f"Grade {grade} within {minutes:g} minutes: {one.expected[grade]:.1%} by the formulas, "
                    f"{one.played[grade]:.1%} when the plan was played against these calls."
                )
        console.print("Busiest hour, share in time by number of units:")
        for units, found in one.curve:
            reached = ", ".join(f"grade {grade} {value:.1%}" for grade, value in found.items())
            console.print(f"  {units}: {reached}")
    lost = ", ".join(f"{count:,} {reason}" for reason, count in log.left_out.items() if count) or "none"
    console.print(f"Rows left out: {lost}.")
    console.print(
        f"Travel is the straight line times {detour:g} at {speed:g} km/h, not a road network. Each unit is one crew; "
        "leave, courses and other work are not in these numbers."
    )
