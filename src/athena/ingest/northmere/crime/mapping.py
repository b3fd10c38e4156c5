"""Northmere's crime system in the words of the vocabulary: crimes, their people and their property, and the links."""

from collections.abc import Callable, Mapping

import ibis
import ibis.expr.types as ir

from athena.ingest.degrees import LATITUDE, LONGITUDE
from athena.ingest.expressions import birth_date, code, gender, london, named, pnc_id, postcode, telephone
from athena.ingest.linking import Here, There, link
from athena.ingest.migration.mapped import Carried, Mapped, Value, record_id
from athena.ingest.source import ByWord, Part, Raw, Record, Rule
from athena.pole import Label

MIGRATION = "northmere-crime"
ROLES = {"V": "victim", "S": "suspect", "W": "witness"}
STATUS = {"S": "stolen", "R": "recovered"}
ITEM_ROLES = {"S": "stolen_in", "R": "recovered_in"}
# A two-digit year of a PNC ID up to this one's is of this century: the unload is of 2025.
UNLOADED = 2025
PERSON_KEY = ["CRIME-NUMBER", "ROLE", "NOMINAL-REF"]
PERSON_COLUMNS = ["CRIME_NUMBER", "ROLE", "NOMINAL_REF"]


def label(data_subject: str, review_group: str) -> Label:
    return Label("official", data_subject, "ungraded", "law_enforcement", review_group)


# A crime's address is often its victim's home, so a crime is of somebody, in no category of its own.
CRIME = label("other", "3")
# In which capacity the row speaks of the person decides who may see it, and differs from row to row (s.38(3)).
PERSON = ByWord(
    lambda raw: raw.ROLE,
    {"V": label("victim", "4"), "S": label("suspect", "3"), "W": label("witness", "4")},
    otherwise=label("unknown", "4"),
)
ITEM = label("none", "none")
VEHICLE = label("other", "4")


def text(column: ir.StringValue) -> ir.StringValue:
    return column.strip().nullif("")


def moment(day: ir.DateValue, time: ir.NumericValue) -> ir.TimestampValue:
    """The instant at which clocks in London show this day and a time of HHMM."""
    digits = time.cast("int64").cast("string").lpad(4, "0")
    return london(day.cast("string") + "T" + digits.left(2) + ":" + digits.right(2) + ":00")


def crime(raw: Raw) -> Record:
    return {
        "crime_reference": text(raw.CRIME_NUMBER),
        "offence_code": text(raw.OFFENCE_CODE),
        "offence_text": text(raw.OFFENCE_TEXT),
        "occurred_from": moment(raw.DATE_FROM, raw.TIME_FROM),
        "occurred_to": moment(raw.DATE_TO, raw.TIME_TO),
        "recorded_at": moment(raw.DATE_RECORDED, raw.TIME_RECORDED),
        "month": raw.DATE_RECORDED.truncate("M"),
        "beat_code": text(raw.BEAT),
        "address_text": text(raw.LOCATION),
        "postcode": postcode(raw.LOCATION_POSTCODE),
        "longitude": raw[LONGITUDE],
        "latitude": raw[LATITUDE],
        "location_precision": raw[LONGITUDE].isnull().ifelse("none", "exact"),
        "mo_text": text(raw.METHOD_TEXT),
        "home_office_outcome": text(raw.OUTCOME),
        "officer_in_case": raw.OFFICER.cast("int64").cast("string"),
    }


def person(raw: Raw) -> Record:
    given, family = raw.FORENAMES.strip(), raw.SURNAME.strip()
    return {
        "person_reference": raw.NOMINAL_REF.cast("int64").cast("string"),
        "name_text": named(given, family),
        "given_names": given.nullif(""),
        "family_name": family.nullif(""),
        "date_of_birth": birth_date(raw.DATE_OF_BIRTH),
        "date_of_birth_original": raw.DATE_OF_BIRTH.cast("string"),
        "gender": gender(raw.SEX),
        "gender_original": text(raw.SEX),
        "self_defined_ethnicity": code(raw.ETHNICITY.strip(), "self_defined_ethnicity"),
        "address_text": text(raw.HOME_ADDRESS),
        "postcode": postcode(raw.HOME_POSTCODE),
        "phone": telephone(raw.TELEPHONE.strip()),
        "pnc_id": pnc_id(raw.PNC_ID, UNLOADED),
    }


def part_in_crime(raw: Raw) -> Record:
    return {
        "from_kind": "person",
        "from_record": record_id(MIGRATION, "person", raw, PERSON_COLUMNS),
        "to_kind": "crime",
        "to_record": crime_of(raw),
        "role": raw.ROLE.cases(*ROLES.items(), else_=None),
        "role_original": raw.ROLE,
        "basis": "fact",
        "evidence": crime_of(raw),
    }


