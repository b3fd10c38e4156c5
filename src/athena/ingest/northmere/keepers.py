"""Northmere's extract of vehicle keepers: a row gives the vehicle, its keeper, and from when to when."""

import re

import ibis.expr.types as ir

from athena.ingest.delimited import Delimited
from athena.ingest.expressions import birth_date, british_date, mark, named, postcode, text
from athena.ingest.linking import Here, link
from athena.ingest.source import UNDATED, Part, Raw, Record, Rule, Slot, Source
from athena.pole import Label

# Everybody who keeps a vehicle is in it, and in no capacity that has to do with an offence.
LABEL = Label("official", "other", "ungraded", "law_enforcement", "4")


def recognise(name: str) -> Slot | None:
    if re.fullmatch(r"(?:.*/)?vehicles/keepers\.csv", name) is None:
        return None
    return Slot("northmere-keepers", "northmere", "vehicle keepers", UNDATED, UNDATED)


def vehicle(raw: Raw) -> Record:
    return {
        "vehicle_reference": text(raw["document_ref"]),
        "vrm": mark(raw["vrm"]),
        "vrm_original": text(raw["vrm"]),
        "make": text(raw["make"]),
        "colour": text(raw["colour"]),
        "first_registered": text(raw["first_registered"]),
    }


def keeper(raw: Raw) -> Record:
    return {
        "name_text": named(raw["forenames"], raw["surname"]),
        "given_names": text(raw["forenames"]),
        "family_name": text(raw["surname"]),
        "date_of_birth": birth_date(british_date(raw["dob"])),
        "date_of_birth_original": text(raw["dob"]),
        "address_text": text(raw["address"]),
        "postcode": postcode(raw["postcode"]),
    }


def held(raw: Raw) -> Record:
    return {
        "held_from": british_date(raw["acquired"]).cast("string"),
        "held_to": british_date(raw["disposed"]).cast("string"),
    }


def bad_date(column: str) -> Rule:
    def broken(raw: Raw, record: Record) -> ir.BooleanValue:  # noqa: ARG001 - a rule's form
        return (raw[column] != "") & british_date(raw[column]).isnull()

    return Rule(
        f"bad-{column}",
        column,
        f"its {column} is not a date DD/MM/YYYY",
        "Whoever keeps the extract: correct the row and send it again",
        broken,
    )


SOURCE = Source(
    name="northmere-keepers",
    version=1,
    title="Northmere vehicle keepers",
    kind="vehicle",
    label=LABEL,
    format=Delimited(
        (
            "document_ref",
            "vrm",
            "make",
            "colour",
            "first_registered",
            "surname",
            "forenames",
            "dob",
            "address",
            "postcode",
            "acquired",
            "disposed",
        )
    ),
    recognise=recognise,
    key=lambda raw: text(raw["document_ref"]),
    mapping=vehicle,
    also=(
        Part("keeper", "person", LABEL, keeper),
        link("keeper-of", Here("person", "keeper"), "keeper_of", Here("vehicle"), LABEL, more=held),
    ),
    rules=(
        Rule(
            "no-mark",
            "vrm",
            "it has no registration mark",
            "Whoever keeps the extract: correct the row and send it again",
            lambda raw, record: record["vrm"].isnull(),
        ),
        *(bad_date(column) for column in ("dob", "acquired", "disposed")),
    ),
)
