"""The picture of a back-test: the share of events in the chosen cells, method by method."""

from __future__ import annotations

from pathlib import Path

from matplotlib.figure import Figure

from athena.forecast.backtest import BackTest
from athena.forecast.scoring import COVERAGES
from athena.lake.durable import arrival

# Okabe and Ito (2008): told apart by people with any common colour blindness; dashes tell them apart without colour.
_COLOURS = ("#000000", "#56B4E9", "#0072B2", "#CC79A7", "#E69F00", "#009E73", "#F0E442", "#D55E00")
_DASHES = ("-", "--", "-.", ":")


def draw(found: BackTest, title: str, target: Path) -> None:
    """Write the picture as PNG or SVG, by the ending of `target`, whole or not at all."""
    figure = Figure(figsize=(9, 5.5), layout="constrained")
    axes = figure.add_subplot()
    for number, (name, one) in enumerate(found.scores.items()):
        axes.plot(
            [100 * coverage for coverage in COVERAGES],
            [100 * one.hit_rate(coverage) for coverage in COVERAGES],
            marker="o",
            markersize=4,
            linewidth=2.6 if name == found.trial.chosen else 1.2,
            color=_COLOURS[number % len(_COLOURS)],
            linestyle=_DASHES[number % len(_DASHES)],
            label=f"{name}{' (chosen beforehand)' if name == found.trial.chosen else ''}",
        )
    axes.set(xlabel="share of the area chosen, %", ylabel="share of events in it, %", xlim=(0, 10.2), ylim=(0, None))
    axes.set_title(title, loc="left")
    axes.spines[["top", "right"]].set_visible(False)
    axes.legend(frameon=False)
    with arrival(target.absolute().parent, mode=0o644) as new:
        figure.savefig(new.stream, format=target.suffix.lower().lstrip("."))
        new.settle(target.absolute())
