"""Where somebody was held, and from when to when: nobody is in two custody suites at once.

This is no evidence that is weighed but an impossibility. Two records whose stays overlap are never put into one cluster
by the model, whatever else agrees and however many records lie between them; a person may still judge them the same.
"""

from dataclasses import dataclass
from datetime import datetime

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from athena.compiled import compiled
from athena.resolve.folding import compact, hashes

COLUMNS = ("held_at", "held_from", "held_to")
"""The place, and two times: ISO 8601 texts or timestamps, of one clock. A stay without its end is its first moment."""


@dataclass(frozen=True)
class Stays:
    """A stay for each record: a hash of the place, 0 where the record speaks of none, and seconds."""

    place: NDArray[np.uint64]
    start: NDArray[np.float64]
    end: NDArray[np.float64]

    def take(self, rows: NDArray[np.integer]) -> "Stays":
        """Those of some records."""
        return Stays(self.place[rows], self.start[rows], self.end[rows])


def no_stays(count: int) -> Stays:
    """Of records that speak of none."""
    return Stays(np.zeros(count, np.uint64), np.zeros(count), np.zeros(count))


def stays_of(records: pa.Table) -> Stays:
    """Read the stays of records; a time that cannot be read is not known."""
    if not {*COLUMNS} <= {*records.column_names} or records["held_at"].null_count == len(records):
        return no_stays(len(records))
    place = hashes(compact(records["held_at"].combine_chunks().cast(pa.string())))
    start, end = (_seconds(records[column]) for column in COLUMNS[1:])
    known = ~np.isnan(start)
    return Stays(np.where(known, place, np.uint64(0)), start, np.where(np.isnan(end), start, end))


def overlapping(stays: Stays, group: NDArray[np.int32]) -> tuple[NDArray[np.int32], NDArray[np.int32]]:
    """Pairs of records of one group whose stays at two places overlap: more than the end of one meets the other."""
    rows = np.flatnonzero(stays.place).astype(np.int32)
    rows = rows[np.lexsort((stays.start[rows], group[rows]))]
    size = _overlaps(rows, group, stays.place, stays.start, stays.end, np.empty((0, 2), np.int32))
    out = np.empty((size, 2), np.int32)
    _overlaps(rows, group, stays.place, stays.start, stays.end, out)
    return out.min(axis=1, initial=np.iinfo(np.int32).max), out.max(axis=1, initial=-1)


def _seconds(column: pa.ChunkedArray) -> NDArray[np.float64]:
    found = [_moment(value) for value in column.to_pylist()]
    return np.array(found, np.float64)


def _moment(value: object) -> float:
    if isinstance(value, str):
        try:
            value = datetime.fromisoformat(value)
        except ValueError:
            return np.nan
    return (
        (value.replace(tzinfo=None) - datetime(1970, 1, 1)).total_seconds() if isinstance(value, datetime) else np.nan
    )


@compiled
def _overlaps(
    rows: NDArray[np.int32],
    group: NDArray[np.int32],
    place: NDArray[np.uint64],
    start: NDArray[np.float64],
    end: NDArray[np.float64],
    out: NDArray[np.int32],
) -> int:
    at = 0
    for i in range(len(rows)):
        one = rows[i]
        for j in range(i + 1, len(rows)):
            other = rows[j]
            if group[other] != group[one] or start[other] >= end[one]:
                break
            if place[other] != place[one]:
                if at < len(out):
                    out[at, 0], out[at, 1] = one, other
                at += 1
    return at
