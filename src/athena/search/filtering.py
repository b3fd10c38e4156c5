"""Filters as they are typed: kinds, sources, roles, dates and places."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date, timedelta

from athena.failures import Refused
from athena.pole import code_list
from athena.pole.refusal import Refused as NotAValue
from athena.pole.values.grid_reference import GridReference
from athena.search.placing import KINDS
from athena.search.question import Area, Circle, Filters, Place, Polygon

FILTERS = ("kind", "source", "role", "after", "before", "on", "received", "near", "within", "area")
"""The filters, by the names under which they are typed."""

_RADIUS = re.compile(r"(\d+(?:\.\d+)?)\s*(m|km)", re.I)
_PARTIAL = re.compile(r"(\d{4})(?:-(\d{2}))?(?:-(\d{2}))?")
_FARTHEST = 200_000.0
_MOST_CORNERS = 200
_LEAST_CORNERS = 3


def filters_of(typed: Sequence[tuple[str, str]]) -> Filters:
    """The filters of (name, value) pairs in any order; a name may come twice, and then both values hold.

    Several kinds, sources or roles are alternatives. Refused with `search.kind-unknown`, `search.role-unknown`,
    `search.date-unreadable`, `search.place-unreadable` and `search.filter-twice`.
    """
    values = {name: [value for one, value in typed if one == name] for name in FILTERS}
    after = [_day(value)[0] for name in ("after", "on") for value in values[name]]
    before = [_day(value)[0] for value in values["before"]] + [_day(value)[1] for value in values["on"]]
    places = [_PLACES[name](value) for name in _PLACES for value in values[name]]
    if len(places) > 1:
        raise _refused("filter-twice", "near, within, area", "a question has one place", "ask once for each place")
    return Filters(
        kinds=_each(values["kind"], KINDS, "kind"),
        sources=tuple(one for value in values["source"] for one in value.split(",") if one),
        roles=_each(values["role"], tuple(code_list("link_role").codes), "role"),
        after=max(after, default=None),
        before=min(before, default=None),
        received=max((_day(value)[0] for value in values["received"]), default=None),
        place=places[0] if places else None,
    )


def _each(values: Sequence[str], known: Sequence[str], what: str) -> tuple[str, ...]:
    found = tuple(one for value in values for one in value.split(",") if one)
    for one in found:
        if one not in known:
            raise _refused(f"{what}-unknown", one, f"there is no such {what}", f"name one of {', '.join(known)}")
    return found


def _day(text: str) -> tuple[date, date]:
    """The first day of the year, month or day that `text` is, and the first day after it."""
    match = _PARTIAL.fullmatch(text)
    try:
        if match is None:
            raise ValueError(text)
        year, month, day = int(match[1]), int(match[2] or 1), int(match[3] or 1)
        first = date(year, month, day)
        if match[3]:
            return first, first + timedelta(days=1)
        if match[2]:
            return first, date(year + month // 12, month % 12 + 1, 1)
        return first, date(year + 1, 1, 1)
    except (ValueError, OverflowError):
        raise _refused("date-unreadable", text, "it is no date", "write 2024, 2024-05 or 2024-05-09") from None


def _near(text: str) -> Place:
    point, _, radius = text.rpartition(",")
    match = _RADIUS.fullmatch(radius.strip())
    if not point or match is None:
        raise _place(text, "it does not end in a radius", "write near:53.5,0.12,500m or near:TA123456,1km")
    metres = float(match[1]) * (1000 if match[2].lower() == "km" else 1)
    if not 0 < metres <= _FARTHEST:
        raise _place(text, "the radius is nothing, or more than 200 km", "name a radius within a force's reach")
    latitude, longitude = _point(point.strip())
    return Circle(latitude, longitude, metres)


def _point(text: str) -> tuple[float, float]:
    try:
        square = GridReference.parse(text)
    except NotAValue:
        return _degrees(text, text)
    # The middle, because a reference names a square and no point.
    longitude, latitude = square.centre.to_wgs84()
    return latitude, longitude


def _degrees(text: str, whole: str) -> tuple[float, float]:
    latitude, _, longitude = text.partition(",")
    try:
        found = float(latitude), float(longitude)
    except ValueError:
        raise _place(whole, "it is no point", "write latitude,longitude in degrees, or a grid reference") from None
    if not (-90 <= found[0] <= 90 and -180 <= found[1] <= 180):
        raise _place(whole, "there is no such latitude or longitude", "write latitude first, then longitude")
    return found


def _within(text: str) -> Place:
    corners = tuple(_degrees(one.strip(), text) for one in text.split(";") if one.strip())
    if not _LEAST_CORNERS <= len(corners) <= _MOST_CORNERS:
        raise _place(text, "a polygon has 3 to 200 corners", "write latitude,longitude;latitude,longitude;...")
    return Polygon(corners)


def _area(text: str) -> Place:
    return Area(text.strip().upper())


_PLACES = {"near": _near, "within": _within, "area": _area}


def _place(text: str, why: str, remedy: str) -> Refused:
    return _refused("place-unreadable", text, why, remedy)


def _refused(code: str, text: str, why: str, remedy: str) -> Refused:
    return Refused(f"search.{code}", "The filter cannot be read", repr(text), why, remedy[0].upper() + remedy[1:])
