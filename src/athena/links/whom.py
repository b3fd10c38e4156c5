"""Whom a name means: an entity, or a record, as far as the view returns it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from athena.access.entities import entity_of
from athena.access.shape import MEMBER
from athena.access.view import View
from athena.failures import Refused
from athena.links.wanted import entities_of, titles


@dataclass(frozen=True)
class Whom:
    """What a name stands for in the graph: the node's name, and the records of it that the view returns."""

    node: str
    records: tuple[str, ...]


def whom(view: View, name: str) -> Whom:
    """Who `name` is: an entity's id, one that leads to it, or the id of a record.

    A record that resolution has put with others stands for its entity. Refused as `entity_of`, and with `links.nobody`
    where the view returns none; the view's withheld lines then say as much as its holder may know.
    """
    found = entity_of(view, name)
    if found is None:
        raise Refused(
            "links.nobody",
            "This view returns nobody and nothing with this id",
            name,
            "; ".join(str(line) for line in view.withheld()) or "No record or entity has it in this snapshot",
            "Copy the whole id from where it was shown; or ask under a case that needs it",
        )
    return Whom(found.id, found.records)


@dataclass(frozen=True)
class Named:
    """A record as a chart names it: what it belongs to, its kind, its title (empty where it may not be shown)."""

    node: str
    kind: str
    title: str


def named(view: View, records: Mapping[str, str], recipient: str = "", reason: str = "") -> Mapping[str, Named]:
    """Each of these records, given with their kinds, that the view returns; see `View.release` for the rest."""
    if not records:
        return {}
    belongs: dict[str, str] = {}
    if MEMBER in view.reading.tables():
        rows = view.release(entities_of(view, list(records)), recipient=recipient, reason=reason).rows.to_pylist()
        belongs = {str(row["record_id"]): str(row["entity_id"]) for row in rows}
    return {
        str(row["record_id"]): Named(
            belongs.get(str(row["record_id"]), str(row["record_id"])), str(row["kind"]), str(row["title"] or "")
        )
        for row in view.release(titles(view, records), recipient=recipient, reason=reason).rows.to_pylist()
    }
