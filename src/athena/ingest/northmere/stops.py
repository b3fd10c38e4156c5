"""Northmere's stop and search: a row gives the search, and the person and the vehicle that were searched."""

import re

import ibis.expr.types as ir

from athena.ingest.degrees import LATITUDE, LONGITUDE, InDegrees
from athena.ingest.delimited import Delimited
from athena.ingest.expressions import (
    birth_date,
    british_date,
    code,
    coded,
    gender,
    london,
    mark,
    named,
    postcode,
    text,
)
from athena.ingest.linking import Here, link
from athena.ingest.source import UNDATED, ByWord, Part, Raw, Record, Rule, Slot, Source
from athena.pole import Label

SUSPECTED = Label("official", "suspect", "ungraded", "law_enforcement", "3")
# To be searched is not to be a suspect: seven in ten searches find nothing, and their record must not say more.
SEARCHED = Label("official", "other", "ungraded", "law_enforcement", "4")
FOUND = (
    "Arrest",
    "Summons / charged by post",
    "Caution (simple or conditional)",
    "Penalty Notice for Disorder",
    "Community resolution",
)
LABEL = ByWord(lambda raw: raw["outcome"], dict.fromkeys(FOUND, SUSPECTED), otherwise=SEARCHED)


def recognise(name: str) -> Slot | None:
    if re.fullmatch(r"(?:.*/)?stops/stop_search\.csv", name) is None:
        return None
    return Slot("northmere-stops", "northmere", "stop-and-search", UNDATED, UNDATED)


def search(raw: Raw) -> Record:
    return {
        "search_reference": text(raw["slip_number"]),
        "search_type": coded(raw["type"], "stop_search_type"),
        "search_type_original": text(raw["type"]),
        "occurred_at": london(raw["searched_at"]),
        "month": raw["searched_at"].try_cast("timestamp").truncate("M").date(),
        "officer": text(raw["officer"]),
        "location_text": text(raw["location"]),
        "longitude": raw[LONGITUDE],
        "latitude": raw[LATITUDE],
        "location_precision": raw[LONGITUDE].isnull().ifelse("none", "exact"),
        "gender": gender(raw["sex"]),
        "gender_original": text(raw["sex"]),
        "self_defined_ethnicity": code(raw["ethnicity_self"], "self_defined_ethnicity"),
        "self_defined_ethnicity_original": text(raw["ethnicity_self"]),
        "officer_defined_ethnicity": coded(raw["ethnicity_officer"], "officer_defined_ethnicity"),
        "officer_defined_ethnicity_original": text(raw["ethnicity_officer"]),
        "legislation": text(raw["legislation"]),
        "object_of_search": coded(raw["object"], "object_of_search"),
        "object_of_search_original": text(raw["object"]),
        "outcome": coded(raw["outcome"], "stop_search_outcome"),
        "outcome_original": text(raw["outcome"]),
        "outcome_linked_to_object": raw["linked"].cases(("TRUE", True), ("FALSE", False)),
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
        "officer_defined_ethnicity": coded(raw["ethnicity_officer"], "officer_defined_ethnicity"),
        "address_text": text(raw["address"]),
        "postcode": postcode(raw["postcode"]),
    }


def has_person(raw: Raw) -> ir.BooleanValue:
    return (raw["surname"] != "") | (raw["forenames"] != "")


def has_vehicle(raw: Raw) -> ir.BooleanValue:
    return raw["vrm"] != ""


def vehicle(raw: Raw) -> Record:
    return {
        "vrm": mark(raw["vrm"]),
        "vrm_original": text(raw["vrm"]),
        "vrm_on": raw["searched_at"].try_cast("timestamp").date(),
    }


def unknown(column: str, property: str) -> Rule:
    return Rule(
        f"unknown-{property.replace('_', '-')}",
        column,
        f"its {column} is not a word that the code list has",
        "A data engineer: add the word to the code list (src/athena/pole/codes), then resubmit",
        lambda raw, record: (raw[column] != "") & record[property].isnull(),
    )


SOURCE = Source(
    name="northmere-stops",
    version=1,
    title="Northmere stop and search",
    kind="stop_search",
    label=LABEL,
    format=InDegrees(
        Delimited(
            (
                "slip_number",
                "searched_at",
                "type",
                "surname",
                "forenames",
                "dob",
                "sex",
                "ethnicity_self",
                "address",
                "postcode",
                "ethnicity_officer",
                "vrm",
                "legislation",
                "object",
                "outcome",
                "linked",
                "location",
                "easting",
                "northing",
                "officer",
            )
        ),
        "easting",
        "northing",
    ),
    recognise=recognise,
    key=lambda raw: text(raw["slip_number"]),
    mapping=search,
    also=(
        Part("person", "person", LABEL, person, has_person),
        link("searched", Here("person", "person"), "searched", Here("stop_search"), LABEL, has_person),
        Part("vehicle", "vehicle", LABEL, vehicle, has_vehicle),
        link(
            "vehicle-searched", Here("vehicle", "vehicle"), "object_searched", Here("stop_search"), LABEL, has_vehicle
        ),
    ),
    rules=(
        Rule(
            "bad-time",
            "searched_at",
            "its time is not a date and time",
            "Whoever keeps the search records: correct the slip and send the extract again",
            lambda raw, record: record["occurred_at"].isnull(),
        ),
        unknown("type", "search_type"),
        unknown("object", "object_of_search"),
        unknown("outcome", "outcome"),
        unknown("ethnicity_self", "self_defined_ethnicity"),
        unknown("ethnicity_officer", "officer_defined_ethnicity"),
    ),
    dated=lambda raw: raw["searched_at"].try_cast("timestamp").date(),
)
