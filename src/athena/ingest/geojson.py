"""GeoJSON (RFC 7946): one feature a row, with its properties and its geometry."""

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import IO

import pyarrow as pa

from athena.failures import Refused
from athena.ingest.bytes_in import BytesIn
from athena.ingest.delimited import compared
from athena.ingest.source import Misread

GEOMETRY = "geometry"
_FEATURE = re.compile(rb'"type"\s*:\s*"Feature"')
# A collection is read whole: this many bytes hold the outlines of a large force many times over.
_LIMIT = 256 << 20


@dataclass(frozen=True)
class GeoJson:
    """A feature collection in WGS84, each feature with exactly `properties`.

    Properties arrive as text, `null` as the empty text, and the geometry as GeoJSON in the column `geometry`.
    """

    properties: tuple[str, ...]

    def header(self, content: BytesIn) -> Sequence[str]:
        """Read the names of the first feature's properties."""
        features = _features(_whole(content), content.name)
        if not features:
            raise _not_geojson(content.name, "It has no feature")
        return list(_properties(features[0]))

    def check(self, header: Sequence[str], file: str) -> None:
        """Refuse a first feature with a missing or an unknown property."""
        compared(self.properties, header, f"{file}, feature 1")

    def schema(self) -> pa.Schema:
        """The properties and the geometry, as text."""
        return pa.schema([(name, pa.string()) for name in (*self.properties, GEOMETRY)])

    def rows(self, content: BytesIn, header: Sequence[str], file: str) -> "GeoJsonRows":  # noqa: ARG002 - Format's
        """Read the features in order."""
        return GeoJsonRows(self, content, file)

    def original(self, content: IO[bytes], row: int) -> bytes:
        """Give one feature as JSON on one line; in the file it may stand on many."""
        return json.dumps(json.load(content)["features"][row - 1], ensure_ascii=False).encode()

    def values(self, feature: object) -> list[str]:
        """The values of one feature; raise `ValueError` in words for what it should not be."""
        said = _properties(feature)
        if set(said) != set(self.properties) or not isinstance(feature, dict) or GEOMETRY not in feature:
            raise ValueError(f"it has not a geometry and exactly the properties {', '.join(self.properties)}")
        texts = ["" if said[name] is None else str(said[name]) for name in self.properties]
        return [*texts, json.dumps(feature[GEOMETRY], sort_keys=True, separators=(",", ":"))]


class GeoJsonRows:
    """The features of one file while they are read; see `source.Rows`."""

    def __init__(self, format: GeoJson, content: BytesIn, file: str) -> None:
        self.misread: list[Misread] = []
        self.notes: list[str] = []
        self._format = format
        self._bytes = _whole(content)
        self._file = file
        self._done = False

    def __iter__(self) -> "GeoJsonRows":
        """Give itself."""
        return self

    def __next__(self) -> tuple[pa.Array, pa.RecordBatch]:
        """Give all features, once."""
        if self._done:
            raise StopIteration
        self._done = True
        numbers, rows = [], []
        for number, feature in enumerate(_features(self._bytes, self._file), 1):
            try:
                rows.append(self._format.values(feature))
                numbers.append(number)
            except ValueError as error:
                self.misread.append(Misread(number, str(error)))
        names = self._format.schema().names
        columns = [pa.array([row[place] for row in rows], pa.string()) for place in range(len(names))]
        return pa.array(numbers, pa.int64()), pa.record_batch(columns, schema=self._format.schema())

    def covered(self) -> tuple[date, date] | None:
        """Say nothing: outlines are of no month."""
        return None

    def count(self) -> int:
        """Count the features by their mark in the bytes."""
        return len(_FEATURE.findall(self._bytes))


def _whole(content: BytesIn) -> bytes:
    found = content.read(_LIMIT + 1) or b""
    while len(found) <= _LIMIT and (piece := content.read(_LIMIT)):
        found += piece
    if len(found) > _LIMIT:
        raise _not_geojson(content.name, f"It has over {_LIMIT:,} bytes, more than outlines need")
    return found


def _features(content: bytes, file: str) -> Sequence[object]:
    try:
        found = json.loads(content)
    except ValueError as error:
        raise _not_geojson(file, str(error)) from error
    if not isinstance(found, dict) or not isinstance(found.get("features"), list):
        raise _not_geojson(file, "It is not an object with a list of features")
    return list(found["features"])


def _properties(feature: object) -> Mapping[str, object]:
    found = feature.get("properties") if isinstance(feature, dict) else None
    return found if isinstance(found, dict) else {}


def _not_geojson(file: str, why: str) -> Refused:
    return Refused(
        "ingest.not-geojson",
        "A file is not a GeoJSON feature collection",
        file,
        why,
        "Whoever delivered it: export it again as GeoJSON (RFC 7946)",
    )
