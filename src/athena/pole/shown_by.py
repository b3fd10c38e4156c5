"""What a record is shown by where there is room for one line: its title, its time and its place.

Read off the vocabulary by the names of properties, once for every room that shows records of several kinds together.
"""

from functools import cache

from athena.pole.kind import kind

_TITLES = {
    "person": "name_text",
    "vehicle": "vrm",
    "place": "address_text",
    "organisation": "name_text",
    "device": "phone",
    "sighting": "vrm",
}
_REFERENCE = "_reference"

_TIMES = (
    "occurred_from",
    "occurred_at",
    "seen_at",
    "arrested_at",
    "opened_at",
    "started_from",
    "started_at",
    "reported_at",
    "recorded_at",
    "vrm_on",
    "month",
)

_PLACES = ("address_text", "location_text")


@cache
def title_column(name: str) -> str | None:
    """The property that a record of kind `name` is shown by: its name or mark, else its reference."""
    return _TITLES.get(name) or next((own for own in kind(name).own if own.endswith(_REFERENCE)), None)


@cache
def time_columns(name: str) -> tuple[str, ...]:
    """The properties that say when a record of kind `name` happened, the surest first; the first known one counts."""
    properties = kind(name).properties
    return tuple(one for one in _TIMES if one in properties and properties[one].group == "time")


@cache
def place_column(name: str) -> str | None:
    """The property that says in words where a record of kind `name` happened or lies."""
    return next((one for one in _PLACES if one in kind(name).own), None)
