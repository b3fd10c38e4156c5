"""The records behind a profile: what each says, and on which terms it is held."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

import ibis
import ibis.expr.types as ir

from athena.access.view import View
from athena.pole import Label, LabelId, kind


@dataclass(frozen=True)
class Terms:
    """On which terms a record is held: its label in words, and the group by which it is reviewed.

    All empty where the label is one that nobody has registered.
    """

    data_subject: str
    handling: str
    lawful_basis: str
    sensitivity: str
    review_group: str
    compartment: str


@dataclass(frozen=True)
class Record:
    """One version of one record as the view shows it: where it came from, on which terms, and what it says.

    `says` holds its own properties that are known and shown; `hidden` names the field groups that the view hides on
    it, whether or not it says anything there. `withdrawn` is set where its source no longer says it.
    """

    id: str
    kind: str
    source: str
    source_file: str
    source_row: int
    received_at: datetime
    valid_from: datetime
    valid_to: datetime | None
    withdrawn: datetime | None
    terms: Terms
    says: Mapping[str, object]
    hidden: tuple[str, ...]

    @property
    def grading(self) -> str:
        """The grading that the record itself bears; empty where it is not graded."""
        return str(self.says.get("grading", ""))


def standing(table: ir.Table, as_known_on: datetime | None) -> ir.Table:
    """The versions of `table` that were current at `as_known_on`, now where it is None."""
    if as_known_on is None:
        return table.filter(table.valid_to.isnull())
    moment = ibis.literal(as_known_on, type="timestamp('UTC')")
    return table.filter(table.valid_from <= moment, table.valid_to.isnull() | (table.valid_to > moment))


def records(view: View, name: str, ids: Sequence[str], as_known_on: datetime | None) -> tuple[Record, ...]:
    """The records of kind `name` with these ids as they stood; those first received in front. One release."""
    if not ids:
        return ()
    table = standing(view.table(name), as_known_on)
    rows = view.release(table.filter(table.record_id.isin(sorted(ids)))).rows.to_pylist()
    found = [_record(view, name, row, as_known_on) for row in rows]
    return tuple(sorted(found, key=lambda one: (one.received_at, one.id)))


def terms_of(view: View, label: LabelId) -> Terms:
    """The terms that `label` stands for."""
    known = view.decisions.book.atoms.get(label)
    return Terms("", "", "", "", "", "") if known is None else _terms(known)


def _terms(label: Label) -> Terms:
    return Terms(
        label.data_subject,
        label.handling,
        label.lawful_basis,
        label.sensitivity,
        label.review_group,
        label.compartment,
    )


def _record(view: View, name: str, row: Mapping[str, object], as_known_on: datetime | None) -> Record:
    said = kind(name)
    label = LabelId(int(str(row["label_id"])))
    permit = view.permit(name)
    shut = {said.properties[column].group for column in said.own if label not in permit.columns[column]}
    withdrawn = _moment(row["withdrawn_at"])
    ended = _moment(row["valid_to"])
    return Record(
        str(row["record_id"]),
        name,
        str(row["source"]),
        str(row["source_file"]),
        int(str(row["source_row"])),
        _known(row["received_at"]),
        _known(row["valid_from"]),
        # What was not yet known on that day is not told of it.
        None if as_known_on is not None and ended is not None and ended > as_known_on else ended,
        None if as_known_on is not None and withdrawn is not None and withdrawn > as_known_on else withdrawn,
        terms_of(view, label),
        {column: row[column] for column in said.own if row[column] is not None},
        tuple(sorted(shut)),
    )


def _moment(value: object) -> datetime | None:
    return value if isinstance(value, datetime) else None


def _known(value: object) -> datetime:
    assert isinstance(value, datetime)
    return value
