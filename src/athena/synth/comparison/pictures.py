"""Pictures of the comparison and a map, as small SVG files whose bytes follow from the figures."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

import matplotlib.pyplot as plt
from matplotlib.collections import LineCollection
from matplotlib.figure import Figure

from athena.synth.comparison.figures import Figures
from athena.synth.draws import Reals
from athena.synth.land import Land
from athena.synth.process import CRIME_TYPES
from athena.synth.streets import Streets

_NO_DATE = {"Date": None}
_DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
_DOOR = 7.5


def draw_comparison(folder: Path, real: Figures, ours: Figures) -> tuple[str, ...]:
    """Draw types, burglary by hour of the week, and calls by hour; return the names of the files."""
    folder.mkdir(parents=True, exist_ok=True)
    with _style():
        _types(folder / "crime-types.svg", {**real.crime_types, **ours.crime_types})
        _lines(folder / "burglary-week.svg", {**real.burglary_week, **ours.burglary_week}, "hour of the week", _DAYS)
        _lines(folder / "calls-hour.svg", {**real.calls_by_hour, **ours.calls_by_hour}, "hour of the day", ())
    return ("crime-types.svg", "burglary-week.svg", "calls-hour.svg")


def draw_map(path: Path, land: Land, streets: Streets) -> None:
    """Draw the map: coast, river, wards, boroughs, and streets by deprivation."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with _style():
        figure, axes = plt.subplots(figsize=(5, 5))
        axes.fill(*land.outline.T, color="#f3f1ea")
        for ring in land.ward_rings:
            axes.plot(*ring.T, color="#cccccc", linewidth=0.4)
        for ring in land.borough_rings:
            axes.plot(*ring.T, color="#777777", linewidth=0.8)
        ends = streets.start + streets.along * (streets.doors * _DOOR)[:, None]
        lines = LineCollection(
            list(zip(streets.start, ends, strict=True)), array=streets.deprived, cmap="viridis", linewidth=0.7
        )
        axes.add_collection(lines)
        axes.plot(*land.river.T, color="#6fa8dc", linewidth=1.6)
        axes.plot(*land.coast.T, color="#3d6a99", linewidth=1.2)
        axes.set_aspect("equal")
        axes.set_axis_off()
        _save(figure, path)


@contextmanager
def _style() -> Iterator[None]:
    """Draw small, as text, and with ids that follow from the picture and not from chance."""
    with plt.rc_context():
        plt.switch_backend("svg")
        plt.rc("svg", hashsalt="northmere", fonttype="none")
        plt.rc("font", size=8)
        plt.rc("axes.spines", top=False, right=False)
        yield


def _types(path: Path, places: Mapping[str, Mapping[str, float]]) -> None:
    figure, axes = plt.subplots(figsize=(6.5, 3.6))
    height = 0.8 / len(places)
    for number, (name, share) in enumerate(places.items()):
        axes.barh(
            [row + number * height for row in range(len(CRIME_TYPES))],
            [100 * share.get(kind, 0.0) for kind in CRIME_TYPES],
            height,
            label=name,
        )
    axes.set_yticks([row + 0.3 for row in range(len(CRIME_TYPES))], [kind.replace("_", " ") for kind in CRIME_TYPES])
    axes.set_xlabel("per cent of rows")
    axes.invert_yaxis()
    axes.legend(frameon=False)
    _save(figure, path)


def _lines(path: Path, places: Mapping[str, Reals], label: str, days: tuple[str, ...]) -> None:
    figure, axes = plt.subplots(figsize=(6.5, 2.6))
    for name, share in places.items():
        axes.plot(100 * share, linewidth=1, label=name)
    axes.set_xlabel(label)
    axes.set_ylabel("per cent")
    axes.set_ylim(bottom=0)
    if days:
        axes.set_xticks(range(0, 168, 24), days)
    axes.legend(frameon=False, ncols=3)
    _save(figure, path)


def _save(figure: Figure, path: Path) -> None:
    figure.savefig(path, metadata=_NO_DATE, bbox_inches="tight")
    plt.close(figure)
