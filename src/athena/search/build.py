"""Building the index and letting it follow the lake: through the indexing job's own view, one part at a time."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

import ibis
import ibis.expr.types as ir
import tantivy

from athena.access.view import View
from athena.pole import LabelId
from athena.search import schema as at
from athena.search.archive import Archive, Standing
from athena.search.documents import class_of, document
from athena.search.placing import KINDS, placing

PART = 50_000
"""How many records are read at once: each part is one release, so that memory does not grow with the lake."""

_OVERLAP = timedelta(days=1)
"""How far before what was read last the next reading starts: a writer stamps its rows before it commits them."""

_HEAP = 256_000_000
_MOST_CLASSES = 65_000
_INSTANTS = ("received_at", "valid_from", "valid_to", "withdrawn_at")

Progress = Callable[[str, int], None]
"""Told the kind and how many records of it have been read so far."""


@dataclass(frozen=True)
class Followed:
    """What following did: to which snapshot, how many records were read, how many the index holds, and how.

    `rebuilt` says that everything was read: on demand, the first time, or because counts did not agree.
    """

    snapshot: int
    read: int
    documents: int
    rebuilt: bool


def follow(
    view: View, archive: Archive, *, rebuild: bool = False, progress: Progress = lambda kind, read: None
) -> Followed:
    """Bring the index at rest to `view`'s snapshot; give what was done. `view` is the indexing job's.

    Only what was received, superseded or withdrawn since is read. Then the index's count of every class is set against
    the lake's; where one differs (records were erased, a label was changed in place) everything is read afresh. A kill
    at any moment leaves the index that stood before.
    """
    standing = None if rebuild else archive.standing()
    if standing is not None and standing.snapshot == view.snapshot:
        return Followed(view.snapshot, 0, standing.documents, rebuilt=False)
    expected = _counts(view)
    if standing is not None:
        with archive.unpacked(standing) as folder:
            read, until = _write(view, folder, progress, datetime.fromisoformat(standing.until) - _OVERLAP)
            if _held(folder) == expected:
                return _publish(view, archive, folder, expected, until or standing.until, read, rebuilt=False)
    with archive.unpacked(None) as folder:
        read, until = _write(view, folder, progress, None)
        return _publish(view, archive, folder, _held(folder), until or _NEVER, read, rebuilt=True)


_NEVER = datetime(1970, 1, 1).isoformat()


def _publish(
    view: View, archive: Archive, folder: Path, classes: Mapping[str, int], until: str, read: int, *, rebuilt: bool
) -> Followed:
    after = archive.publish(folder, Standing(view.snapshot, classes, until))
    return Followed(view.snapshot, read, after.documents, rebuilt)


def _write(view: View, folder: Path, progress: Progress, since: datetime | None) -> tuple[int, str | None]:
    """Add what changed since `since` (all for None) to the index in `folder`; say how many rows, and until when."""
    if (folder / "meta.json").exists():
        index = at.with_analyzers(tantivy.Index.open(str(folder)))
    else:
        index = at.with_analyzers(tantivy.Index(at.schema(), path=str(folder)))
    # One thread: the machine has readers to serve, and one writer keeps up with the lake.
    writer = index.writer(_HEAP, 1)
    read, until = 0, None
    for kind in KINDS:
        if kind not in view.tables():
            continue
        for rows in _parts(view, kind, since):
            for row in rows:
                if since is not None:
                    writer.delete_documents_by_term(at.ID, str(row["record_id"]))
                if row["valid_to"] is None:
                    writer.add_json(json.dumps(document(placing(kind), row)))
            read += len(rows)
            until = max(filter(None, (until, *map(_newest, rows))), default=None)
            progress(kind, read)
    writer.commit()
    writer.wait_merging_threads()
    return read, until


def _parts(view: View, kind: str, since: datetime | None) -> Iterator[list[dict[str, object]]]:
    """The rows of `kind` that count, superseded versions before the current one of each record."""
    table = view.table(kind)
    wanted = table.filter(table.valid_to.isnull() if since is None else _changed(table, since))
    chosen = wanted.select(*placing(kind).columns)
    last: tuple[str, int] | None = None
    while True:
        rest = chosen if last is None else chosen.filter(_after(chosen, *last))
        rows = view.release(rest.order_by("record_id", "version").limit(PART)).rows.to_pylist()
        if rows:
            yield rows
        if len(rows) < PART:
            return
        last = (rows[-1]["record_id"], rows[-1]["version"])


def _after(table: ir.Table, record: str, version: int) -> ir.BooleanValue:
    return (table.record_id > record) | ((table.record_id == record) & (table.version > version))


def _changed(table: ir.Table, since: datetime) -> ir.BooleanValue:
    instant = ibis.literal(since, type=table.valid_from.type())
    return (table.valid_from >= instant) | (table.valid_to >= instant) | (table.withdrawn_at >= instant)


def _newest(row: Mapping[str, object]) -> str | None:
    instants = [value for name in _INSTANTS if isinstance(value := row[name], datetime)]
    return max(instants).isoformat() if instants else None


def _counts(view: View) -> dict[str, int]:
    """How many current records of each class the view shows."""
    each = [_rows_by_label(view.table(kind), kind) for kind in KINDS if kind in view.tables()]
    if not each:
        return {}
    rows = view.release(ibis.union(*each) if len(each) > 1 else each[0]).rows.to_pylist()
    return {class_of(row["kind"], LabelId(row["label_id"])): int(row["rows"]) for row in rows}


def _rows_by_label(table: ir.Table, kind: str) -> ir.Table:
    current = table.filter(table.valid_to.isnull())
    return current.group_by("label_id").aggregate(rows=current.count()).mutate(kind=ibis.literal(kind))


def _held(folder: Path) -> dict[str, int]:
    """How many documents of each class the index in `folder` holds."""
    searcher = at.with_analyzers(tantivy.Index.open(str(folder))).searcher()
    asked = {"classes": {"terms": {"field": at.CLASS, "size": _MOST_CLASSES}}}
    found = searcher.aggregate(tantivy.Query.all_query(), asked)["classes"]["buckets"]
    return {str(one["key"]): int(one["doc_count"]) for one in found if one["doc_count"]}
