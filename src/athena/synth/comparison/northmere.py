"""The same figures of Northmere, from its own export; what happened is read from truth, the rest from the files."""

import csv
import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from athena.synth.comparison.figures import Figures, hours_of, share_by_hour, shares, week_of
from athena.synth.comparison.knox import knox
from athena.synth.draws import Ints, Reals
from athena.synth.period import DAY

NAME = "Northmere"
_NOMINAL_SYSTEMS = ("crime", "custody", "stops", "intelligence")
_SUMMER = np.timedelta64(1, "h")


def northmere_figures(folder: Path) -> Figures:
    """Read an export of `generate` and return its figures."""
    events = pq.read_table(folder / "truth/events.parquet")
    kinds = events["type"].to_pylist()
    burglary = np.array([kind == "burglary" for kind in kinds])
    at = events["at"].to_numpy().astype("datetime64[s]").astype(np.int64)
    points: Reals = np.column_stack([events[axis].to_numpy() for axis in ("easting", "northing")])
    called, grades = _calls(folder)
    return Figures(
        crime_types={NAME: shares(kinds)},
        burglary_week={NAME: week_of(at[burglary])},
        knox={NAME: knox(points[burglary], at[burglary] // DAY)},
        stop_outcomes={NAME: shares(_column(folder / "stops/stop_search.csv", "outcome"))},
        calls_by_hour={NAME: hours_of(called)},
        call_grades={NAME: shares(grades)},
        urgent_by_hour={NAME: share_by_hour(called, np.asarray(grades) == "1")},
    )


@dataclass(frozen=True)
class RecordsPerPerson:
    """Person records in the crime, custody, stop and intelligence systems, for the people who are in any of them.

    `people` by how many records each has (one, two, 3 to 5, 6 to 10, more), and `having[n]` with exactly n; `nominals`
    are the crime system's own.
    """

    records: int
    nominals_per_person: float
    mean: float
    people: Mapping[str, int]
    having: Ints
    most: int


def records_per_person(folder: Path) -> RecordsPerPerson:
    """Count from truth how many records the people whom the force knows have."""
    table = pq.read_table(folder / "truth/records.parquet", columns=["system", "person"])
    known = table.filter(pc.is_in(table["system"], value_set=pa.array(_NOMINAL_SYSTEMS)))
    counts = np.sort(known["person"].value_counts().field("counts").to_numpy())
    edges = {"1": (1, 1), "2": (2, 2), "3 to 5": (3, 5), "6 to 10": (6, 10), "more": (11, 1 << 40)}
    people = {name: int(((counts >= low) & (counts <= high)).sum()) for name, (low, high) in edges.items()}
    crime = table.filter(pc.equal(table["system"], "crime"))
    nominals = json.loads((folder / "truth/nominals.json").read_text(encoding="utf-8"))["nominals"]
    in_crime = len(pc.unique(crime["person"]))
    return RecordsPerPerson(
        int(counts.sum()),
        nominals / max(1, in_crime),
        float(counts.mean()),
        people,
        np.asarray(np.bincount(counts), np.int64),
        int(counts[-1]),
    )


def _calls(folder: Path) -> tuple[Ints, list[str]]:
    """Return local times and grades of all calls."""
    times, grades = [], []
    for path in sorted((folder / "command_and_control").glob("*.jsonl")):
        with path.open(encoding="utf-8") as stream:
            for line in stream:
                row = json.loads(line)
                times.append(row["called_at"][:19])
                grades.append(str(row["grade"]))
    utc = np.array(times, "datetime64[s]")
    month = utc.astype("datetime64[M]").astype(np.int64) % 12
    summer = (month >= 3) & (month <= 9)  # near enough for shares of the day: the last days of March and October
    return np.where(summer, utc + _SUMMER, utc).astype("datetime64[s]").astype(np.int64), grades


def _column(path: Path, name: str) -> list[str]:
    with path.open(encoding="utf-8", newline="") as stream:
        return [row[name] for row in csv.DictReader(stream)]
