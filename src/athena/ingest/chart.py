"""Pictures of counts: lines over months with gaps left open and shaded, bars for everything else."""

import itertools
from collections.abc import Sequence
from pathlib import Path

from matplotlib.axes import Axes
from matplotlib.figure import Figure

from athena.ingest.counts import MONTH, Answer
from athena.lake.durable import arrival

# Okabe and Ito (2008): told apart by people with any common colour blindness.
_COLOURS = ("#0072B2", "#D55E00", "#009E73", "#CC79A7", "#E69F00", "#56B4E9", "#F0E442", "#000000")
_MOST_BARS = 30


def draw(answer: Answer, target: Path) -> None:
    """Write the picture of an answer as PNG or SVG, by the ending of `target`, whole or not at all.

    By month: one line for each combination of the other dimensions; the eight largest are drawn, and the legend
    counts the rest.
    """
    figure = Figure(figsize=(11, 5.5), layout="constrained")
    axes = figure.add_subplot()
    if MONTH in answer.by:
        _lines(axes, answer)
    else:
        _bars(axes, answer)
    axes.set_title(f"Recorded crime by {', '.join(answer.by)}", loc="left")
    axes.spines[["top", "right"]].set_visible(False)
    figure.supxlabel(" ".join(answer.notes), fontsize=7, wrap=True)
    with arrival(target.absolute().parent, mode=0o644) as new:
        figure.savefig(new.stream, format=target.suffix.lower().lstrip("."))
        new.settle(target.absolute())


def _lines(axes: Axes, answer: Answer) -> None:
    place = list(answer.by).index(MONTH)
    months = sorted({count.values[place] for count in answer.counts})
    series: dict[str, dict[str, int | None]] = {}
    for count in answer.counts:
        rest = ", ".join(value for number, value in enumerate(count.values) if number != place) or "all"
        series.setdefault(rest, {})[count.values[place]] = count.count
    ordered = sorted(series, key=lambda name: -sum(value or 0 for value in series[name].values()))
    for number, name in enumerate(ordered[: len(_COLOURS)]):
        values = [series[name].get(month) for month in months]
        heights = [float("nan") if value is None else value for value in values]
        axes.plot(range(len(months)), heights, label=name, color=_COLOURS[number], linewidth=1.6)
    _shade_gaps(axes, [all(line.get(month) is None for line in series.values()) for month in months])
    step = max(1, len(months) // 12)
    axes.set_xticks(range(0, len(months), step), months[::step], rotation=45, ha="right")
    axes.set_ylim(bottom=0)
    axes.set_ylabel("crimes a month")
    if len(ordered) > 1:
        left_out = len(ordered) - len(_COLOURS)
        axes.legend(
            loc="upper left",
            bbox_to_anchor=(1, 1),
            frameon=False,
            fontsize=8,
            title=f"{left_out} smaller not drawn" if left_out > 0 else None,
        )


def _shade_gaps(axes: Axes, gaps: Sequence[bool]) -> None:
    for is_gap, run in itertools.groupby(range(len(gaps)), key=lambda number: gaps[number]):
        if is_gap:
            months = list(run)
            axes.axvspan(months[0] - 0.5, months[-1] + 0.5, color="#dddddd")
            middle = (months[0] + months[-1]) / 2
            placed = axes.get_xaxis_transform()
            axes.text(middle, 0.98, "not delivered", rotation=90, va="top", ha="center", fontsize=8, transform=placed)


def _bars(axes: Axes, answer: Answer) -> None:
    largest = sorted(answer.counts, key=lambda count: -(count.count or 0))[:_MOST_BARS]
    names = [", ".join(count.values) or "all" for count in reversed(largest)]
    axes.barh(names, [count.count or 0 for count in reversed(largest)], color=_COLOURS[0])
    axes.set_xlabel(
        "crimes" if len(answer.counts) <= _MOST_BARS else f"crimes (the {_MOST_BARS} largest of {len(answer.counts)})"
    )
