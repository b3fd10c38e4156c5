"""Event files for a back-test: those known by name, and any CSV whose columns say what they are."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from pathlib import Path

import yaml

from athena.failures import Refused

_TIMES = (
    "date", "datetime", "date_time", "time", "occurred", "occurred_from", "occurred_at", "offense_date", "occ_date",
    "date_single", "date_start", "startdatetime", "cmplnt_fr_dt", "reported_at", "timestamp",
)  # fmt: skip
_XS = (
    "longitude",
    "lon",
    "lng",
    "long",
    "x",
    "x_coordinate",
    "x_coord",
    "x_coord_cd",
    "x_coordina",
    "easting",
    "eastings",
)
_YS = ("latitude", "lat", "y", "y_coordinate", "y_coord", "y_coord_cd", "y_coordina", "northing", "northings")
_TYPES = ("type", "offense", "offence", "crime_type", "crime type", "category", "kind", "primary type", "offense_type")
_DEGREES = ("longitude", "lon", "lng", "long")


@dataclass(frozen=True)
class Layout:
    """Where a CSV says when and where: names of columns, the reference system of its coordinates, and its kind.

    `time` may join several columns by hyphens (`YEAR-MONTH-DAY`). `crs` is None for plain metres. `kind` is in the
    source's words, None where nothing says it. `type` keeps only the rows whose `type_column` says so.
    """

    file: Path
    time: str
    x: str
    y: str
    crs: str | None
    kind: str | None = None
    type_column: str | None = None
    type: str | None = None
    boundary: Path | None = None


def known_datasets() -> tuple[str, ...]:
    """The names of the files that the back-test knows, sorted."""
    return tuple(sorted(_known()))


def known_layout(name: str, data: Path) -> Layout | None:
    """The layout of the data set `name` below the folder `data`, None where the name is not known."""
    found = _known().get(name)
    if found is None:
        return None
    boundary = found.get("boundary")
    return Layout(
        data / found["file"],
        found["time"],
        found["x"],
        found["y"],
        found["crs"],
        found["kind"],
        found.get("type_column"),
        found.get("type"),
        data / boundary if boundary else None,
    )


def guessed_layout(file: Path, header: list[str]) -> Layout:
    """The layout that the names of a CSV's columns suggest: longitude and latitude, else metres.

    Refused with `forecast.columns-unknown`, naming what was looked for, where a column cannot be found.
    """
    x, y = _column(file, header, _XS, "an x coordinate"), _column(file, header, _YS, "a y coordinate")
    return Layout(
        file,
        _column(file, header, _TIMES, "a date"),
        x,
        y,
        "EPSG:4326" if x.lower() in _DEGREES else None,
        type_column=next((name for name in header if name.lower() in _TYPES), None),
    )


def _column(file: Path, header: list[str], names: tuple[str, ...], what: str) -> str:
    by_name = {name.strip().lower(): name for name in reversed(header)}
    for name in names:
        if name in by_name:
            return by_name[name]
    raise Refused(
        "forecast.columns-unknown",
        f"Read {what} from {file.name}",
        f"{file}, header: {', '.join(header)}",
        f"no column is called one of: {', '.join(names)}",
        "whoever asks: name the columns with --time, --x and --y",
    )


@cache
def _known() -> dict[str, dict[str, str]]:
    text = files(__package__).joinpath("datasets.yaml").read_text(encoding="utf-8")
    return dict(yaml.safe_load(text))
