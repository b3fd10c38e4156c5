"""Boundaries as GeoJSON in degrees: the force, its boroughs and wards, the coast and the river."""

from collections.abc import Mapping, Sequence

import numpy as np
from convertbng.cutil import convert_lonlat

from athena.synth.draws import Reals
from athena.synth.export import Export
from athena.synth.files import write_json
from athena.synth.land import BOROUGHS, RIVER
from athena.synth.layout import BOUNDARIES

_DEGREES = 6
Json = Mapping[str, object]


def write_boundaries(export: Export) -> None:
    """Write `gazetteer/boundaries.geojson`; rings run anticlockwise and are closed (RFC 7946)."""
    land = export.world.land
    features = [_feature("force", "X23000001", "Northmere", None, _polygon(land.outline))]
    for number, ring in enumerate(land.borough_rings):
        features.append(_feature("borough", land.borough_code(number), BOROUGHS[number], None, _polygon(ring)))
    for number, ring in enumerate(land.ward_rings):
        borough = land.borough_code(int(land.ward_borough[number]))
        features.append(_feature("ward", land.ward_code(number), land.ward_names[number], borough, _polygon(ring)))
    features.append(_feature("coast", "X90000001", "Northmere coast", None, _line(land.coast)))
    features.append(_feature("river", "X90000002", RIVER, None, _line(land.river)))
    write_json(export.folder / BOUNDARIES.path, {"type": "FeatureCollection", "features": features})


def _feature(kind: str, code: str, name: str, borough: str | None, geometry: Json) -> Json:
    properties = {"kind": kind, "code": code, "name": name, "borough": borough}
    return {"type": "Feature", "properties": properties, "geometry": geometry}


def _polygon(ring: Reals) -> Json:
    x, y = ring[:, 0], ring[:, 1]
    clockwise = float(np.dot(x, np.roll(y, -1)) - np.dot(y, np.roll(x, -1))) < 0
    turned = ring[::-1] if clockwise else ring
    return {"type": "Polygon", "coordinates": [_degrees(np.concatenate((turned, turned[:1])))]}


def _line(points: Reals) -> Json:
    return {"type": "LineString", "coordinates": _degrees(points)}


def _degrees(points: Reals) -> Sequence[Sequence[float]]:
    longitude, latitude = convert_lonlat(points[:, 0].tolist(), points[:, 1].tolist())
    return [[round(x, _DEGREES), round(y, _DEGREES)] for x, y in zip(longitude, latitude, strict=True)]
