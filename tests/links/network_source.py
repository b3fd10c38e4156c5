"""A source module for networks of ../shared: their people and events become records, their ties links with roles.

Copied into a workspace's sources/ by `test_networks.py`, as a data engineer would.
"""

import re
from collections.abc import Callable

import ibis

from athena.ingest.delimited import Delimited
from athena.ingest.expressions import text
from athena.ingest.linking import There, link, record_of
from athena.ingest.source import UNDATED, Part, Raw, Record, Slot, Source
from athena.pole import Label

LABEL = Label("official", "other", "ungraded", "law_enforcement", "4")
ATTRIBUTES = {
    "london_gang": ("Age", "Birthplace", "Residence", "Arrests", "Convictions", "Prison", "Music", "Ranking"),
    "caviar_1": (),
    "caviar_2": (),
}
ROLES = {"1.0": ("victim",), "2.0": ("suspect",), "3.0": ("witness",), "4.0": ("victim", "suspect")}
"""What the weights of St Louis mean: 4 is victim and suspect of one crime, which is two links and no third word."""


def slot_of(network: str, what: str) -> Callable[[str], Slot | None]:
    def recognise(name: str) -> Slot | None:
        if re.fullmatch(rf"(?:.*/)?{network}\.{what}\.csv", name) is None:
            return None
        return Slot(f"{network}/{what}", "nowhere", f"{network} {what}", UNDATED, UNDATED)

    return recognise


def person(raw: Raw) -> Record:
    return {"person_reference": text(raw["node"]), "name_text": text(raw["name"])}


def crime(raw: Raw) -> Record:
    return {"crime_reference": text(raw["name"])}


def is_event(raw: Raw) -> ibis.expr.types.BooleanValue:
    return raw["is_event"] == "True"


def nodes(network: str, columns: tuple[str, ...], also: tuple[Part, ...] = ()) -> Source:
    return Source(
        name=f"nodes-{network.replace('_', '-')}",
        version=1,
        title=f"Nodes of {network}",
        kind="person",
        label=LABEL,
        format=Delimited(columns),
        recognise=slot_of(network, "nodes"),
        key=lambda raw: text(raw["node"]),
        mapping=person,
        rules=(),
        also=also,
    )


def end(network: str, kind: str, column: str, part: str = "") -> There:
    source, slot = f"nodes-{network.replace('_', '-')}", f"{network}/nodes"

    def record(raw: Raw) -> ibis.expr.types.StringValue:
        return record_of(source, slot, text(raw[column])) + ibis.literal(part)

    return There(kind, record)


def ties(network: str, columns: tuple[str, ...], parts: tuple[Part, ...]) -> Source:
    return Source(
        name=f"edges-{network.replace('_', '-')}",
        version=1,
        title=f"Ties of {network}",
        kind="item",
        label=LABEL,
        format=Delimited(columns),
        recognise=slot_of(network, "edges"),
        key=lambda raw: raw["from"] + ibis.literal("-") + raw["to"],
        mapping=lambda raw: {"item_reference": raw["from"] + ibis.literal("-") + raw["to"]},
        rules=(),
        also=parts,
    )


def one_mode(network: str) -> tuple[Source, Source]:
    tie = link("tie", end(network, "person", "from"), "associate_of", end(network, "person", "to"), LABEL)
    return nodes(network, ("node", "name", *ATTRIBUTES[network])), ties(network, ("from", "to", "weight"), (tie,))


def role_of(role: str) -> Part:
    weights = [weight for weight, roles in ROLES.items() if role in roles]
    crime_end = end("st_louis_crimes", "crime", "from", ".event")
    return link(
        role,
        end("st_louis_crimes", "person", "to"),
        role,
        crime_end,
        LABEL,
        present=lambda raw: raw["weight"].isin(weights),
    )


ST_LOUIS = (
    nodes(
        "st_louis_crimes",
        ("node", "is_event", "name", "gender"),
        (Part("event", "crime", LABEL, crime, is_event),),
    ),
    ties("st_louis_crimes", ("from", "to", "weight"), tuple(map(role_of, ("victim", "suspect", "witness")))),
)

SOURCES = (*(source for network in ATTRIBUTES for source in one_mode(network)), *ST_LOUIS)
