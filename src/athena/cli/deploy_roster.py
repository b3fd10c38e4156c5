"""`athena deploy roster`: who works which shift, under the rules, and how far from the best possible."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from athena.cli.options import JsonOption
from athena.cli.showing import console, show_json, show_table

if TYPE_CHECKING:
    from athena.deploy.roster import Roster
    from athena.deploy.roster_problem import RosterProblem


def register(room: typer.Typer) -> None:
    """Add the command."""
    room.command("roster")(roster)


def roster(
    file: Annotated[Path, typer.Argument(help="A roster problem: YAML, or a .txt of schedulingbenchmarks.org.")],
    seconds: Annotated[float, typer.Option("--seconds", help="How long to search.")] = 60.0,
    gap: Annotated[float, typer.Option("--gap", help="Stop within this share of the bound.")] = 0.0,
    as_json: JsonOption = False,
) -> None:
    """Make a roster that keeps every rule, at the least cost found, and say the bound that none can beat."""
    from rich.progress import Progress

    from athena.cli.showing import errors
    from athena.deploy.roster import roster as solve
    from athena.deploy.roster_explaining import check_lines
    from athena.deploy.roster_file import read_roster
    from athena.deploy.roster_reading import read_benchmark

    if seconds <= 0 or gap < 0:
        raise typer.BadParameter("seconds must be above 0 and the gap 0 or more")
    problem = read_benchmark(file) if file.suffix == ".txt" else read_roster(file)
    check_lines(problem)
    with Progress(console=errors, transient=True) as progress:
        task = progress.add_task("Searching", total=None)
        found = solve(
            problem,
            seconds,
            gap,
            lambda what, cost, bound: progress.update(task, description=f"Cost {cost:,.0f}, bound {bound:,.0f}"),
        )
    if as_json:
        show_json(_as_json(problem, found))
    else:
        _show(problem, found)


def _as_json(problem: "RosterProblem", found: "Roster") -> dict[str, object]:
    names = [shift.name for shift in problem.shifts]
    return {
        "cost": found.cost,
        "bound": found.bound,
        "gap": found.gap,
        "seconds": found.seconds,
        "lines": {
            worker: [None if shift < 0 else names[shift] for shift in line] for worker, line in found.lines.items()
        },
        "short": [
            {"day": day, "shift": shift, "skill": skill, "missing": missing}
            for day, shift, skill, missing in _short(problem, found)
        ],
    }


def _short(problem: "RosterProblem", found: "Roster") -> list[tuple[int, str, str | None, int]]:
    """The cover that the roster misses: day, shift, skill, heads."""
    short = []
    for cover in problem.covers:
        shift = problem.number(cover.shift)
        there = sum(
            1
            for worker in problem.workers
            if found.lines[worker.id][cover.day] == shift and (cover.skill is None or cover.skill in worker.skills)
        )
        if there < cover.needed:
            short.append((cover.day, cover.shift, cover.skill, cover.needed - there))
    return short


def _show(problem: "RosterProblem", found: "Roster") -> None:
    names = [shift.name for shift in problem.shifts]
    show_table(
        f"Roster of {len(problem.workers)} people over {problem.days} days (day 0 is a Monday)",
        ("who", *(str(day) for day in range(problem.days)), "hours"),
        [
            (
                worker.id,
                *("" if shift < 0 else names[shift] for shift in found.lines[worker.id]),
                f"{sum(problem.shifts[shift].minutes for shift in found.lines[worker.id] if shift >= 0) / 60:g}",
            )
            for worker in problem.workers
        ],
        ("hours",),
    )
    console.print(
        f"Cost {found.cost:,}; no roster can be below {found.bound:,}, so this is within {found.gap:.1%} of the best."
    )
    short = _short(problem, found)
    for day, shift, skill, missing in short[:10]:
        console.print(f"Short by {missing} on day {day}, shift {shift}{f', {skill}' if skill else ''}.")
    if not short:
        console.print("Every day's cover is met.")
