"""Grid to degrees: a format whose rows say where by easting and northing, with longitude and latitude beside them."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import IO

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from athena.ingest.bytes_in import BytesIn
from athena.ingest.source import Format, Misread, Rows

LONGITUDE, LATITUDE = "_longitude", "_latitude"
# A hundred-millionth of a degree is a millimetre: as exact as OSTN15 is.
_DECIMALS = 8


@dataclass(frozen=True)
class InDegrees:
    """The rows of `inner` with columns `_longitude` and `_latitude` (WGS84, by OSTN15) from two of its columns.

    Both are empty where either number is, is none, or lies where OSTN15 does not reach: a rule of the source says
    what becomes of such a row. A mapping cannot do this, because OSTN15 is a table and no formula.
    """

    inner: Format
    easting: str
    northing: str

    def header(self, content: BytesIn) -> Sequence[str]:
        """Read the names that stand in the file."""
        return self.inner.header(content)

    def check(self, header: Sequence[str], file: str) -> None:
        """Refuse as `inner` does."""
        self.inner.check(header, file)

    def schema(self) -> pa.Schema:
        """The columns of `inner`, then the two."""
        return pa.schema([*self.inner.schema(), (LONGITUDE, pa.float64()), (LATITUDE, pa.float64())])

    def rows(self, content: BytesIn, header: Sequence[str], file: str) -> "RowsInDegrees":
        """Read the rows of `inner`."""
        return RowsInDegrees(self, self.inner.rows(content, header, file))

    def original(self, content: IO[bytes], row: int) -> bytes:
        """Find the bytes of one row, as `inner` does."""
        return self.inner.original(content, row)

    def reading(self, inner: Format) -> "InDegrees":
        """The same over another format."""
        return replace(self, inner=inner)


class RowsInDegrees:
    """The rows of one file while they are read; see `source.Rows`."""

    def __init__(self, format: InDegrees, inner: Rows) -> None:
        self.misread: list[Misread] = inner.misread
        self.notes: list[str] = inner.notes
        self._format = format
        self._inner = inner
        self._schema = format.schema()

    def __iter__(self) -> "RowsInDegrees":
        """Give itself."""
        return self

    def __next__(self) -> tuple[pa.Array, pa.RecordBatch]:
        """Give the next rows and their numbers."""
        numbers, batch = next(self._inner)
        eastings, northings = (_metres(batch.column(n)) for n in (self._format.easting, self._format.northing))
        longitude, latitude = degrees(eastings, northings)
        return numbers, pa.record_batch([*batch.columns, longitude, latitude], schema=self._schema)

    def covered(self) -> tuple[date, date] | None:
        """Say what `inner` says."""
        return self._inner.covered()

    def count(self) -> int:
        """Count as `inner` does."""
        return self._inner.count()


def degrees(eastings: npt.NDArray[np.float64], northings: npt.NDArray[np.float64]) -> tuple[pa.Array, pa.Array]:
    """Longitudes and latitudes of points of the grid, empty for a point that is none."""
    from convertbng.cutil import convert_lonlat  # slow to import, and most commands need no geodesy

    # Outside the grid the library gives nothing sensible; a point that is not a number would stop it.
    sound = (eastings >= 0) & (eastings < 700_000) & (northings >= 0) & (northings < 1_300_000)
    found = convert_lonlat(eastings[sound].tolist(), northings[sound].tolist()) if sound.any() else ([], [])
    whole = []
    for axis in found:
        values = np.full(len(eastings), np.nan)
        values[sound] = np.round(np.asarray(axis, dtype=np.float64), _DECIMALS)
        whole.append(pa.array(values, from_pandas=True))
    return whole[0], whole[1]


def _metres(column: pa.Array) -> npt.NDArray[np.float64]:
    if pa.types.is_string(column.type):
        number = r"^-?[0-9]{1,9}(\.[0-9]{1,6})?$"
        column = pc.if_else(pc.match_substring_regex(column, number), column, None)
    return np.asarray(column.cast(pa.float64()).to_numpy(zero_copy_only=False), dtype=np.float64)
