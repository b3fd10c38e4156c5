"""Every file that Northmere's systems export: its format, and each column with its meaning. The writers write these.

Whoever reads the files (an ingest source, a person) needs this module and nothing else of `synth`. Times are London
wall-clock times without a zone (`YYYY-MM-DDTHH:MM:SS` or as said) except where a column says UTC. Empty means that
nothing was recorded.
"""

from collections.abc import Mapping
from dataclasses import dataclass

_PERSON = {
    "surname": "Family name as keyed.",
    "forenames": "Given names as keyed, first and middle in one field.",
    "dob": "Date of birth, DD/MM/YYYY; 01/01/1900 was keyed to get past the field.",
    "sex": "M or F as recorded.",
    "ethnicity_self": "Self-defined ethnicity, 18+1 code such as W1; empty for not recorded.",
    "address": "Home address on one line, NO FIXED ABODE, NFA, N.F.A., or empty.",
    "postcode": "Postcode of that address.",
    "phone": "Telephone number as dialled at home, digits only.",
}


@dataclass(frozen=True)
class FileLayout:
    """One exported file: path below the export's folder (a pattern), format, system, key and columns in order."""

    path: str
    format: str
    system: str
    key: str
    columns: Mapping[str, str]

    @property
    def names(self) -> tuple[str, ...]:
        """The columns' names, in order."""
        return tuple(self.columns)


