"""Finding: the records of one page of an answer in their order, how many there are, and of what sorts."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import tantivy

from athena.search import schema as at
from athena.search.plan import arrived, box, days, query_of, widens, without
from athena.search.question import Area, Filters, Question
from athena.search.sieve import Sieve, bounds, sieve_of
from athena.search.sight import Sight, all_of, any_of
from athena.search.ways import Way

FEW = 10
"""With fewer records met surely, names are met loosely too."""

_FACETS = 50


@dataclass(frozen=True)
class Hit:
    """One found record, its kind, and the way it was found."""

    record: str
    kind: str
    way: Way


@dataclass(frozen=True)
class Found:
    """One page: its hits in order; how many records there are by each way that was tried; facets of all of them.

    `at_least` says that `counts` stopped at `athena.search.sieve.MOST`.
    """

    hits: tuple[Hit, ...]
    counts: Mapping[Way, int]
    facets: Mapping[str, Mapping[str, int]] = field(default_factory=dict)
    at_least: bool = False

    @property
    def total(self) -> int:
        """How many records there are."""
        return sum(self.counts.values())


@dataclass(frozen=True)
class Finder:
    """A searcher and what one view sees through it."""

    searcher: tantivy.Searcher
    sight: Sight

    def find(self, question: Question, limit: int, offset: int = 0, *, wide: bool = False) -> Found:
        """The hits from `offset` on, at most `limit`: the surest way first, and within it the newest.

        Loose ways are tried when fewer than `FEW` records were met surely, or when `wide`. The answer is a function
        of what the view sees: withheld records change neither order nor counts.
        """
        hits: list[Hit] = []
        counts: dict[Way, int] = {}
        surer: tantivy.Query | None = None
        at_least = False
        for way in _ladder(question):
            if way > Way.ALIKE and sum(counts.values()) >= FEW and not wide:
                break
            whole = self._whole(question, way)
            step = self._step(question.filters, whole if surer is None else without(whole, surer))
            start = max(offset - sum(counts.values()), 0)
            hits += [Hit(*one, way) for one in step.records(start, limit - len(hits))]
            counts[way], at_least = step.count, at_least or step.at_least
            surer = whole
        facets = {} if surer is None else self.facets(question.filters, surer)
        return Found(tuple(hits), counts, facets, at_least)

    def facets(self, filters: Filters, query: tantivy.Query) -> Mapping[str, Mapping[str, int]]:
        """How many records of each kind, source and year `query` finds; years where the time is open."""
        sieve = sieve_of(self.searcher, self.sight, filters)
        kept = query if sieve is None else sieve.kept(query, self._order)
        wanted = {at.KIND: kept, at.SOURCE: kept, at.YEAR: self.sight.within(kept, self.sight.groups["time"])}
        return {name: self._facet(name, one) for name, one in wanted.items()}

    @property
    def _order(self) -> str:
        # The order tells when an event was, so it follows events only where every seen record shows its time.
        return at.BY_EVENT if self.sight.opens_time_everywhere() else at.BY_ARRIVAL

    def _whole(self, question: Question, way: Way) -> tantivy.Query:
        asked = [] if question.condition is None else [query_of(question.condition, self.sight, way)]
        return self.sight.seen(all_of([*asked, *self._narrowing(question.filters)]))

    def _narrowing(self, filters: Filters) -> list[tantivy.Query]:
        found = []
        if filters.kinds:
            classes = self.sight.of_kinds(filters.kinds)
            found.append(any_of(_term(at.CLASS, one) for one in sorted(classes)))
        if filters.sources:
            found.append(any_of(_term(at.SOURCE, one) for one in filters.sources))
        if filters.after or filters.before:
            found.append(days(self.sight, filters.after, filters.before))
        if filters.received:
            found.append(arrived(filters.received))
        if isinstance(filters.place, Area):
            token = f":{filters.place.code}"
            found.append(self.sight.in_groups({"place": _term(at.identifiers_of("place"), token)}))
        elif filters.place is not None:
            found.append(box(self.sight, *bounds(filters.place)))
        return found

    def _step(self, filters: Filters, query: tantivy.Query) -> _Step:
        return _Step(self.searcher, query, self._order, sieve_of(self.searcher, self.sight, filters))

    def _facet(self, name: str, query: tantivy.Query) -> Mapping[str, int]:
        asked = {name: {"terms": {"field": name, "size": _FACETS}}}
        buckets = self.searcher.aggregate(query, asked)[name]["buckets"]
        found = {_key(one["key"]): int(one["doc_count"]) for one in buckets if one["doc_count"]}
        return dict(sorted(found.items(), key=lambda one: (-one[1], one[0])))


class _Step:
    """One way's own records: counted, and read from any place in their order."""

    def __init__(self, searcher: tantivy.Searcher, query: tantivy.Query, order: str, sieve: Sieve | None) -> None:
        self._searcher, self._query, self._order = searcher, query, order
        self._addresses: list[tantivy.DocAddress] | None = None
        self.at_least = False
        if sieve is not None:
            self._addresses, self.at_least = sieve.passed(query, order)
        self.count = len(self._addresses) if self._addresses is not None else self._counted()

    def records(self, start: int, limit: int) -> list[tuple[str, str]]:
        if limit <= 0 or start >= self.count:
            return []
        if self._addresses is not None:
            chosen = self._addresses[start : start + limit]
        else:
            found = self._searcher.search(self._query, limit, count=False, order_by_field=self._order, offset=start)
            chosen = [address for _, address in found.hits]
        return [_named(self._searcher.doc(one)) for one in chosen]

    def _counted(self) -> int:
        # The stub of tantivy 0.27 forgets `count`, which its documentation has.
        return int(self._searcher.search(self._query, 1, count=True).count)  # type: ignore[attr-defined]


def _named(document: tantivy.Document) -> tuple[str, str]:
    return str(document[at.ID][0]), str(document[at.KIND][0])


def _ladder(question: Question) -> tuple[Way, ...]:
    if not widens(question.condition):
        return (Way.WRITTEN,)
    return tuple(Way)


def _key(value: object) -> str:
    return str(int(value)) if isinstance(value, float) else str(value)


def _term(field: str, token: str) -> tantivy.Query:
    return tantivy.Query.term_query(at.schema(), field, token, "basic")
