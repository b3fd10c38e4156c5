"""Release: the ledger entry first, then the rows, with what was withheld beside them."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import ibis.expr.operations as ops
import ibis.expr.types as ir
import pyarrow as pa

from athena.access.archive import QueryDigest
from athena.access.form import few_enough, fits, stated, through_the_view
from athena.access.mask import rows_by_label
from athena.access.order import settled
from athena.access.outgrown import outgrown_rows
from athena.access.principal import Nature
from athena.access.refused import Refused
from athena.access.roles import Role
from athena.access.run import answer, compiled, digest, over, run, with_words
from athena.access.shape import shape_of
from athena.access.withheld import Reason, Withheld, rows_by_reason, why_column, why_row
from athena.ledger.canonical import Json
from athena.ledger.entry import Event
from athena.pole import LabelId

if TYPE_CHECKING:
    from athena.access.view import View

RECORD, ENTITY = "record_id", "entity_id"

MOST_REFERENCES = 10_000
"""The most records an entry refers to one by one. Above that it carries their number, and the query names them."""


@dataclass(frozen=True)
class Released:
    """Rows that have left, in the order and bytes that can be shown again, and the entry that says so.

    `entry` is the number to quote to anybody who asks; `withheld` is what is missing, by reason.
    """

    rows: pa.Table
    entry: int
    snapshot: int
    sha256: str
    withheld: tuple[Withheld, ...]


def release(
    view: View,
    expression: ir.Table,
    *,
    asked: Collection[str],
    words: str,
    recipient: str,
    reason: str,
    also: Sequence[Withheld] = (),
) -> Released:
    """Compute `expression`, record it, and only then hand its rows out.

    Order of acts: checks, computation, whether the view still holds, the sealed query text, the ledger entry, the rows.
    When the ledger cannot be written its failure is raised and no row leaves. Refused with `access.view-stale` when
    what the view was opened on no longer holds (case closed, membership or ground ended, glass expired), and as `form`
    and `order` refuse. `also` are lines of what a feature found withheld by itself, kept in the entry.
    """
    now = view.door.clock()
    stated(view.asking.operation, view.asking.form, recipient, reason)
    _no_job_discloses(view, recipient)
    through_the_view(expression, view.opened.values())
    text = settled(expression, lambda one: text_over(view, one), fits(expression, view.asking.form))
    rows = run(view.reading, text)
    few_enough(rows, view.asking.form)
    used = tables_of(view, expression)
    withheld = (*also, *_withheld(view, expression, used, rows, asked))
    # After the computation, which may take minutes: what was taken back meanwhile releases nothing.
    _still_holds(view)
    query = view.door.archive.keep(with_words(words, text), now)
    spelling = digest(rows)
    event = _event(view, used, rows, recipient, reason, _details(view, query, spelling, rows, withheld, used))
    entry = view.door.log.append(event).index
    return Released(rows, entry, view.snapshot, spelling, withheld)


def tables_of(view: View, expression: ir.Table) -> tuple[str, ...]:
    """The names of the view's tables that `expression` reads, sorted."""
    nodes = set(expression.op().find(ops.Relation))
    return tuple(sorted(name for name, table in view.opened.items() if table.op() in nodes))


def text_over(view: View, expression: ir.Table) -> str:
    """The text of `expression` with the view's tables in it, each filtered and masked."""
    text = compiled(expression)
    return over({f"view_{name}": view.texts[f"view_{name}"] for name in tables_of(view, expression)}, text)


def _no_job_discloses(view: View, recipient: str) -> None:
    if view.principal.nature is Nature.SERVICE and recipient:
        raise Refused(
            "job-discloses",
            what=f"release records to {recipient}",
            why="a job reads for its own standing task and hands records to nobody",
            remedy="let the person who needs them open a view for their own case",
            who="whoever wrote the job",
        )


def _still_holds(view: View) -> None:
    if not view.door.still_holds(view):
        raise Refused(
            "view-stale",
            what="release through this view",
            where=f"case {view.case.id}",
            why="what it was opened on has changed since: the case, the membership, a grant, the ground or the policy",
            remedy="open the view again; it says what still holds",
            who=f"{view.case.owner}, who owns the case",
        )


def _withheld(
    view: View, expression: ir.Table, used: tuple[str, ...], rows: pa.Table, asked: Collection[str]
) -> tuple[Withheld, ...]:
    lines = [
        line for name in used for line in (*_hidden_rows(view, name), *_hidden_values(view, expression, name, rows))
    ]
    return (*lines, *_asked(view, used, asked))


def _hidden_rows(view: View, name: str) -> tuple[Withheld, ...]:
    if name not in view.hidden:
        view.hidden[name] = _count_hidden_rows(view, name)
    return view.hidden[name]


def _count_hidden_rows(view: View, name: str) -> tuple[Withheld, ...]:
    permit, counts = view.permit(name), label_counts(view, name)
    hidden = {label: count for label, count in counts.items() if label not in permit.rows}
    lines = rows_by_reason(view.door.policy, view.decisions, permit.shape.kind, name, hidden)
    outgrown = outgrown_rows(view, name, permit, counts)
    if not outgrown:
        return lines
    return (*lines, Withheld(Reason.RESTRICTED, Role.DATA_PROTECTION_OFFICER, f"{name}, earlier versions", outgrown))


