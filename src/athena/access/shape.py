"""What the door knows of a table: which field group each of its columns belongs to.

The kinds of `athena.pole` describe themselves. A table that is no kind (what was delivered, the quarantine, what a
feature derives) states its shape once; a column that no shape mentions is never shown to anybody.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from athena.access.refused import Refused
from athena.pole import Label, field_groups, kind, kinds

ACCESS_LOG = "access_log"
QUARANTINE = "quarantine"
DELIVERED = "delivered_file"
MEMBER = "entity_member"

LOG_LABEL = Label("official", "other", "ungraded", "law_enforcement", "none")
"""The label of every entry of the access log: it speaks of officers, and by keyed reference of others."""

QUARANTINE_LABEL = Label("official", "unknown", "ungraded", "law_enforcement", "4")
"""The label of every row in quarantine: nobody has read it yet, so its subject counts as unknown."""

DELIVERED_LABEL = Label("official", "none", "ungraded", "open_data", "none")
"""The label of the list of delivered files: names, hashes and counts, about no person."""

PUBLISHED_LABEL = Label("open", "none", "ungraded", "open_data", "none")
"""The label of data published under an open licence, about nobody."""

OWN_LABELS = (LOG_LABEL, QUARANTINE_LABEL, DELIVERED_LABEL, PUBLISHED_LABEL)
"""The labels that every workspace knows from its first day."""


@dataclass(frozen=True)
class Shape:
    """One table: the kind by which the policy knows it, the field group of each column, and its label.

    `label` is None where every row carries its own `label_id`, and else the one label of all its rows.
    `also` are further kinds a derived table was computed from: it is open only where all of them are.
    """

    table: str
    kind: str
    groups: Mapping[str, str]
    label: Label | None = None
    also: tuple[str, ...] = ()


def _columns(group: str, names: str) -> dict[str, str]:
    return dict.fromkeys(names.split(), group)


_OTHERS: Mapping[str, Shape] = {
    QUARANTINE: Shape(
        QUARANTINE,
        QUARANTINE,
        {
            **_columns("provenance", "quarantine_id source slot source_file source_row mapping received_at"),
            **_columns("classification", "rule columns_at_fault remedy resolved_at resolution"),
            # A reason may quote the value that could not be read.
            **_columns("narrative", "reason"),
        },
        QUARANTINE_LABEL,
    ),
    DELIVERED: Shape(
        DELIVERED,
        DELIVERED,
        {
            **_columns("provenance", "delivery_id sha256 bytes kept_sha256 archived source mapping slot kind"),
            **_columns("provenance", "received_at resubmission family"),
            # The name of a file may say more than what it holds: an operation, a place, a person.
            **_columns("account", "delivery file notes"),
            **_columns("place", "area"),
            **_columns("time", "first_month last_month reach"),
            **_columns("figures", "rows_in loaded unchanged superseded quarantined withdrawn"),
        },
        DELIVERED_LABEL,
    ),
    # Which proofs of a migration were signed: as much about files, and as little about people, as what was delivered.
    "migration_proof": Shape(
        "migration_proof",
        DELIVERED,
        {
            **_columns("provenance", "migration proof_sha256 files signed_at entry"),
            **_columns("figures", "holds"),
        },
        DELIVERED_LABEL,
    ),
    # Which records are one person: open where the person's own record is, by the record's own label.
    MEMBER: Shape(
        MEMBER,
        "person",
        {
            **_columns("relation", "entity_id entity_kind record_kind record_id proposed_id"),
            **_columns("provenance", "label_id first_seen run since"),
        },
    ),
    "entity_forward": Shape(
        "entity_forward",
        "person",
        {
            **_columns("relation", "entity_id living_id entity_kind why records"),
            **_columns("provenance", "label_id run at"),
        },
    ),
    # What the model made of a pair; what people said of it is never here, but in the state database.
    "entity_edge": Shape(
        "entity_edge",
        "person",
        {
            **_columns("relation", "entity_kind left_kind left_record right_kind right_record weight evidence outcome"),
            **_columns("provenance", "label_id model run"),
        },
    ),
    "entity_run": Shape(
        "entity_run",
        DELIVERED,
        {
            **_columns("provenance", "run at entity_kind snapshot model parameters digest"),
            **_columns("figures", "records entities joined queued changed"),
        },
        DELIVERED_LABEL,
    ),
}


def all_kinds() -> tuple[str, ...]:
    """Every kind that a rule may speak of: those of the vocabulary, and the door's own three."""
    return (*kinds(), QUARANTINE, DELIVERED, ACCESS_LOG)


def all_groups() -> tuple[str, ...]:
    """Every field group, in the vocabulary's order."""
    return tuple(field_groups())


def shape_of(table: str, derived: Mapping[str, Shape]) -> Shape:
    """The shape of `table`: a kind's own, a derived one, or another that the door knows.

    Refused with `access.table-unknown` otherwise: what nobody has described, nobody may read.
    """
    if table in kinds():
        return Shape(table, table, {name: prop.group for name, prop in kind(table).properties.items()})
    if table in derived:
        return derived[table]
    if table in _OTHERS:
        return _OTHERS[table]
    raise Refused(
        "table-unknown",
        what=f"read the table {table!r}",
        why="no kind and no shape describes it, so no rule can speak of it",
        remedy="describe it in src/athena/access/shape.py, or as a kind",
        who="whoever adds the table",
    )
