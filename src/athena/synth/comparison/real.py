"""The figures of real places, from the public data of `shared/data`. Nothing of it is kept but shares and ratios."""

import csv
import gzip
import io
import zipfile
from collections.abc import Iterator, Mapping
from pathlib import Path

import numpy as np

from athena.synth.comparison.figures import Figures, Shares, hours_of, share_by_hour, shares, week_of
from athena.synth.comparison.knox import Knox, knox
from athena.synth.draws import Ints, Reals
from athena.synth.process import CRIME_TYPES

_FORCES = {
    "Bedfordshire 2023-25": "uk-police/bedfordshire-street_2023-12_2025-06.zip",
    "City of London 2022-25": "uk-police/city-of-london_2022-03_2025-02.zip",
}
_SAN_DIEGO = "San Diego January 2023"
_STOPS = "uk-police/metropolitan-stop-and-search_2022-03_2024-08.zip"


def real_figures(data: Path) -> Figures:
    """Read the real files and return their figures. Raises `FileNotFoundError` where the data is not."""
    priorities, called = _san_diego(data)
    urgent = np.isin(priorities, ("0", "1"))
    return Figures(
        crime_types={name: _crime_types(data / path) for name, path in _FORCES.items()},
        burglary_week={"Cincinnati 2016-18": week_of(_cincinnati(data)), "Houston 2010": week_of(_houston(data))},
        knox={"Chicago burglary 2016": chicago_knox(data)},
        stop_outcomes={"Metropolitan 2022-24": _stop_outcomes(data / _STOPS)},
        calls_by_hour={"Milwaukee May 2018": hours_of(_milwaukee(data))},
        call_grades={_SAN_DIEGO: shares(priorities)},
        urgent_by_hour={_SAN_DIEGO: share_by_hour(called, urgent)},
    )


def chicago_knox(data: Path) -> Knox:
    """Return the Knox ratios of Chicago's burglaries of 2016, to the day and in metres."""
    rows = [row for row in _rows(data / "incidents/chicago_burglary_2016.csv.gz") if row["date"] not in ("", "NA")]
    points: Reals = np.array([(float(row["X"]), float(row["Y"])) for row in rows])
    days = np.array([row["date"][:10] for row in rows], "datetime64[D]").astype(np.int64)
    return knox(points, days)


def _crime_types(path: Path) -> Shares:
    return shares([_word(row["Crime type"]) for row in _zipped(path, "street.csv")])


def _word(published: str) -> str:
    """Return our word for a published crime type. Raises `ValueError` for one that is not in use any more."""
    word = published.lower().replace("-", " ").replace(" ", "_")
    return CRIME_TYPES[CRIME_TYPES.index(word)]


def _stop_outcomes(path: Path) -> Shares:
    return shares([row["Outcome"] for row in _zipped(path, ".csv") if row["Outcome"]])


def _cincinnati(data: Path) -> Ints:
    """Return the times of distinct incidents; the file repeats some."""
    once = {row["incident_no"]: row["offense_date"] for row in _rows(data / "incidents/cincinnati_burglary.csv.gz")}
    return _seconds([text.replace(" ", "T").rstrip("Z") for text in once.values()])


def _houston(data: Path) -> Ints:
    """Return burglaries by their local date and hour; the file's own UTC column is wrong (its README says so)."""
    rows = [row for row in _rows(data / "incidents/houston_2010_crime.csv.gz") if row["offense"] == "burglary"]
    found = []
    for row in rows:
        month, day, year = row["date"].split("/")
        found.append(f"{int(year):04d}-{int(month):02d}-{int(day):02d}T{int(row['hour']):02d}:00:00")
    return _seconds(found)


def _milwaukee(data: Path) -> Ints:
    return _seconds(
        [row["time"][:19].replace(" ", "T") for row in _rows(data / "calls-for-service/milwaukee_2018-05.csv.gz")]
    )


def _san_diego(data: Path) -> tuple[list[str], Ints]:
    """Return priorities and local times of all calls."""
    rows = list(_rows(data / "calls-for-service/san-diego_2023-01.csv.gz"))
    times = [row["date_time"][:19].replace(" ", "T") for row in rows]
    return [row["priority"] for row in rows], _seconds(times)


def _seconds(texts: list[str]) -> Ints:
    return np.array(texts, "datetime64[s]").astype(np.int64)


def _rows(path: Path) -> Iterator[Mapping[str, str]]:
    with gzip.open(path, "rt", encoding="utf-8", newline="") as stream:
        yield from csv.DictReader(stream)


def _zipped(path: Path, ending: str) -> Iterator[Mapping[str, str]]:
    with zipfile.ZipFile(path) as archive:
        for name in sorted(archive.namelist()):
            if name.endswith(ending):
                with archive.open(name) as stream:
                    yield from csv.DictReader(io.TextIOWrapper(stream, encoding="utf-8", newline=""))
