"""What the index cannot decide by itself: exact circles and polygons, and the roles that links give."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import tantivy

from athena.search import schema as at
from athena.search.question import Area, Circle, Filters, Place, Polygon
from athena.search.sight import Sight, all_of, any_of

MOST = 20_000
"""How many found records are tried, in their order, before a count says *at least*."""

_PART = 2_000
_EARTH = 6_371_008.8
"""The mean radius of the Earth in metres (IUGG)."""

_METRES_A_DEGREE = 111_195.0
Numbers = npt.NDArray[np.float64]
Truth = npt.NDArray[np.bool_]


def bounds(place: Circle | Polygon) -> tuple[float, float, float, float]:
    """West, south, east and north of `place` in degrees, never less than what it holds."""
    if isinstance(place, Polygon):
        latitudes, longitudes = zip(*place.corners, strict=True)
        return min(longitudes), min(latitudes), max(longitudes), max(latitudes)
    up = place.metres / _METRES_A_DEGREE * 1.01
    # The narrowest parallel that the circle touches has the most degrees to a metre.
    narrowest = np.cos(np.radians(min(abs(place.latitude) + up, 89.9)))
    across = min(up / float(narrowest), 180.0)
    return (place.longitude - across, place.latitude - up, place.longitude + across, place.latitude + up)


def inside(place: Circle | Polygon, latitudes: Numbers, longitudes: Numbers) -> Truth:
    """Which points lie in `place`: by great-circle distance, or by the even-odd rule in degrees."""
    if isinstance(place, Circle):
        found: Truth = _distance(place, latitudes, longitudes) <= place.metres
        return found
    within = np.zeros(latitudes.shape, dtype=np.bool_)
    ring = place.corners
    for (lat, lon), (next_lat, next_lon) in zip(ring, (*ring[1:], ring[0]), strict=True):
        crosses = (lat > latitudes) != (next_lat > latitudes)
        if lat != next_lat:
            at_longitude = lon + (latitudes - lat) / (next_lat - lat) * (next_lon - lon)
            within ^= crosses & (longitudes < at_longitude)
    return within


@dataclass(frozen=True)
class Sieve:
    """A place that has an outline, roles, or both, tried record by record."""

    searcher: tantivy.Searcher
    sight: Sight
    place: Circle | Polygon | None
    roles: tuple[str, ...]

    def passed(self, query: tantivy.Query, order: str) -> tuple[list[tantivy.DocAddress], bool]:
        """What `query` finds and the sieve lets through, in `order`; and whether more was found than was tried."""
        found = self.searcher.search(query, MOST + 1, count=False, order_by_field=order).hits
        addresses = [address for _, address in found[:MOST]]
        for part in (self._in_place, self._in_role):
            addresses = [one for one, stays in zip(addresses, part(addresses), strict=True) if stays]
        return addresses, len(found) > MOST

    def kept(self, query: tantivy.Query, order: str) -> tantivy.Query:
        """`query`, narrowed to what the sieve lets through."""
        keys = self._values(at.KEY, self.passed(query, order)[0])
        if not keys:
            return tantivy.Query.empty_query()
        return all_of([query, tantivy.Query.term_set_query(at.schema(), at.KEY, [int(key) for key in keys])])

    def _in_place(self, addresses: Sequence[tantivy.DocAddress]) -> Sequence[bool]:
        if self.place is None or not addresses:
            return [True] * len(addresses)
        latitudes, longitudes = (
            np.array(self._values(name, addresses), dtype=np.float64) for name in (at.LATITUDE, at.LONGITUDE)
        )
        return [bool(one) for one in inside(self.place, latitudes, longitudes)]

    def _in_role(self, addresses: Sequence[tantivy.DocAddress]) -> Sequence[bool]:
        if not self.roles:
            return [True] * len(addresses)
        keys = [int(key) for key in self._values(at.KEY, addresses)]
        held = {key for part in _parts(keys) for key in self._standing(part)}
        return [key in held for key in keys]

    def _standing(self, keys: list[int]) -> list[int]:
        """Those of `keys` from which a link that the view sees leads, in one of the roles."""
        schema = at.schema()
        role = any_of(tantivy.Query.term_query(schema, at.ROLE, one, "basic") for one in self.roles)
        links = all_of([tantivy.Query.term_set_query(schema, at.FROM, keys), role])
        seen = self.sight.within(links, self.sight.groups["relation"] & self.sight.rows)
        hits = self.searcher.search(seen, MOST * 10, count=False, order_by_field=at.BY_ARRIVAL).hits
        return [int(one) for one in self._values(at.FROM, [address for _, address in hits])]

    def _values(self, name: str, addresses: Sequence[tantivy.DocAddress]) -> list[float]:
        found = self.searcher.fast_field_values(name, list(addresses))
        return [np.nan if one is None else one for one in found]


def sieve_of(searcher: tantivy.Searcher, sight: Sight, filters: Filters) -> Sieve | None:
    """The sieve that `filters` need; None where the index decides all of them."""
    place: Place | None = filters.place
    outline = None if isinstance(place, Area) else place
    if outline is None and not filters.roles:
        return None
    return Sieve(searcher, sight, outline, filters.roles)


def _distance(place: Circle, latitudes: Numbers, longitudes: Numbers) -> Numbers:
    """Great-circle distance in metres by the haversine formula."""
    lat, lon = np.radians(place.latitude), np.radians(place.longitude)
    lats, lons = np.radians(latitudes), np.radians(longitudes)
    half = np.sin((lats - lat) / 2) ** 2 + np.cos(lat) * np.cos(lats) * np.sin((lons - lon) / 2) ** 2
    found: Numbers = 2 * _EARTH * np.arcsin(np.sqrt(np.clip(half, 0, 1)))
    return found


def _parts(keys: list[int]) -> Iterator[list[int]]:
    for start in range(0, len(keys), _PART):
        yield keys[start : start + _PART]
