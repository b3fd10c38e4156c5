"""A network's answers about telephones: a row gives one communication, and the two telephones that it connected."""

import re

import ibis.expr.types as ir

from athena.ingest.delimited import Delimited
from athena.ingest.expressions import telephone, text, utc
from athena.ingest.linking import Here, link
from athena.ingest.source import UNDATED, Part, Raw, Record, Rule, Slot, Source
from athena.pole import Label

NAME = re.compile(r"(?:.*/)?telephone/(enquiry_\d{2,})\.csv")
# The numbers are whoever's who held them, and who that was is not in the record.
LABEL = Label("official", "unknown", "ungraded", "law_enforcement", "4")


def recognise(name: str) -> Slot | None:
    found = NAME.fullmatch(name)
    if found is None:
        return None
    return Slot(f"northmere-telephone/{found[1]}", "northmere", f"telephone {found[1]}", UNDATED, UNDATED)


def communication(raw: Raw) -> Record:
    return {
        "communication_reference": text(raw["record"]),
        "started_at": utc(raw["started_at"]),
        "duration_seconds": raw["seconds"].try_cast("int32"),
        "communication_type": text(raw["type"]),
        "cell": text(raw["cell"]),
    }


def device(column: str) -> Part:
    name = {"from": "caller", "to": "called"}[column]

    def mapping(raw: Raw) -> Record:
        return {"phone": telephone(raw[column]), "device_type": "telephone"}

    return Part(name, "device", LABEL, mapping)


def bad_number(column: str) -> Rule:
    def broken(raw: Raw, record: Record) -> ir.BooleanValue:  # noqa: ARG001 - a rule's form
        return telephone(raw[column]).isnull()

    return Rule(
        f"bad-{column}",
        column,
        f"its {column} is not a number as dialled in the United Kingdom",
        "Whoever asked the network: find out what it is; a number from abroad needs a mapping of its own",
        broken,
    )


SOURCE = Source(
    name="northmere-telephone",
    version=1,
    title="Northmere telephone records",
    kind="communication",
    label=LABEL,
    format=Delimited(("record", "from", "to", "started_at", "seconds", "type", "cell")),
    recognise=recognise,
    key=lambda raw: text(raw["record"]),
    mapping=communication,
    also=(
        device("from"),
        device("to"),
        link("made-by", Here("device", "caller"), "caller_in", Here("communication"), LABEL),
        link("received-by", Here("device", "called"), "called_in", Here("communication"), LABEL),
    ),
    rules=(
        bad_number("from"),
        bad_number("to"),
        Rule(
            "bad-start",
            "started_at",
            "its start is not an instant in UTC with its Z",
            "Whoever asked the network: have it say the times in UTC",
            lambda raw, record: record["started_at"].isnull(),
        ),
    ),
    dated=lambda raw: utc(raw["started_at"]).date(),
)