GAZETTEER = FileLayout(
    "gazetteer/addresses.csv",
    "CSV, UTF-8, CRLF",
    "gazetteer",
    "uprn",
    {
        "uprn": "Property number, 12 digits beginning 9; the Ordnance Survey has issued none so high.",
        "usrn": "Street number, 8 digits.",
        "door": "House number.",
        "street": "Street name; another town may have one of the same name.",
        "town": "Town, which is the borough's name.",
        "postcode": "Postcode; no postcode area of the Royal Mail is called NX.",
        "kind": "DWELLING, POLICE STATION, or the sort of premises.",
        "ward": "Ward code.",
        "borough": "Borough code.",
        "easting": "National Grid easting in metres, one decimal. At sea: the place is invented.",
        "northing": "National Grid northing in metres, one decimal.",
    },
)
STREETS = FileLayout(
    "gazetteer/streets.csv",
    "CSV, UTF-8, CRLF",
    "gazetteer",
    "usrn",
    {
        "usrn": "Street number, 8 digits.",
        "street": "Street name.",
        "town": "Town.",
        "ward": "Ward code of its middle.",
        "borough": "Borough code.",
        "deprivation_decile": "1 (most deprived) to 10, of Northmere's streets.",
        "start_easting": "One end, metres.",
        "start_northing": "One end, metres.",
        "end_easting": "Other end, metres.",
        "end_northing": "Other end, metres.",
    },
)
BOUNDARIES = FileLayout(
    "gazetteer/boundaries.geojson",
    "GeoJSON (RFC 7946), WGS84",
    "gazetteer",
    "code",
    {
        "kind": "force, borough, ward, river or coast (lines).",
        "code": "Area code; X05 wards and X07 boroughs belong to no country.",
        "name": "Name of the area.",
        "borough": "Code of a ward's borough.",
    },
)
OFFICERS = FileLayout(
    "hr/officers.csv",
    "CSV, UTF-8, CRLF",
    "hr",
    "collar_number",
    {
        "collar_number": "Collar number, unique and never given again.",
        "surname": "Family name.",
        "forenames": "Given names.",
        "dob": "Date of birth, DD/MM/YYYY.",
        "sex": "M or F.",
        "ethnicity_self": "Self-defined ethnicity, 18+1 code, or empty.",
        "rank": "Rank on the last day.",
        "station": "Station.",
        "team": "Response, Neighbourhood, Investigation, Intelligence, Roads or Headquarters.",
        "joined": "Date of joining, DD/MM/YYYY.",
        "left": "Date of leaving, DD/MM/YYYY, or empty.",
    },
)
KEEPERS = FileLayout(
    "vehicles/keepers.csv",
    "CSV, UTF-8, CRLF",
    "keepers",
    "document_ref",
    {
        "document_ref": "Number of the registration document, 11 digits.",
        "vrm": "Registration mark without space. No region was given marks that begin J, T or U.",
        "make": "Make.",
        "colour": "Colour as registered.",
        "first_registered": "Month of first registration, YYYY-MM.",
        "surname": _PERSON["surname"],
        "forenames": _PERSON["forenames"],
        "dob": _PERSON["dob"],
        "address": _PERSON["address"],
        "postcode": _PERSON["postcode"],
        "acquired": "Date from which this keeper is recorded, DD/MM/YYYY; empty for before the extract's years.",
        "disposed": "Date to which, DD/MM/YYYY; empty for the keeper now recorded.",
    },
)
CUSTODY = FileLayout(
    "custody/custody.csv",
    "CSV, UTF-8, CRLF",
    "custody",
    "custody_ref",
    {
        "custody_ref": "Station, serial and year: NM1/000123/24.",
        **_PERSON,
        "pnc_id": "PNC ID, YY/NNNNNNNC, check letter right. Serials begin at 9000000, which no year has reached.",
        "arrested_at": "When arrested.",
        "arrived_at": "When at the station; the custody clock runs from here.",
        "released_at": "When released.",
        "station": "Custody suite.",
        "crime_number": "Crime for which arrested.",
        "offence_code": "Home Office class and subclass.",
        "disposal": "How detention ended.",
        "officer": "Collar number of the arresting officer.",
    },
)
STOPS = FileLayout(
    "stops/stop_search.csv",
    "CSV, UTF-8, CRLF",
    "stops",
    "slip_number",
    {
        "slip_number": "Number of the search record.",
        "searched_at": "When.",
        "type": "Person search, Person and Vehicle search, or Vehicle search.",
        **{name: text for name, text in _PERSON.items() if name != "phone"},
        "ethnicity_officer": "White, Black, Asian or Other, as the officer saw it.",
        "vrm": "Mark of the vehicle searched, or empty.",
        "legislation": "Power used.",
        "object": "What was looked for.",
        "outcome": "What followed.",
        "linked": "TRUE where the outcome came from what was looked for, FALSE, or empty.",
        "location": "Street and town.",
        "easting": "Metres.",
        "northing": "Metres.",
        "officer": "Collar number.",
    },
)
INCIDENTS = FileLayout(
    "command_and_control/YYYY-MM.jsonl",
    "JSON lines, UTF-8; one object a line, keys in this order",
    "incidents",
    "incident",
    {
        "incident": "Log number, NM-YYYYMMDD-NNNN, numbered anew each day.",
        "called_at": "When the call was answered, UTC with Z.",
        "dispatched_at": "When a unit was sent, UTC; null where none was.",
        "arrived_at": "When it was there, UTC; null likewise.",
        "closed_at": "When the log was closed, UTC.",
        "grade": "1 immediate, 2 priority, 3 scheduled, 4 resolved without deployment.",
        "method": "999, 101, ONLINE, COUNTER or OFFICER.",
        "opening_code": "What it was thought to be.",
        "closing_code": "What it was found to be.",
        "location": "Words for where.",
        "easting": "Metres.",
        "northing": "Metres.",
        "ward": "Ward code.",
        "caller": "null, or an object: surname, forenames, phone.",
        "crime_number": "Crime recorded from it, or null.",
        "duplicate_of": "Earlier log about the same thing, where somebody noticed, or null.",
        "log": "Free text.",
    },
)
ANPR = FileLayout(
    "anpr/reads.parquet",
    "Parquet, in order of time",
    "anpr",
    "read_id",
    {
        "read_id": "Number of the read (int64), unique, in no order.",
        "read_at": "UTC, timestamp in milliseconds, by the camera's clock.",
        "camera": "Camera number.",
        "vrm": "Mark as the machine read it.",
        "confidence": "0 to 100, by the maker's own scale.",
        "direction": "TOWARDS or AWAY.",
    },
)
CAMERAS = FileLayout(
    "anpr/cameras.csv",
    "CSV, UTF-8, CRLF",
    "anpr",
    "camera",
    {
        "camera": "Camera number.",
        "road": "Street and town.",
        "easting": "Metres.",
        "northing": "Metres.",
    },
)
INTELLIGENCE = FileLayout(
    "intelligence/YYYY-MM.txt",
    "text, UTF-8, LF; reports of `NAME: value` lines and a TEXT, each ended by a line of 20 equals signs",
    "intelligence",
    "URN",
    {
        "URN": "Reference of the report, NI/NNNNNN/YY.",
        "SUBMITTED": "When, YYYY-MM-DD HH:MM.",
        "OFFICER": "Collar number of who submitted it.",
        "SOURCE REF": "Opaque reference of the source.",
        "SOURCE EVALUATION": "1 reliable, 2 untested, 3 not reliable (3x5x2).",
        "INFORMATION ASSESSMENT": "A to E (3x5x2).",
        "HANDLING": "P, or C with action and sanitisation codes.",
        "SUBJECT": "SURNAME, Forenames, born DD/MM/YYYY as far as known.",
        "SUBJECT ADDRESS": "As far as known.",
        "VEHICLE": "Mark, or empty.",
        "LOCATION": "Street and town that the report is about.",
        "TEXT": "The report, to the end.",
    },
)
CALLS = FileLayout(
    "telephone/enquiry_NN.csv",
    "CSV, UTF-8, CRLF; one file for each enquiry",
    "telephone",
    "record",
    {
        "record": "Number of the record in the network's answer, in no order.",
        "from": "Calling number.",
        "to": "Called number.",
        "started_at": "UTC, YYYY-MM-DDTHH:MM:SSZ.",
        "seconds": "Duration; 0 for an unanswered call or a text.",
        "type": "VOICE or SMS.",
        "cell": "Cell at the caller's end, named by ward code and sector.",
    },
)
CRIME_UNLOAD = FileLayout(
    "crime/CRIME.UNLOAD",
    "EBCDIC cp285, variable records behind big-endian inclusive RDWs; segments C, P and O as crime/CRIME.CPY says",
    "crime",
    "CRIME-NUMBER",
    {
        "SEGMENT-TYPE": "C crime, P person in it, O property in it; P and O follow their C.",
        "CRIME-NUMBER": "NM, seven digits, stroke, year: NM0001234/24. In order of recording.",
        "OFFENCE-CODE": "Home Office class and subclass.",
        "OFFENCE-TEXT": "Offence in words.",
        "DATE-FROM": "Earliest day it can have been, CCYYMMDD.",
        "TIME-FROM": "HHMM.",
        "DATE-TO": "Latest day, CCYYMMDD.",
        "TIME-TO": "HHMM.",
        "DATE-RECORDED": "CCYYMMDD, packed.",
        "TIME-RECORDED": "HHMM, binary.",
        "BEAT": "Ward code.",
        "LOCATION": "Door, street and town.",
        "LOCATION-POSTCODE": "Postcode.",
        "EASTING": "Metres, packed.",
        "NORTHING": "Metres, packed.",
        "PREMISES": "What stands there.",
        "METHOD-TEXT": "Method as keyed.",
        "OUTCOME": "Home Office outcome, spaces while open.",
        "OFFICER": "Collar number of the officer in the case.",
        "LOSS": "Value of all property in pounds and pence, zoned.",
        "PERSON-COUNT": "How many P segments follow.",
        "PROPERTY-COUNT": "How many O segments follow.",
        "ROLE": "V victim, S suspect, W witness.",
        "NOMINAL-REF": "Number of the nominal, binary; one person has several, and now and then two people share one.",
        "SURNAME": _PERSON["surname"],
        "FORENAMES": _PERSON["forenames"],
        "DATE-OF-BIRTH": "CCYYMMDD, zeros for not known, 19000101 to get past the field.",
        "SEX": _PERSON["sex"],
        "ETHNICITY": _PERSON["ethnicity_self"],
        "HOME-ADDRESS": _PERSON["address"],
        "HOME-POSTCODE": _PERSON["postcode"],
        "TELEPHONE": _PERSON["phone"],
        "PNC-ID": "PNC ID where the clerk had it.",
        "ITEM-NUMBER": "1 for the first item of the crime.",
        "DESCRIPTION": "The item.",
        "ITEM-VALUE": "Pounds and pence, packed.",
        "ITEM-STATUS": "S stolen, R recovered.",
        "ITEM-VRM": "Mark of a vehicle or of plates.",
    },
)
LAYOUTS = (
    GAZETTEER, STREETS, BOUNDARIES, OFFICERS, CRIME_UNLOAD, CUSTODY, STOPS, INCIDENTS, KEEPERS, ANPR, CAMERAS,
    INTELLIGENCE, CALLS,
)  # fmt: skip
"""Every layout, in the order in which the files are written."""

MANIFEST = "manifest.json"
"""Written last: seed, size, and size and SHA-256 of every other file, truth included."""
