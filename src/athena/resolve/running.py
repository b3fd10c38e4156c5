"""One run: read what records say, say which are one, let what people judged outrank it, and publish each kind whole.

Each kind is one snapshot and one deed on the ledger. A run that is cut short leaves the kinds that it had published,
whole, and the others as they stood; run again, it does the rest. A run that finds nothing new publishes nothing.
"""

import hashlib
import json
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

import ibis
import pyarrow as pa

from athena.access.labelling import register_union
from athena.access.view import View
from athena.access.withheld import Withheld
from athena.failures import StopTheLine
from athena.pole import LabelId
from athena.resolve.entity import EntityKind
from athena.resolve.held import as_compared, columns_of, held
from athena.resolve.judgements import Judgement, Standing
from athena.resolve.judging import standing
from athena.resolve.linkage import Judgements
from athena.resolve.matching import Matching
from athena.resolve.members import Members, followed, members, proposed
from athena.resolve.pairs import Outcome
from athena.resolve.people import resolve_people
from athena.resolve.proposal import Proposal
from athena.resolve.publish import Occasion, Published, publish
from athena.resolve.tables import RUN
from athena.resolve.things import resolve_things
from athena.resolve.unite import Conflict

Progress = Callable[[EntityKind, str], None]
"""Told which kind is at what."""


@dataclass(frozen=True)
class Ran:
    """What a run did for one kind. `published` is None where nothing had changed since run `stands`.

    `records` is how many were read, and is the sum of the sizes of `entities` entities. `unfollowed` are judgements
    that cannot be followed for now; `withheld` is what the job may not read, and what therefore stays unresolved.
    """

    kind: EntityKind
    stands: int
    records: int
    entities: int
    queued: int
    published: Published | None
    unfollowed: tuple[Conflict, ...]
    withheld: tuple[Withheld, ...]


def run(
    job: View,
    matching: Matching,
    kinds: Sequence[EntityKind] = tuple(EntityKind),
    progress: Progress = lambda kind, doing: None,
) -> tuple[Ran, ...]:
    """Resolve every record of `kinds` that `job`, the matching job's view, shows; give what was done, kind by kind."""
    return tuple(_run(job, matching, kind, progress) for kind in kinds if str(kind) in job.reading.tables())


def _run(job: View, matching: Matching, kind: EntityKind, progress: Progress) -> Ran:
    progress(kind, "reading")
    already = len(job.released)
    columns = columns_of(matching.people.configuration) if kind is EntityKind.PERSON else matching.rule(kind).columns
    records = held(job, kind, columns)
    stands = Standing(frozenset(one for one in standing(job.door.database).judgements if one.kind is kind))
    inputs = _inputs(job.released[-1].sha256, stands)
    withheld = tuple(dict.fromkeys(line for one in job.released[already:] for line in one.withheld))
    last = _last_run(job, kind)
    if last is None and not records.num_rows:
        return Ran(kind, 0, 0, 0, 0, None, (), withheld)
    if last is not None and (last.model, last.inputs) == (matching.name, inputs):
        return Ran(kind, last.run, records.num_rows, last.entities, last.queued, None, (), withheld)
    progress(kind, "comparing")
    found = propose(records, matching, kind, stands)
    progress(kind, "publishing")
    before = members(job, kind)
    after, unfollowed = followed(proposed(kind, records, found.clusters, before), stands)
    _reconcile(kind, records, after)
    queued = sum(one.outcome is Outcome.QUEUED for one in found.pairs)
    parameters = {"inputs": inputs, "queued": str(queued), "entities": str(len(after.entities))}
    occasion = Occasion(matching.name, parameters, edge_rows(job, records, found, matching.name), queued)
    done = publish(job, before, after, occasion)
    return Ran(kind, done.run, done.records, done.entities, queued, done, unfollowed, withheld)


def propose(records: pa.Table, matching: Matching, kind: EntityKind, stands: Standing) -> Proposal:
    """What the model or rule makes of the records of a kind, knowing which two people judged not the same.

    What they judged the same is not told to it: those entities are united whole, afterwards, and can be parted again.
    """
    apart = [one.pair for one in stands.apart() if one.kind is kind]
    if kind is not EntityKind.PERSON:
        return resolve_things(records, matching.rule(kind), apart)
    judged = Judgements.of((left, right, False) for left, right in apart)
    return resolve_people(as_compared(records), matching.people, judged, matching.reviewed)


def edge_rows(job: View, records: pa.Table, found: Proposal, model: str) -> pa.Table:
    """The pairs as rows of `entity_edge`, but for the run; each carries the union of its two records' labels."""
    labels = records.sort_by("record_id")["label_id"].to_pylist()
    ids = found.record_ids.tolist()
    unions = _unions(job, ((labels[one.left], labels[one.right]) for one in found.pairs))
    kind = str(found.kind)
    return pa.table(
        {
            "entity_kind": pa.array([kind] * len(found.pairs), pa.string()),
            "left_kind": pa.array([kind] * len(found.pairs), pa.string()),
            "left_record": pa.array([ids[one.left] for one in found.pairs], pa.string()),
            "right_kind": pa.array([kind] * len(found.pairs), pa.string()),
            "right_record": pa.array([ids[one.right] for one in found.pairs], pa.string()),
            "weight": pa.array([one.weight for one in found.pairs], pa.float64()),
            "evidence": pa.array([json.dumps(one.evidence) for one in found.pairs], pa.string()),
            "outcome": pa.array([str(one.outcome) for one in found.pairs], pa.string()),
            "label_id": pa.array([unions[labels[one.left], labels[one.right]] for one in found.pairs], pa.int64()),
            "model": pa.array([model] * len(found.pairs), pa.string()),
        }
    )


def _unions(job: View, pairs: Iterable[tuple[int, int]]) -> dict[tuple[int, int], int]:
    now = job.door.clock()
    return {
        pair: register_union(job.door.outbox, [LabelId(one) for one in pair], job.principal.id, now)
        for pair in sorted(set(pairs))
    }


def _reconcile(kind: EntityKind, records: pa.Table, after: Members) -> None:
    placed = after.rows["record_id"].to_pylist()
    if placed != records["record_id"].to_pylist() or after.rows["entity_id"].null_count:
        raise StopTheLine(
            f"{records.num_rows} {kind} records were read and {len(placed)} placed in entities; nothing was published"
        )


def _inputs(records: str, stands: Standing) -> str:
    """A digest of what a run is a function of, besides its model: what records say, and what people judged."""

    def said(one: Judgement) -> tuple[str, str, str]:
        return one.left, one.right, str(one.verdict)

    judged = sorted(said(one) for one in (*stands.same(), *stands.apart()))
    return hashlib.sha256(json.dumps([records, judged]).encode()).hexdigest()


@dataclass(frozen=True)
class _Last:
    run: int
    model: str
    inputs: str
    entities: int
    queued: int


def _last_run(job: View, kind: EntityKind) -> _Last | None:
    """The last run of a kind, whether a model's or one that followed a judgement."""
    table = job.table(RUN)
    chosen = table.filter(table.entity_kind == str(kind)).select("run", "model", "parameters")
    rows = job.release(chosen.order_by(ibis.desc("run")).limit(1)).rows.to_pylist()
    if not rows:
        return None
    said = json.loads(rows[0]["parameters"])
    return _Last(
        int(rows[0]["run"]),
        rows[0]["model"],
        said.get("inputs", ""),
        int(said.get("entities", 0)),
        int(said.get("queued", 0)),
    )