def _hidden_values(view: View, expression: ir.Table, name: str, rows: pa.Table) -> tuple[Withheld, ...]:
    permit = view.permit(name)
    table = view.opened[name].op()
    named = {field.name for field in expression.op().find(ops.Field) if field.rel == table} | set(rows.column_names)
    groups = sorted({permit.shape.groups[column] for column in permit.masked() if column in named})
    return tuple(line for group in groups if (line := _hidden_group_once(view, name, group)).rows)


def _hidden_group_once(view: View, name: str, group: str) -> Withheld:
    """The same for every release of a view, which sees one snapshot under one set of decisions."""
    if (name, group) not in view.masked:
        view.masked[name, group] = _hidden_group(view, name, group)
    return view.masked[name, group]


def _hidden_group(view: View, name: str, group: str) -> Withheld:
    permit = view.permit(name)
    column = next(column for column, its in permit.shape.groups.items() if its == group)
    hidden = permit.rows - permit.columns[column]
    counts = label_counts(view, name)
    held = sorted(label for label in hidden if label in counts)
    why = why_column(view.door.policy, view.decisions, permit.shape.kind, held, group)
    return Withheld(why.reason, why.ask, f"{name}.{group}", sum(counts[label] for label in held), why.rules)


def label_counts(view: View, name: str) -> Mapping[LabelId, int]:
    """How many rows of each label the whole table holds in the view's snapshot; asked once a snapshot."""
    counted = view.door.readings.counted(view.snapshot)
    if name not in counted:
        shape = shape_of(name, view.shapes)
        found = answer(view.reading, rows_by_label(view.reading.table(name), shape)).to_pylist()
        counted[name] = {LabelId(row["label_id"]): int(row["rows"]) for row in found}
    return counted[name]


def _asked(view: View, used: tuple[str, ...], asked: Collection[str]) -> tuple[Withheld, ...]:
    if not asked:
        return ()
    lines: dict[tuple[Reason, object, tuple[object, ...]], Withheld] = {}
    disposed = view.door.references.disposed(sorted(asked))
    labels = _labels_of(view, used, asked)
    for record in sorted(asked):
        line = _asked_one(view, record, labels, disposed)
        if line is not None:
            key = (line.reason, line.ask, line.rules)
            seen = lines.get(key)
            lines[key] = line if seen is None else Withheld(line.reason, line.ask, line.what, seen.rows + 1, line.rules)
    return tuple(sorted(lines.values(), key=str))


def _asked_one(
    view: View, record: str, labels: Mapping[str, tuple[str, LabelId]], disposed: frozenset[str]
) -> Withheld | None:
    if record not in labels:
        return Withheld(Reason.DELETED if record in disposed else Reason.NOT_HELD, None, "asked for", 1)
    name, label = labels[record]
    if label in view.permit(name).rows:
        return None
    why = why_row(view.door.policy, view.decisions, view.permit(name).shape.kind, label)
    return Withheld(why.reason, why.ask, "asked for", 1, why.rules)


def _labels_of(view: View, used: tuple[str, ...], asked: Collection[str]) -> dict[str, tuple[str, LabelId]]:
    found: dict[str, tuple[str, LabelId]] = {}
    for name in used:
        table = view.reading.table(name)
        for column in (RECORD, ENTITY):
            if column in table.columns and "label_id" in table.columns:
                chosen = table.filter(table[column].isin(sorted(asked))).select(column, "label_id").distinct()
                for row in answer(view.reading, chosen.order_by("label_id")).to_pylist():
                    found[row[column]] = (name, LabelId(row["label_id"]))
    return found


def _event(
    view: View, used: tuple[str, ...], rows: pa.Table, recipient: str, reason: str, details: Mapping[str, Json]
) -> Event:
    decisions = view.decisions
    kinds = [view.permit(name).shape.kind for name in used]
    return Event(
        op=view.asking.operation,
        actor=view.principal.id,
        role=view.asking.role,
        purpose=view.case.ground.name,
        decision="permit",
        reason=reason or view.case.reason,
        case=view.case.id,
        ground=view.case.ground.id,
        recipient=recipient,
        policy_digest=decisions.policy,
        policies=decisions.cited(kinds),
        subject_refs=_references(view, rows),
        fields=tuple(rows.column_names),
        details=details,
    )


def _references(view: View, rows: pa.Table) -> tuple[str, ...]:
    if RECORD not in rows.column_names or rows.num_rows > MOST_REFERENCES:
        return ()
    return view.door.references.of(list(dict.fromkeys(rows.column(RECORD).drop_null().to_pylist())))


def _details(
    view: View, query: QueryDigest, spelling: str, rows: pa.Table, withheld: tuple[Withheld, ...], used: tuple[str, ...]
) -> Mapping[str, Json]:
    return {
        "login": view.door.login,
        "on_behalf_of": view.on_behalf_of or "",
        "snapshot": view.snapshot,
        "query": query,
        "rows": rows.num_rows,
        "sha256": spelling,
        "decisions": view.decisions.digest,
        "form": str(view.asking.form),
        "seeking": str(view.asking.seeking),
        "break_glass": view.asking.break_glass,
        "inputs": list(used),
        "withheld": [
            {"reason": str(line.reason), "ask": str(line.ask or ""), "what": line.what, "rows": line.rows}
            for line in withheld
        ],
    }
