"""`athena deploy officers`: how many officers there will be, and the recruitment that a target needs."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from athena.cli.options import JsonOption
from athena.cli.showing import console, show_json, show_table

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

    from athena.deploy.establishment import Establishment
    from athena.deploy.officer_numbers import Future, Needed

    Counts = npt.NDArray[np.int64] | npt.NDArray[np.float64]


def register(room: typer.Typer) -> None:
    """Add the command."""
    room.command("officers")(officers)


def officers(
    scenarios: Annotated[list[Path], typer.Argument(help="Scenario files, as YAML; several are set side by side.")],
    as_json: JsonOption = False,
) -> None:
    """Say what each scenario comes to, with its uncertainty and cost, and what recruitment its target needs.

    Intervals hold 80 of 100 histories of the model; what the model leaves out is not in them.
    """
    from athena.deploy.establishment import read_establishment
    from athena.deploy.officer_numbers import future_of, recruits_needed

    read = [(file, read_establishment(file)) for file in scenarios]
    found = [
        (file.stem, scenario, future_of(scenario), recruits_needed(scenario) if scenario.target else None)
        for file, scenario in read
    ]
    if as_json:
        show_json([_as_json(*one) for one in found])
        return
    show_table(
        "Officers at the end of each scenario (80 % interval)",
        ("scenario", "ends", "recruits a month", "strength", "deployable", "joined", "left", "cost, million pounds"),
        [_row(*one[:3]) for one in found],
        ("recruits a month", "strength", "deployable", "joined", "left", "cost, million pounds"),
    )
    for name, scenario, future, needed in found:
        _say_target(name, scenario, future, needed)


def _row(name: str, scenario: "Establishment", future: "Future") -> tuple[str, ...]:
    return (
        name,
        f"{scenario.ends:%B %Y}",
        str(scenario.recruits),
        _interval(future.strength[:, -1]),
        _interval(future.deployable[:, -1]),
        _interval(future.joined.sum(axis=1)),
        _interval(future.left.sum(axis=1)),
        f"{_middle(future.cost) / 1e6:,.1f}",
    )


def _say_target(name: str, scenario: "Establishment", future: "Future", needed: "Needed | None") -> None:
    target = scenario.target
    if target is None or needed is None:
        return
    month = (target.by.year - scenario.starts.year) * 12 + target.by.month - scenario.starts.month
    console.print(
        f"{name}: {target.deployable:,} deployable by {target.by:%B %Y} has a chance of "
        f"{future.chance(month, target.deployable):.0%} with {scenario.recruits} recruits a month. "
        f"{needed.recruits} a month give {needed.chance:.0%}, at "
        f"{(_middle(needed.future.cost) - _middle(future.cost)) / 1e6:+,.1f} million pounds."
    )


def _interval(values: "Counts") -> str:
    import numpy as np

    low, middle, high = np.quantile(values, [0.1, 0.5, 0.9])
    return f"{middle:,.0f} ({low:,.0f} to {high:,.0f})"


def _middle(values: "Counts") -> float:
    import numpy as np

    return float(np.median(values))


def _as_json(name: str, scenario: "Establishment", future: "Future", needed: "Needed | None") -> dict[str, object]:
    import numpy as np

    def by_month(values: "Counts") -> dict[str, list[float]]:
        low, middle, high = np.quantile(values, [0.1, 0.5, 0.9], axis=0)
        return {"low": low.tolist(), "median": middle.tolist(), "high": high.tolist()}

    return {
        "scenario": name,
        "starts": scenario.starts.isoformat(),
        "months": scenario.months,
        "recruits": scenario.recruits,
        "strength": by_month(future.strength),
        "deployable": by_month(future.deployable),
        "cost": _middle(future.cost),
        "needed": None
        if needed is None
        else {"recruits": needed.recruits, "chance": needed.chance, "cost": _middle(needed.future.cost)},
    }
