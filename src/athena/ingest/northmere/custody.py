"""Northmere's custody system: a row is a detention, and gives it, the person detained, and the link between them."""

import re

import ibis

from athena.ingest.delimited import Delimited
from athena.ingest.expressions import (
    birth_date,
    british_date,
    code,
    gender,
    london,
    named,
    pnc_id,
    postcode,
    telephone,
    text,
)
from athena.ingest.linking import Here, There, link, record_of
from athena.ingest.source import UNDATED, Part, Raw, Record, Rule, Slot, Source
from athena.pole import Label

# Whoever is detained is suspected (DPA 2018 s.38(3)(a)), whatever became of it; conviction is a court's to say.
LABEL = Label("official", "suspect", "ungraded", "law_enforcement", "3")
# "24" in a PNC ID is 2024: the extract is of 2025.
EXTRACTED = 2025
CRIMES = "northmere-crime.crime"


def recognise(name: str) -> Slot | None:
    if re.fullmatch(r"(?:.*/)?custody/custody\.csv", name) is None:
        return None
    return Slot("northmere-custody", "northmere", "custody", UNDATED, UNDATED)


def custody(raw: Raw) -> Record:
    return {
        "custody_reference": text(raw["custody_ref"]),
        "station": text(raw["station"]),
        "arresting_officer": text(raw["officer"]),
        "arrested_at": london(raw["arrested_at"]),
        "arrived_at": london(raw["arrived_at"]),
        "released_at": london(raw["released_at"]),
        "offence_code": text(raw["offence_code"]),
        "disposal": text(raw["disposal"]),
    }


def person(raw: Raw) -> Record:
    return {
        "name_text": named(raw["forenames"], raw["surname"]),
        "given_names": text(raw["forenames"]),
        "family_name": text(raw["surname"]),
        "date_of_birth": birth_date(british_date(raw["dob"])),
        "date_of_birth_original": text(raw["dob"]),
        "gender": gender(raw["sex"]),
        "gender_original": text(raw["sex"]),
        "self_defined_ethnicity": code(raw["ethnicity_self"], "self_defined_ethnicity"),
        "address_text": text(raw["address"]),
        "postcode": postcode(raw["postcode"]),
        "phone": telephone(raw["phone"]),
        "pnc_id": pnc_id(raw["pnc_id"], EXTRACTED),
    }


def has_crime(raw: Raw) -> ibis.expr.types.BooleanValue:
    return raw["crime_number"] != ""


SOURCE = Source(
    name="northmere-custody",
    version=1,
    title="Northmere custody records",
    kind="custody",
    label=LABEL,
    format=Delimited(
        (
            "custody_ref",
            "surname",
            "forenames",
            "dob",
            "sex",
            "ethnicity_self",
            "address",
            "postcode",
            "phone",
            "pnc_id",
            "arrested_at",
            "arrived_at",
            "released_at",
            "station",
            "crime_number",
            "offence_code",
            "disposal",
            "officer",
        )
    ),
    recognise=recognise,
    key=lambda raw: text(raw["custody_ref"]),
    mapping=custody,
    also=(
        Part("person", "person", LABEL, person),
        link("detained", Here("person", "person"), "detained", Here("custody"), LABEL),
        # The crime's record comes from the mainframe, by another way and perhaps later: its id follows from its number.
        link(
            "arose-from",
            Here("custody"),
            "arose_from",
            There("crime", lambda raw: record_of(CRIMES, "northmere-crime/whole", raw["crime_number"])),
            LABEL,
            present=has_crime,
        ),
    ),
    rules=(
        Rule(
            "bad-arrival",
            "arrived_at",
            "its time of arrival at the station is not a date and time",
            "Custody system: correct the record, for the clock of PACE s.41 runs from it, and send the extract again",
            lambda raw, record: record["arrived_at"].isnull(),
        ),
        Rule(
            "bad-dob",
            "dob",
            "its date of birth is one that no calendar has",
            "Custody system: correct the record and send the extract again",
            lambda raw, record: (raw["dob"] != "") & british_date(raw["dob"]).isnull(),
        ),
    ),
    dated=lambda raw: raw["arrived_at"].try_cast("timestamp").date(),
)
