"""Ties: the links of a person or thing, each with its role, its days, its grading and what stands at its other end."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

import ibis
import ibis.expr.types as ir

from athena.access.operation import RECORD_ROWS
from athena.access.view import View
from athena.pole import Row, code_list, place_column, time_columns, title_column
from athena.profile.record import standing

LINK = "link"
_OPPOSITE = {"from": "to", "to": "from"}
_SAID = ("held_from", "held_to", "basis", "grading", "evidence", "source")
_NOTHING = ibis.literal(None, type="string")


@dataclass(frozen=True)
class Other:
    """What stands at the other end of a tie, as the view shows it; empty words are not known or not shown."""

    record: str
    kind: str
    title: str = ""
    when: str = ""
    place: str = ""
    source: str = ""


@dataclass(frozen=True)
class Tie:
    """One link: by which record of the profile (`by`), to what, in which role and when, and what says so.

    `outward` is set where the profile's record is what the link starts from: *suspect in* is outward from a person.
    """

    link: str
    by: str
    role: str
    group: str
    outward: bool
    other: Other
    held_from: str
    held_to: str
    basis: str
    grading: str
    evidence: str
    source: str

    @property
    def said(self) -> str:
        """The role in the words of the vocabulary."""
        return code_list("link_role").codes[self.role].label


@dataclass(frozen=True)
class Ties:
    """The ties of a profile, and by sort of role how many there are in all; more than a screen holds are not shown."""

    ties: tuple[Tie, ...]
    counts: Mapping[str, int]

    def of(self, *groups: str) -> tuple[Tie, ...]:
        """Those whose role is of one of `groups`."""
        return tuple(one for one in self.ties if one.group in groups)

    def left(self, *groups: str) -> int:
        """How many of `groups` are not shown."""
        return max(0, sum(self.counts.get(group, 0) for group in groups) - len(self.of(*groups)))


def ties(view: View, ids: Collection[str], as_known_on: datetime | None) -> Ties:
    """The links of the records `ids` that stood, the newest first, with what stands at their other ends.

    At most fifty, and where there are more, at most fifty of each sort of role. A link shows only where the view
    returns both it and the record at its other end.
    """
    if not ids or LINK not in view.reading.tables():
        return Ties((), {})
    links = _links(view, ids, as_known_on)
    rows = _page(view, links.mutate(total=ibis._.count().over()))
    if rows and int(str(rows[0]["total"])) > len(rows):
        counts = _by_group(view, links)
        rows = [row for group in sorted(counts) for row in _page(view, links.filter(links.role.isin(_roles(group))))]
    else:
        counts = Counter(_group(str(row["role"])) for row in rows)
    return Ties(_told(view, rows, set(ids), as_known_on), counts)


def _links(view: View, ids: Collection[str], as_known_on: datetime | None) -> ir.Table:
    table, named = standing(view.table(LINK), as_known_on), sorted(ids)
    mine = table.filter(table.from_record.isin(named) | table.to_record.isin(named), table.withdrawn_at.isnull())
    return mine.select(
        "record_id",
        "source",
        "valid_from",
        "from_kind",
        "from_record",
        "to_kind",
        "to_record",
        "role",
        "held_from",
        "held_to",
        "basis",
        "grading",
        "evidence",
    )


def _page(view: View, links: ir.Table) -> list[Row]:
    newest = links.order_by(ibis.desc("valid_from"), "record_id").limit(RECORD_ROWS)
    return list(view.release(newest).rows.to_pylist())


def _by_group(view: View, links: ir.Table) -> Counter[str]:
    counts: Counter[str] = Counter()
    for row in view.release(links.group_by("role").aggregate(links=links.count())).rows.to_pylist():
        counts[_group(str(row["role"]))] += int(row["links"])
    return counts


def _group(role: str) -> str:
    return code_list("link_role").codes[role].group or ""


def _roles(group: str) -> list[str]:
    return [role for role, said in code_list("link_role").codes.items() if said.group == group]


def _told(view: View, rows: Sequence[Row], mine: Collection[str], as_known_on: datetime | None) -> tuple[Tie, ...]:
    ends = [(row, side) for row in rows for side in ("from", "to") if row[f"{side}_record"] in mine]
    beyond = {str(row[f"{_OPPOSITE[side]}_record"]): str(row[f"{_OPPOSITE[side]}_kind"]) for row, side in ends}
    others = _others(view, beyond, as_known_on)
    return tuple(
        _tie(row, side, others[end]) for row, side in ends if (end := str(row[f"{_OPPOSITE[side]}_record"])) in others
    )


def _tie(row: Row, side: str, other: Other) -> Tie:
    role = str(row["role"])
    held_from, held_to, basis, grading, evidence, source = (str(row[column] or "") for column in _SAID)
    return Tie(
        link=str(row["record_id"]),
        by=str(row[f"{side}_record"]),
        role=role,
        group=_group(role),
        outward=side == "from",
        other=other,
        held_from=held_from,
        held_to=held_to,
        basis=basis,
        grading=grading,
        evidence=evidence,
        source=source,
    )


def _others(view: View, beyond: Mapping[str, str], as_known_on: datetime | None) -> dict[str, Other]:
    """The records at the other ends, fifty a release."""
    found: dict[str, Other] = {}
    names = sorted(beyond)
    for start in range(0, len(names), RECORD_ROWS):
        part = names[start : start + RECORD_ROWS]
        kinds_there = sorted({beyond[name] for name in part} & set(view.reading.tables()))
        each = [_shown(view, kind, [one for one in part if beyond[one] == kind], as_known_on) for kind in kinds_there]
        if each:
            rows = view.release(ibis.union(*each) if len(each) > 1 else each[0]).rows.to_pylist()
            found |= {str(row["record_id"]): _other(row) for row in rows}
    return found


def _shown(view: View, name: str, ids: Sequence[str], as_known_on: datetime | None) -> ir.Table:
    table = standing(view.table(name), as_known_on)
    title, place = (table[one].cast("string") if one else _NOTHING for one in (title_column(name), place_column(name)))
    times = [_written(table[one]) for one in time_columns(name)]
    return table.filter(table.record_id.isin(ids)).select(
        "record_id",
        "source",
        kind=ibis.literal(name),
        title=title,
        place=place,
        happened=ibis.coalesce(*times) if times else _NOTHING,
    )


def _written(column: ir.Column) -> ir.StringValue:
    """A time as people write it: the day, and the hour and minute in UTC where there is one."""
    if isinstance(column, ir.TimestampColumn):
        return column.strftime("%Y-%m-%d %H:%M")
    return column.cast("string")


def _other(row: Row) -> Other:
    words = (str(row[column] or "") for column in ("title", "happened", "place", "source"))
    return Other(str(row["record_id"]), str(row["kind"]), *words)
