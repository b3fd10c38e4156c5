"""One question asked through a view: the page, why each record is on it, what was withheld, and the entry."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

import ibis
import ibis.expr.types as ir
import tantivy

from athena.access.entities import entity_of
from athena.access.found import Finding
from athena.access.release import Released
from athena.access.view import View
from athena.access.withheld import Withheld
from athena.failures import Refused
from athena.lake.workspace import Workspace
from athena.pole import kind
from athena.search.archive import Archive, Standing
from athena.search.explain import Match, asked, matches
from athena.search.finding import Finder, Found, Hit
from athena.search.grammar import parse
from athena.search.identifiers import Reading
from athena.search.placing import KINDS, placing
from athena.search.question import And, Condition, Identifier, Not, Or, Question, Word
from athena.search.sight import sight_of
from athena.search.suggesting import did_you_mean
from athena.search.ways import Way

PAGE = 20
_LONGEST_PAGE = 50
_DEEPEST = 10_000
MEMBERS = "entity_member"
"""The table by which resolution says which records are about one; each row bears its record's own label."""

_ORIGIN = ("record_id", "source", "received_at", "withdrawn_at")


@dataclass(frozen=True)
class Index:
    """An opened index: what it holds, and the searcher over it. Threads may share it."""

    standing: Standing
    searcher: tantivy.Searcher


@dataclass(frozen=True)
class Result:
    """One found record as the view shows it: `says` holds every shown value, by column, as text.

    `entity` is whom or what resolution believes it to be about, None where that is not known or not shown; `why` says
    by which fields it answers, `way` how surely.
    """

    record: str
    kind: str
    entity: str | None
    way: Way
    why: tuple[Match, ...]
    says: Mapping[str, str]

    @property
    def title(self) -> str:
        """What a list calls it: its name, its identifier, or what sort of thing it is."""
        named = (*placing(self.kind).names[:1], *placing(self.kind).identifiers, *placing(self.kind).words)
        return next((self.says[column] for column in named if column in self.says), self.record)


@dataclass(frozen=True)
class Answer:
    """One page of an answer.

    `asked` is the question in words; `counts` how many records by each way that was tried, `facets` of what sorts;
    `meant` are spellings that would find something, where nothing was found; `next` is the offset of the next page,
    None on the last. `withheld` speaks of whole tables and never of what matched. `behind` is how many snapshots the
    index has still to follow.
    """

    question: Question
    results: tuple[Result, ...]
    counts: Mapping[Way, int]
    facets: Mapping[str, Mapping[str, int]]
    at_least: bool
    next: int | None
    meant: tuple[str, ...]
    withheld: tuple[Withheld, ...]
    entry: int
    snapshot: int
    behind: int

    @property
    def asked(self) -> str:
        """The question in words."""
        return str(self.question)

    @property
    def total(self) -> int:
        """How many records answer, of those that the view shows."""
        return sum(self.counts.values())


def collapsed(results: Sequence[Result]) -> tuple[tuple[Result, ...], ...]:
    """The records of one entity together, where its first one stands; each other record by itself.

    A record that the view does not show stands in no group. Which records are one was decided over all of them.
    """
    groups: dict[tuple[bool, str], list[Result]] = {}
    for one in results:
        key = (False, one.record) if one.entity is None else (True, one.entity)
        groups.setdefault(key, []).append(one)
    return tuple(tuple(group) for group in groups.values())


def archive_of(workspace: Workspace) -> Archive:
    """Where the index of `workspace` lies, sealed by the key of the reading copies."""
    return Archive(workspace.folder / "search", workspace.keys.read("reading"))


def open_index(workspace: Workspace) -> Index:
    """The index of `workspace`, opened into memory.

    Refused with `search.index-missing` before it was ever built, and as `Archive.open` refuses.
    """
    opened = archive_of(workspace).open()
    if opened is None:
        raise Refused(
            "search.index-missing",
            "There is no search index yet",
            str(workspace.folder / "search"),
            "records were loaded, and nobody made them findable",
            "Run: athena index   (a data engineer starts it)",
        )
    return Index(*opened)


def search(view: View, index: Index, text: str, *, limit: int = PAGE, offset: int = 0, wide: bool = False) -> Answer:
    """Answer `text` with at most `limit` records from `offset` on, in one release.

    An answer without records is released too: it says what of the asked kinds is withheld from this view, so that
    *nothing found* is never mistaken for *nothing held*. Refused as `parse` refuses, and with `search.page` for a
    page that a record view does not release.
    """
    if not 0 < limit <= _LONGEST_PAGE or not 0 <= offset <= _DEEPEST:
        raise Refused(
            "search.page",
            "There is no such page",
            f"limit {limit}, offset {offset}",
            f"a page has 1 to {_LONGEST_PAGE} records, and starts at most {_DEEPEST:,} records down",
            "Narrow the question",
        )
    question = _with_entities(view, parse(text))
    sight = sight_of(view, index.standing.classes)
    found = Finder(index.searcher, sight).find(question, limit, offset, wide=wide)
    end = offset + len(found.hits)
    meant = () if found.total else did_you_mean(index.searcher, sight, question.condition)
    following = end if found.hits and end < found.total else None
    return replace(_released(view, index, question, found, text), next=following, meant=meant)


