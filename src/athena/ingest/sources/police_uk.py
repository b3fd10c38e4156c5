"""What the three files of a data.police.uk download share: their names, their columns of place, their codes."""

import re
from collections.abc import Callable

import ibis
import ibis.expr.types as ir

from athena.ingest.expressions import number, text
from athena.ingest.source import Raw, Record, Rule, Slot, month_named
from athena.pole import Label

OPEN_DATA = Label(
    sensitivity="open", data_subject="none", handling="ungraded", lawful_basis="open_data", review_group="none"
)
FAMILY = ("street", "outcomes", "stop-and-search")
# Street and outcome files begin with these.
CRIME_COLUMNS = (
    "Crime ID",
    "Month",
    "Reported by",
    "Falls within",
    "Longitude",
    "Latitude",
    "Location",
    "LSOA code",
    "LSOA name",
)
_NAME = re.compile(
    r"(?P<month>(19|20)[0-9]{2}-(0[1-9]|1[0-2]))-(?P<force>[a-z][a-z-]*?)-(?P<kind>street|outcomes|stop-and-search)\.csv"
)


def recogniser(kind: str) -> Callable[[str], Slot | None]:
    """Recognise the portal's own file names of one kind: `2024-05-city-of-london-street.csv`."""

    def recognise(name: str) -> Slot | None:
        found = _NAME.fullmatch(name.rsplit("/", 1)[-1])
        if found is None or found["kind"] != kind:
            return None
        month = month_named(found["month"])
        return Slot(f"{found['force']}/{found['month']}", found["force"], kind, month, month, FAMILY)

    return recognise


def month(value: ir.StringValue) -> ir.DateValue:
    """Read `2024-05` as the first day of that month; nothing where it is not a month."""
    return (value + ibis.literal("-01")).try_cast("date")


def of_a_crime(raw: Raw) -> Record:
    """Say what street and outcome rows share: which crime, recorded by whom, when, and where.

    Where is an anonymised map point, never an address.
    """
    return {
        "crime_reference": text(raw["Crime ID"]),
        "month": month(raw["Month"]),
        "reported_by": text(raw["Reported by"]),
        "falls_within": text(raw["Falls within"]),
        **of_a_point(raw),
        "location_text": text(raw["Location"]),
        "lsoa_code": text(raw["LSOA code"]),
        "lsoa_name": text(raw["LSOA name"]),
    }


def of_a_point(raw: Raw) -> Record:
    """Say where the map point is that any row of the portal may have."""
    longitude = number(raw["Longitude"])
    return {
        "longitude": longitude,
        "latitude": number(raw["Latitude"]),
        "location_precision": longitude.isnull().ifelse("none", "anonymised_point"),
    }


def unknown_code(column: str, property: str) -> Rule:
    """Quarantine a row whose words the code list does not have: a new word is not guessed."""
    return Rule(
        f"unknown-{property.replace('_', '-')}",
        column,
        f"its {column} is not a word that the code list has",
        "A data engineer: add the word to the code list (src/athena/pole/codes), then resubmit",
        lambda raw, record: (raw[column] != "") & record[property].isnull(),
    )


def not_a_number(column: str) -> Rule:
    """Quarantine a row whose coordinate is not a number."""
    return Rule(
        f"bad-{column.lower()}",
        column,
        f"its {column} is not a number",
        "Whoever delivered it: correct the row and send it again",
        lambda raw, record: (raw[column] != "") & record[column.lower()].isnull(),
    )


def _outside(record: Record) -> ir.BooleanValue:
    longitude, latitude = record["longitude"], record["latitude"]
    return ~(longitude.between(-9.0, 2.1) & latitude.between(49.8, 60.95)) | (longitude.isnull() != latitude.isnull())


COORDINATE_RULES = (
    not_a_number("Longitude"),
    not_a_number("Latitude"),
    Rule(
        "outside-the-united-kingdom",
        "Longitude, Latitude",
        "its point is not in the United Kingdom, or half of it is missing",
        "Whoever delivered it: look for swapped or truncated coordinates, correct the row and send it again",
        lambda raw, record: _outside(record),
    ),
)

_WRONG_MONTH = Rule(
    "wrong-month",
    "Month",
    "its Month is not the month that the file's name says",
    "Whoever delivered it: put the row into the file of its month, or correct it, and send it again",
    lambda raw, record: record["month"].isnull() | (record["month"] != raw["_month"]),
)

_BAD_CRIME_ID = Rule(
    "bad-crime-id",
    "Crime ID",
    "its Crime ID is not 64 hexadecimal digits",
    "Whoever delivered it: send the row with the Crime ID that the portal gave",
    lambda raw, record: ~raw["Crime ID"].re_search(r"^([0-9a-f]{64})?$"),
)


def rules_of_a_crime(*own: Rule) -> tuple[Rule, ...]:
    """Give the rules of street or outcome rows, a file's own among them, in the order in which they are asked."""
    return (_WRONG_MONTH, _BAD_CRIME_ID, *own, *COORDINATE_RULES)
