"""Northmere's intelligence reports: a report gives itself, its subject, the vehicle and the place that it names."""

import re
from collections.abc import Callable

import ibis
import ibis.expr.types as ir

from athena.ingest.expressions import birth_date, british_date, london, mark, named, text
from athena.ingest.linking import Here, link
from athena.ingest.source import ByWord, Part, Raw, Record, Rule, Slot, Source, month_named
from athena.ingest.tagged_text import TaggedText
from athena.pole import Label


def graded(handling: str) -> Label:
    return Label("official_sensitive", "suspect", handling, "law_enforcement", "4")


# A report alleges that its subject offends, so it speaks of a suspect (s.38(3)(a)), however weak its grading is. What
# it names besides bears the same label, or the report could be read off its vehicle.
LABEL = ByWord(lambda raw: raw["HANDLING"].left(1), {"P": graded("P"), "C": graded("C")}, otherwise=graded("C"))
FIELDS = (
    "URN",
    "SUBMITTED",
    "OFFICER",
    "SOURCE REF",
    "SOURCE EVALUATION",
    "INFORMATION ASSESSMENT",
    "HANDLING",
    "SUBJECT",
    "SUBJECT ADDRESS",
    "VEHICLE",
    "LOCATION",
    "TEXT",
)


def recognise(name: str) -> Slot | None:
    found = re.fullmatch(r"(?:.*/)?intelligence/(20\d{2}-(?:0[1-9]|1[0-2]))\.txt", name)
    if found is None:
        return None
    month = month_named(found[1])
    return Slot(f"northmere-intelligence/{month:%Y-%m}", "northmere", "intelligence", month, month)


def grading(raw: Raw) -> ir.StringValue:
    """The grading as `1AP` or `2BC A1 S2`; nothing where it is not of 3x5x2."""
    whole = raw["SOURCE EVALUATION"] + raw["INFORMATION ASSESSMENT"] + raw["HANDLING"]
    return whole.re_search(r"^[123][A-E](P|C( A[123])?( S[12])?)$").ifelse(whole, ibis.null("string"))


def intelligence(raw: Raw) -> Record:
    return {
        "report_reference": raw["URN"],
        "reported_at": london(raw["SUBMITTED"].replace(" ", "T") + ":00"),
        "grading": grading(raw),
        "grading_scheme": "3x5x2",
        "source_grade": raw["SOURCE EVALUATION"],
        "information_grade": raw["INFORMATION ASSESSMENT"],
        "handling_condition": raw["HANDLING"].left(1),
        "submitted_by": text(raw["OFFICER"]),
        "source_reference": text(raw["SOURCE REF"]),
        "text": text(raw["TEXT"]),
    }


def born(raw: Raw) -> ir.StringValue:
    return raw["SUBJECT"].re_extract(r", born (\d{2}/\d{2}/\d{4})$", 1)


def subject(raw: Raw) -> Record:
    family = raw["SUBJECT"].re_extract(r"^([^,]*)", 1)
    given = raw["SUBJECT"].re_extract(r"^[^,]*, (.*?)(?:, born .*)?$", 1)
    return {
        "name_text": named(given, family),
        "given_names": text(given),
        "family_name": text(family),
        "date_of_birth": birth_date(british_date(born(raw))),
        "date_of_birth_original": text(born(raw)),
        "address_text": text(raw["SUBJECT ADDRESS"]),
    }


def vehicle(raw: Raw) -> Record:
    return {"vrm": mark(raw["VEHICLE"]), "vrm_original": text(raw["VEHICLE"])}


def place(raw: Raw) -> Record:
    return {"address_text": text(raw["LOCATION"]), "location_precision": "street"}


def assessed(raw: Raw) -> Record:
    return {"basis": "assessment", "grading": grading(raw)}


def has(field: str) -> Callable[[Raw], ir.BooleanValue]:
    return lambda raw: raw[field] != ""


SOURCE = Source(
    name="northmere-intelligence",
    version=1,
    title="Northmere intelligence reports",
    kind="intelligence",
    label=LABEL,
    format=TaggedText(FIELDS, "=" * 20),
    recognise=recognise,
    key=lambda raw: text(raw["URN"]),
    mapping=intelligence,
    also=(
        Part("subject", "person", LABEL, subject, has("SUBJECT")),
        link(
            "mentioned",
            Here("person", "subject"),
            "mentioned",
            Here("intelligence"),
            LABEL,
            has("SUBJECT"),
            assessed,
        ),
        Part("vehicle", "vehicle", LABEL, vehicle, has("VEHICLE")),
        link(
            "vehicle-mentioned",
            Here("vehicle", "vehicle"),
            "object_mentioned",
            Here("intelligence"),
            LABEL,
            has("VEHICLE"),
            assessed,
        ),
        Part("place", "place", LABEL, place, has("LOCATION")),
        link("concerns", Here("intelligence"), "concerns", Here("place", "place"), LABEL, has("LOCATION"), assessed),
    ),
    rules=(
        Rule(
            "bad-grading",
            "SOURCE EVALUATION, INFORMATION ASSESSMENT, HANDLING",
            "it is not graded 3x5x2, and ungraded text is not intelligence",
            "The intelligence unit: grade the report and send the month again",
            lambda raw, record: record["grading"].isnull(),
        ),
        Rule(
            "bad-submitted",
            "SUBMITTED",
            "its time of submission is not a date and time",
            "The intelligence unit: correct the report and send the month again",
            lambda raw, record: record["reported_at"].isnull(),
        ),
    ),
)
