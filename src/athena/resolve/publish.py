"""Publishing who is whom: one snapshot, declared on the ledger first, with the trail of every id that moved."""

import json
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime

import ibis
import pyarrow as pa

from athena.access.deed import declare
from athena.access.view import View
from athena.lake.writing import Writer
from athena.resolve.entity import EntityId, EntityKind
from athena.resolve.forward import Forward, Why, forwards
from athena.resolve.members import Members, changed
from athena.resolve.tables import EDGE, FORWARD, MEMBER, RUN, ensure_tables


@dataclass(frozen=True)
class Occasion:
    """What one run is: which model proposed, with which parameters, and why now.

    `edges` replace those of the kind that stand, None to leave them as they are.
    """

    model: str
    parameters: Mapping[str, str]
    edges: pa.Table | None = None
    queued: int = 0


@dataclass(frozen=True)
class Published:
    """What one run did: its number and snapshot, how much it holds, what changed, and where old ids lead."""

    run: int
    snapshot: int
    entry: int
    records: int
    entities: int
    changed: int
    forwards: tuple[Forward, ...]
    digest: str


def publish(job: View, before: Members, after: Members, occasion: Occasion) -> Published:
    """Publish what is different in `after`; `before` are the same entities as they stood.

    `job` is the matching job's view. The ledger has the deed before the lake has the rows. Where nothing differs
    nothing but the run itself is written.
    """
    now = job.door.clock()
    with job.door.workspace.lake.write() as writer:
        run = _next_run(writer)
        fresh, gone = changed(before, after, run, now)
        moved = forwards(before.membership.by_record, after.membership)
        digest = after.membership.digest
        entry = declare(
            job,
            [MEMBER],
            [],
            {"run": run, "model": occasion.model, "changed": fresh.rows.num_rows, "forwards": len(moved)},
        )

        def work() -> None:
            ensure_tables(writer)
            _replace_members(writer, fresh, gone)
            if moved:
                writer.insert(FORWARD, _trail(moved, before, run, now))
            if occasion.edges is not None:
                _replace_edges(writer, after, occasion.edges, run)
            writer.insert(RUN, _noted(run, now, job.snapshot, occasion, after, fresh, digest))

        _, snapshot = writer.commit(work)
    job.door.workspace.lake.refresh_copy()
    return Published(run, snapshot, entry, after.rows.num_rows, len(after.entities), fresh.rows.num_rows, moved, digest)


def _next_run(writer: Writer) -> int:
    if RUN not in writer.tables():
        return 1
    runs = writer.table(RUN)
    latest = writer.rows(runs.aggregate(run=runs.run.max()))["run"].to_pylist()[0]
    return int(latest or 0) + 1


def _replace_members(writer: Writer, fresh: Members, gone: tuple[str, ...]) -> None:
    if gone:
        writer.keep_aside("leaving", pa.table({"record_id": pa.array(gone, pa.string())}))
        writer.remove(MEMBER, "record_id", writer.staged("leaving").select("record_id"))
    if fresh.rows.num_rows:
        writer.insert(MEMBER, fresh.rows)


def _replace_edges(writer: Writer, after: Members, edges: pa.Table, run: int) -> None:
    writer.keep_aside("edge_kind", pa.table({"entity_kind": [str(after.kind)]}))
    writer.remove(EDGE, "entity_kind", writer.staged("edge_kind").select("entity_kind"))
    writer.insert(EDGE, edges.append_column("run", pa.array([run] * edges.num_rows, pa.int64())))


def _trail(moved: tuple[Forward, ...], before: Members, run: int, now: datetime) -> pa.Table:
    """The forwards as rows; each carries the label of the record that came first in the entity that was left."""
    labels = dict(zip(before.rows["record_id"].to_pylist(), before.rows["label_id"].to_pylist(), strict=True))
    return pa.Table.from_pylist(
        [
            {
                "entity_id": one.entity_id,
                "living_id": one.living_id,
                "entity_kind": str(one.kind),
                "why": str(one.why),
                "records": one.records,
                "label_id": labels[before.records_of(EntityId(one.entity_id))[0]],
                "run": run,
                "at": now,
            }
            for one in moved
        ]
    )


def _noted(
    run: int, now: datetime, snapshot: int, occasion: Occasion, after: Members, fresh: Members, digest: str
) -> pa.Table:
    records, entities = after.rows.num_rows, len(after.entities)
    return pa.Table.from_pylist(
        [
            {
                "run": run,
                "at": now,
                "entity_kind": str(after.kind),
                "snapshot": snapshot,
                "model": occasion.model,
                "parameters": json.dumps(dict(sorted(occasion.parameters.items()))),
                "digest": digest,
                "records": records,
                "entities": entities,
                "joined": records - entities,
                "queued": occasion.queued,
                "changed": fresh.rows.num_rows,
            }
        ]
    )


def trail(view: View, *, left: Collection[EntityId] = ()) -> tuple[tuple[int, Forward], ...]:
    """The forwards that `view` shows, of records that `left` these ids or all, with their runs, the oldest first."""
    table = view.table(FORWARD)
    if left:
        table = table.filter(table.entity_id.isin(sorted(left)))
    rows = view.release(table.order_by(ibis.asc("run"), ibis.asc("entity_id"), ibis.asc("living_id"))).rows
    return tuple(
        (
            int(row["run"]),
            Forward(
                EntityId(row["entity_id"]),
                EntityId(row["living_id"]),
                EntityKind(row["entity_kind"]),
                Why(row["why"]),
                int(row["records"]),
            ),
        )
        for row in rows.to_pylist()
    )
