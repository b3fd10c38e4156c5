"""The picture of a staffing plan: the week as a grid of units, and what one unit more or less is worth."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np
from matplotlib.figure import Figure

from athena.deploy.staffing import Staffing, Targets
from athena.lake.durable import arrival

_DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
# Okabe and Ito (2008); the dashes tell grades apart without colour.
_COLOURS = ("#D55E00", "#0072B2", "#009E73", "#000000")
_DASHES = ("-", "--", "-.", ":")


def draw(plans: Sequence[Staffing], targets: Targets, target: Path) -> None:
    """Write the picture as PNG or SVG, by the ending of `target`, whole or not at all; one row an area."""
    figure = Figure(figsize=(12, 3.4 * len(plans)), layout="constrained")
    grid = figure.subplots(len(plans), 2, squeeze=False, width_ratios=(3, 2))
    for (week, curve), plan in zip(grid, plans, strict=True):
        units = plan.units.reshape(7, 24)
        week.imshow(units, cmap="cividis", aspect="auto", vmin=0)
        for (day, hour), count in np.ndenumerate(units):
            # A halo keeps a number legible on any shade.
            week.text(
                hour, day, str(count), ha="center", va="center", fontsize=7,
                color="white", bbox={"boxstyle": "round,pad=0.1", "fc": "#00000088", "ec": "none"},
            )  # fmt: skip
        week.set(yticks=range(7), yticklabels=_DAYS, xticks=range(0, 24, 3), xlabel="hour (UTC)")
        week.set_title(f"Units on response, {plan.area}", loc="left")
        for number, (grade, minutes) in enumerate(targets.minutes.items()):
            curve.plot(
                [count for count, _ in plan.curve],
                [100 * found[grade] for _, found in plan.curve],
                marker="o",
                markersize=4,
                color=_COLOURS[number % len(_COLOURS)],
                linestyle=_DASHES[number % len(_DASHES)],
                label=f"grade {grade} within {minutes:g} min",
            )
        curve.axhline(100 * targets.share, color="grey", linewidth=1)
        curve.set(xlabel="units in the busiest hour", ylabel="share in time, %", ylim=(0, 101))
        curve.spines[["top", "right"]].set_visible(False)
        curve.legend(frameon=False, loc="lower right")
    with arrival(target.absolute().parent, mode=0o644) as new:
        figure.savefig(new.stream, format=target.suffix.lower().lstrip("."))
        new.settle(target.absolute())
