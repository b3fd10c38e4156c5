"""Explaining two records: what each piece of evidence says, for and against, in words and bits, and what came of it.

The bits are the matching job's, which compares what it may see of both. Values are shown only as far as the asker's own
view shows them: what is compared and not shown is said to be withheld, never left out of the sum.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import pyarrow as pa

from athena.access.view import View
from athena.failures import Refused
from athena.resolve.entity import EntityId, EntityKind
from athena.resolve.held import as_compared, columns_of, held
from athena.resolve.judgements import Judgement, Standing, Verdict
from athena.resolve.judging import everything_said
from athena.resolve.linkage import Evidence, RecordId, Waterfall
from athena.resolve.matching import Matching, registered
from athena.resolve.merging import matching_job
from athena.resolve.stated import Rule
from athena.resolve.tables import MEMBER
from athena.resolve.things import LOOKS_LIKE, PRIOR_BITS, evidence, read
from athena.resolve.waterfalls import explain_pair

WITHHELD = "(withheld from you)"
_UNKNOWN = "not known of both, so it says nothing"


@dataclass(frozen=True)
class TwoRecords:
    """Everything that a view may tell of two records: the waterfall, where each belongs, and what people judged."""

    kind: EntityKind
    model: str
    waterfall: Waterfall
    entities: tuple[EntityId | None, EntityId | None]
    judgements: tuple[Judgement, ...]

    @property
    def outcome(self) -> str:
        """What came of it, in words; where the two are apart, why they are not one."""
        one, other = self.entities
        standing = [said for said in self.judgements if said.retraction is None and said.verdict is not Verdict.UNSURE]
        if standing:
            said = standing[-1]
            words = "the same" if said.verdict is Verdict.SAME else "not the same"
            return f"{said.actor} judged them {words} on {said.at:%Y-%m-%d}, which outranks the model: {said.reason}"
        if one is None or other is None:
            return "no run has resolved them both"
        alone = self.waterfall.weight >= self.waterfall.threshold
        if one == other:
            return "they are one" if alone else "they are one by what ties each to the others, not by this pair"
        if alone:
            return "alone they would be one, and the rest of their two entities speaks against it"
        against = min(self.waterfall.items, key=lambda item: item.weight, default=None)
        if against is None or against.weight >= 0:
            return "too little speaks for it"
        return f"too little speaks for it; most against it speaks {against.feature}: {against.words}"


def explain_records(view: View, left: RecordId, right: RecordId) -> TwoRecords:
    """Explain two records that `view` shows, by the model that may run now, whether or not it ever compared them.

    Refused with `resolve.not-shown` for a record that it does not show, `resolve.other-kinds` for two of different
    kinds and for a kind that is not resolved, and as `matching.registered`.
    """
    kind = _kind(view, left, right)
    matching, _ = registered(view.door)
    with matching_job(view) as job:
        columns = _columns(matching, kind)
        rows = held(job, kind, columns, records=(left, right))
    shown = view.table(str(kind))
    mine = shown.filter(shown.valid_to.isnull(), shown.record_id.isin([left, right]))
    visible = view.release(mine.select("record_id", *(one for one in columns if one in shown.columns))).rows
    found = _waterfall(rows, left, right, matching, kind)
    said = [one for one in everything_said(view.door.database) if {*one.pair} == {left, right}]
    return TwoRecords(
        kind,
        matching.name,
        _as_shown(found, visible, matching, kind),
        _entities(view, left, right),
        Standing(frozenset(said)).on(left, right),
    )


def _kind(view: View, left: RecordId, right: RecordId) -> EntityKind:
    kinds = []
    for record in (left, right):
        kind = view.kind_of(record)
        if kind is None:
            raise Refused(
                "resolve.not-shown",
                f"Compare {left} with {right}",
                f"case {view.case.id}, ground {view.case.ground.name}",
                f"This view shows no record {record}",
                f"{view.case.owner}, who owns the case, can say under which ground it may be seen",
            )
        kinds.append(kind)
    if kinds[0] != kinds[1] or kinds[0] not in set(EntityKind) or left == right:
        raise Refused(
            "resolve.other-kinds",
            f"Compare {left} with {right}",
            "the two records",
            f"One is a {kinds[0]} and the other a {kinds[1]}" if left != right else "It is one record",
            f"Whoever asks: name two different records of one kind, of {', '.join(EntityKind)}",
        )
    return EntityKind(kinds[0])


def _columns(matching: Matching, kind: EntityKind) -> tuple[str, ...]:
    if kind is EntityKind.PERSON:
        return columns_of(matching.people.configuration)
    return matching.rule(kind).columns


def _waterfall(rows: pa.Table, left: RecordId, right: RecordId, matching: Matching, kind: EntityKind) -> Waterfall:
    if kind is EntityKind.PERSON:
        return explain_pair(as_compared(rows), left, right, matching.people)
    return _by_rule(rows, left, right, matching.rule(kind))


def _by_rule(rows: pa.Table, left: RecordId, right: RecordId, rule: Rule) -> Waterfall:
    values = read(rows, rule)
    ids = rows["record_id"].to_pylist()
    at, to = ids.index(left), ids.index(right)
    bits = dict(evidence(rule, values, at, to)[1:])
    items = tuple(
        Evidence(name, _words(bits.get(name)), column[at] or "", column[to] or "", bits.get(name, 0.0))
        for name, column in values.items()
    )
    return Waterfall(left, right, PRIOR_BITS, items, PRIOR_BITS + sum(bits.values()))


def _words(bits: float | None) -> str:
    if bits is None:
        return _UNKNOWN
    if bits == LOOKS_LIKE:
        return "they differ, and look alike but for 0 and O or 1 and I"
    return "they agree" if bits > 0 else "they differ"


def _as_shown(found: Waterfall, visible: pa.Table, matching: Matching, kind: EntityKind) -> Waterfall:
    by_id = {row["record_id"]: row for row in visible.to_pylist()}
    sources = _sources(matching, kind)

    def shown(record: RecordId, item: Evidence, value: str) -> str:
        row: Mapping[str, object] = by_id.get(record, {})
        mine = [row.get(column) for column in sources.get(item.feature, ())]
        return WITHHELD if value and not any(one is not None for one in mine) else value

    items = tuple(
        replace(item, left=shown(found.left, item, item.left), right=shown(found.right, item, item.right))
        for item in found.items
    )
    return replace(found, items=items)


def _sources(matching: Matching, kind: EntityKind) -> Mapping[str, Sequence[str]]:
    if kind is EntityKind.PERSON:
        named = matching.people.configuration.attributes
        return {one.name: (*one.columns, *one.given, *one.family) for one in named}
    return {one.name: (one.name,) for one in matching.rule(kind).attributes}


def _entities(view: View, left: RecordId, right: RecordId) -> tuple[EntityId | None, EntityId | None]:
    table = view.table(MEMBER)
    chosen = table.filter(table.record_id.isin([left, right])).select("record_id", "entity_id")
    found = {row["record_id"]: EntityId(row["entity_id"]) for row in view.release(chosen).rows.to_pylist()}
    return found.get(left), found.get(right)
