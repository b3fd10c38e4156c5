"""Pictures of the comparison and a map, as small SVG files whose bytes follow from the figures."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

import matplotlib.pyplot as plt
from matplotlib.collections import LineCollection
from matplotlib.figure import Figure

from athena.synth.comparison.figures import Figures
from athena.synth.comparison.knox import PLACE_BANDS, TIME_BANDS, Knox
from athena.synth.comparison.northmere import RecordsPerPerson
from athena.synth.draws import Reals
from athena.synth.land import Land
from athena.synth.streets import Streets

_NO_DATE = {"Date": None}
_DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
_DOOR = 7.5


def draw_comparison(folder: Path, real: Figures, ours: Figures, records: RecordsPerPerson) -> tuple[str, ...]:
    """Draw a picture for every figure that is compared; return the names of the files."""
    folder.mkdir(parents=True, exist_ok=True)
    with _style():
        _bars(folder / "crime-types.svg", {**real.crime_types, **ours.crime_types})
        _lines(folder / "burglary-week.svg", {**real.burglary_week, **ours.burglary_week}, "hour of the week", _DAYS)
        _lines(folder / "calls-hour.svg", {**real.calls_by_hour, **ours.calls_by_hour}, "hour of the day", ())
        _lines(folder / "calls-urgent.svg", {**real.urgent_by_hour, **ours.urgent_by_hour}, "hour of the day", ())
        _bars(folder / "stop-outcomes.svg", {**real.stop_outcomes, **ours.stop_outcomes})
        _knox(folder / "knox.svg", {**real.knox, **ours.knox})
        _records(folder / "records.svg", records)
    return tuple(sorted(path.name for path in folder.glob("*.svg") if path.name != "map.svg"))


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


def _bars(path: Path, places: Mapping[str, Mapping[str, float]]) -> None:
    words = list(dict.fromkeys(word for share in places.values() for word in share))
    figure, axes = plt.subplots(figsize=(6.5, 0.5 + 0.23 * len(words)))
    height = 0.8 / len(places)
    for number, (name, share) in enumerate(places.items()):
        middles = [row + (number + 0.5) * height - 0.4 for row in range(len(words))]
        axes.barh(middles, [100 * share.get(word, 0.0) for word in words], height, label=name)
    axes.set_yticks(range(len(words)), [word.replace("_", " ") for word in words])
    axes.set_xlabel("per cent of rows")
    axes.invert_yaxis()
    axes.legend(frameon=False)
    _save(figure, path)


def _knox(path: Path, places: Mapping[str, Knox]) -> None:
    figure, grid = plt.subplots(1, len(places), figsize=(6.5, 2.6), sharey=True, squeeze=False)
    panels = grid[0]
    for axes, (name, table) in zip(panels, places.items(), strict=True):
        for ratios, band in zip(table.ratio, PLACE_BANDS, strict=True):
            axes.plot(TIME_BANDS, ratios, marker="o", markersize=3, linewidth=1, label=band)
        axes.axhline(1, color="#999999", linewidth=0.6)
        axes.set_title(name)
        axes.tick_params(axis="x", labelrotation=20)
    panels[0].set_ylabel("pairs over chance")
    panels[-1].legend(frameon=False)
    _save(figure, path)


def _records(path: Path, records: RecordsPerPerson) -> None:
    figure, axes = plt.subplots(figsize=(6.5, 2.6))
    having = records.having[1:]
    axes.loglog(range(1, len(having) + 1), having[::-1].cumsum()[::-1] / having.sum() * 100, linewidth=1)
    axes.set_xlabel("records, or more")
    axes.set_ylabel("per cent of people")
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
