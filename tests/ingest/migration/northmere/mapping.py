"""Northmere's crime master in the words of the vocabulary."""

from collections.abc import Mapping

import ibis
import ibis.expr.types as ir

from athena.ingest.migration.mapped import Carried, Mapped, record_id
from athena.ingest.source import Raw, Record, Rule
from athena.pole import Label

MIGRATION = "northmere-crime"
ROLES = {"V": "victim", "S": "suspect"}
FOUND = {"Y": "recovered", "N": "stolen"}


def label(data_subject: str) -> Label:
    return Label("official_sensitive", data_subject, "ungraded", "law_enforcement", "3")


def text(column: ir.StringValue) -> ir.StringValue:
    return column.strip().nullif("")


def crime(raw: Raw) -> Record:
    return {
        "crime_reference": raw.CRIME_REF.cast("string"),
        "offence_text": text(raw.OFFENCE),
        "recorded_at": raw.RECORDED_DATE.cast("timestamp('UTC')"),
        "mo_text": text(raw.METHOD),
        "beat_code": raw.BEAT.cast("string"),
    }


def person(raw: Raw) -> Record:
    return {
        "person_reference": raw.CRIME_REF.cast("string") + "-" + raw.PERSON_NO.cast("string"),
        "name_text": text(raw.FULL_NAME),
        "date_of_birth": raw.BIRTH_DATE.cast("string"),
        "height_cm": raw.HEIGHT_CM.nullif(0),
    }


def part_in_crime(raw: Raw) -> Record:
    return {
        "from_kind": "person",
        "from_record": record_id(MIGRATION, "person", raw, ["CRIME_REF", "PERSON_NO"]),
        "to_kind": "crime",
        "to_record": record_id(MIGRATION, "crime", raw, ["CRIME_REF"]),
        "role": raw.PERSON_ROLE.cases(*ROLES.items(), else_=None),
        "role_original": raw.PERSON_ROLE,
        "basis": "fact",
    }


def item(raw: Raw) -> Record:
    return {
        "item_reference": raw.CRIME_REF.cast("string") + "/" + raw.ITEM_NO.cast("string"),
        "description_text": text(raw.ITEM_TEXT),
        "value_gbp": raw.ITEM_VALUE.cast("decimal(14,2)"),
        "status": raw.FOUND.cases(*FOUND.items(), else_=None),
    }


def unknown(column: str, codes: Mapping[str, str]) -> Rule:
    return Rule(
        f"unknown-{column.lower().replace('_', '-')}",
        column,
        f"it is none of {', '.join(codes)}",
        "A data engineer: add the code to the mapping, if the force says what it means",
        lambda raw, record: raw[column].isin(list(codes)) == ibis.literal(False),
    )


MAPPINGS = (
    Mapped(
        "crime",
        "C",
        "crime",
        1,
        label("none"),
        ["CRIME-REF"],
        crime,
        carries=[
            Carried("CRIME-REF", "crime_reference", str),
            Carried("OFFENCE", "offence_text"),
            Carried("RECORDED-DATE", "recorded_at"),
            Carried("METHOD", "mo_text"),
            Carried("BEAT", "beat_code", str),
        ],
    ),
    Mapped(
        "person",
        "P",
        "person",
        1,
        label("unknown"),
        ["CRIME-REF", "PERSON-NO"],
        person,
        carries=[
            Carried("FULL-NAME", "name_text"),
            Carried("BIRTH-DATE", "date_of_birth"),
            Carried("HEIGHT-CM", "height_cm", lambda height: height or None),
        ],
        rules=[unknown("PERSON_ROLE", ROLES)],
    ),
    Mapped(
        "part-in-crime",
        "P",
        "link",
        1,
        label("unknown"),
        ["CRIME-REF", "PERSON-NO"],
        part_in_crime,
        carries=[Carried("PERSON-ROLE", "role", lambda letter: {"V": "victim", "S": "suspect"}.get(str(letter)))],
        rules=[unknown("PERSON_ROLE", ROLES)],
        derived=True,
    ),
    Mapped(
        "item",
        "G",
        "item",
        1,
        label("none"),
        ["CRIME-REF", "ITEM-NO"],
        item,
        carries=[
            Carried("ITEM-TEXT", "description_text"),
            Carried("ITEM-VALUE", "value_gbp"),
            Carried("FOUND", "status", lambda letter: {"Y": "recovered", "N": "stolen"}.get(str(letter))),
        ],
        rules=[unknown("FOUND", FOUND)],
    ),
)