def answered(
    view: View, index: Index, question: Question, seen: Iterable[tuple[str, str]], asked: Sequence[str] = ()
) -> Answer:
    """The answer of `question` that consists of records which are known to answer it: (id, kind), at most fifty.

    `asked` are ids of which the release is to say whether they are withheld.
    """
    hits = tuple(Hit(record, kind_name, Way.WRITTEN) for record, kind_name in seen)
    return _released(view, index, question, Found(hits, {Way.WRITTEN: len(hits)}), question.typed, asked)


def _released(
    view: View, index: Index, question: Question, found: Found, words: str, asked: Sequence[str] = ()
) -> Answer:
    released = view.release(_shown(view, question, found), words=words, asked=asked)
    return Answer(
        question,
        _results(question, found, released),
        found.counts,
        found.facets,
        found.at_least,
        None,
        (),
        released.withheld,
        released.entry,
        released.snapshot,
        max(view.snapshot - index.standing.snapshot, 0),
    )


def _with_entities(view: View, question: Question) -> Question:
    """The question with each id of an entity read as its records; an old id as those of the entity it leads to."""
    condition = question.condition
    return question if condition is None else replace(question, condition=_meant(view, condition))


def _meant(view: View, condition: Condition) -> Condition:
    match condition:
        case And(parts=parts) | Or(parts=parts):
            return replace(condition, parts=tuple(_meant(view, one) for one in parts))
        case Not(what=what):
            return Not(_meant(view, what))
        case Word(readings=readings) | Identifier(readings=readings):
            return replace(condition, readings=tuple(_whose(view, one) for one in readings))
        case _:
            return condition


def _whose(view: View, reading: Reading) -> Reading:
    if not reading.records:
        return reading
    found = entity_of(view, reading.records[0])
    return reading if found is None else replace(reading, records=found.records)


def _shown(view: View, question: Question, found: Found) -> ir.Table:
    """The current version of every hit, all kinds in one table: one question is one entry."""
    kinds = {hit.record: hit.kind for hit in found.hits}
    by_kind: dict[str, list[str]] = {}
    for record, name in kinds.items():
        by_kind.setdefault(name, []).append(record)
    if not by_kind:
        by_kind = {name: [] for name in question.filters.kinds or KINDS if _there(view, name)}
    columns = sorted({column for name in by_kind for column in _columns(name)} - set(_ORIGIN))
    each = [_of_kind(view, name, records, columns) for name, records in sorted(by_kind.items())]
    return ibis.union(*each) if len(each) > 1 else each[0]


def _of_kind(view: View, name: str, records: Sequence[str], columns: Sequence[str]) -> ir.Table:
    if records:
        table = view.found(name, [Finding(one) for one in records])
        current = table.filter(table.valid_to.isnull())
    else:
        table = view.table(name)
        current = table.filter(table.record_id == "")
    own = _columns(name)
    texts = {one: current[one].cast("string") if one in own else ibis.null("string") for one in columns}
    origin = {one: current[one].cast("string") for one in _ORIGIN}
    shown = current.select(**origin, kind=ibis.literal(name), **texts)
    if not records or not _there(view, MEMBERS):
        return shown.mutate(entity=ibis.null("string"))
    members = view.table(MEMBERS)
    mine = members.filter(members.record_id.isin(sorted(records))).select(member="record_id", entity="entity_id")
    return shown.left_join(mine, shown.record_id == mine.member).drop("member")


def _columns(name: str) -> tuple[str, ...]:
    return kind(name).own


def _there(view: View, name: str) -> bool:
    try:
        view.table(name)
    except Refused:
        return False
    return True


def _results(question: Question, found: Found, released: Released) -> tuple[Result, ...]:
    rows = {row["record_id"]: row for row in released.rows.to_pylist()}
    results = []
    for hit in found.hits:
        row = rows.get(hit.record)
        if row is not None:  # else it is there no more in the view's snapshot, or is masked by a newer label
            entity = row.pop("entity")
            says = {column: str(value) for column, value in row.items() if value is not None}
            why = (*_named(question.condition, hit.record), *matches(question.condition, hit.kind, says))
            results.append(Result(hit.record, hit.kind, entity, hit.way, why, says))
    return tuple(results)


def _named(condition: Condition | None, record: str) -> tuple[Match, ...]:
    """That it is a record which was asked for by an id."""
    for one in () if condition is None else asked(condition):
        if isinstance(one, Word | Identifier):
            for reading in one.readings:
                if record in reading.records:
                    return (Match("record_id", "Id", f"of the {reading.said}"),)
    return ()