def item(raw: Raw) -> Record:
    return {
        "item_reference": text(raw.CRIME_NUMBER) + "/" + raw.ITEM_NUMBER.cast("int64").cast("string"),
        "description_text": text(raw.DESCRIPTION),
        "value_gbp": raw.ITEM_VALUE.cast("decimal(14,2)"),
        "status": raw.ITEM_STATUS.cases(*STATUS.items(), else_=None),
    }


def has_mark(raw: Raw) -> ir.BooleanValue:
    return raw.ITEM_VRM.strip() != ""


def crime_of(raw: Raw) -> ir.StringValue:
    return record_id(MIGRATION, "crime", raw, ["CRIME_NUMBER"])


def vehicle(raw: Raw) -> Record:
    return {"vrm": text(raw.ITEM_VRM), "vrm_original": text(raw.ITEM_VRM)}


def role_of_item(raw: Raw) -> Record:
    return {"role": raw.ITEM_STATUS.cases(*ITEM_ROLES.items(), else_=None), "role_original": raw.ITEM_STATUS}


def item_in_crime(raw: Raw) -> Record:
    return {
        "from_kind": "item",
        "from_record": record_id(MIGRATION, "item", raw, ["CRIME_NUMBER", "ITEM_NUMBER"]),
        "to_kind": "crime",
        "to_record": crime_of(raw),
        **role_of_item(raw),
        "basis": "fact",
        "evidence": crime_of(raw),
    }


def unknown(column: str, codes: Mapping[str, str]) -> Rule:
    return Rule(
        f"unknown-{column.lower().replace('_', '-')}",
        column,
        f"it is none of {', '.join(codes)}",
        "A data engineer: add the code to the mapping, if the force says what it means",
        lambda raw, record: raw[column].isin(list(codes)) == ibis.literal(False),
    )


def spelt(codes: Mapping[str, str]) -> Callable[[Value], Value]:
    return lambda letter: codes.get(str(letter))


MAPPINGS = (
    Mapped(
        "crime",
        "C",
        "crime",
        1,
        CRIME,
        ["CRIME-NUMBER"],
        crime,
        carries=[
            Carried("CRIME-NUMBER", "crime_reference"),
            Carried("OFFENCE-CODE", "offence_code"),
            Carried("OFFENCE-TEXT", "offence_text"),
            Carried("BEAT", "beat_code"),
            Carried("LOCATION", "address_text"),
            Carried("LOCATION-POSTCODE", "postcode"),
            Carried("METHOD-TEXT", "mo_text"),
            Carried("OUTCOME", "home_office_outcome"),
            Carried("OFFICER", "officer_in_case", str),
        ],
    ),
    Mapped(
        "person",
        "P",
        "person",
        1,
        PERSON,
        PERSON_KEY,
        person,
        carries=[
            Carried("SURNAME", "family_name"),
            Carried("FORENAMES", "given_names"),
            Carried("DATE-OF-BIRTH", "date_of_birth_original"),
            Carried("HOME-ADDRESS", "address_text"),
            Carried("HOME-POSTCODE", "postcode"),
        ],
        rules=[unknown("ROLE", ROLES)],
    ),
    Mapped(
        "part-in-crime",
        "P",
        "link",
        1,
        PERSON,
        PERSON_KEY,
        part_in_crime,
        carries=[Carried("ROLE", "role", spelt(ROLES))],
        rules=[unknown("ROLE", ROLES)],
        derived=True,
    ),
    Mapped(
        "item",
        "O",
        "item",
        1,
        ITEM,
        ["CRIME-NUMBER", "ITEM-NUMBER"],
        item,
        carries=[
            Carried("DESCRIPTION", "description_text"),
            Carried("ITEM-VALUE", "value_gbp"),
            Carried("ITEM-STATUS", "status", spelt(STATUS)),
        ],
        rules=[unknown("ITEM_STATUS", STATUS)],
        also=(
            Part("vehicle", "vehicle", VEHICLE, vehicle, has_mark),
            link(
                "vehicle-in",
                Here("vehicle", "vehicle"),
                "stolen_in",
                There("crime", crime_of),
                VEHICLE,
                has_mark,
                role_of_item,
            ),
        ),
    ),
    Mapped(
        "item-in-crime",
        "O",
        "link",
        1,
        ITEM,
        ["CRIME-NUMBER", "ITEM-NUMBER"],
        item_in_crime,
        carries=[Carried("ITEM-STATUS", "role", spelt(ITEM_ROLES))],
        rules=[unknown("ITEM_STATUS", STATUS)],
        derived=True,
    ),
)
