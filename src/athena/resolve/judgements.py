"""Judgements: what people decided about pairs of records, and the algebra that makes every decision undoable.

What stands is a *set*: every judgement that nobody has taken back. Order never matters, a judgement taken back is as
if never made, and taking one back can contradict nothing. So n merges and then n un-merges give back what was there.
A judgement that contradicts what stands is refused when it is made, never settled silently afterwards; whoever
disagrees takes the other back, with a reason, and both stay on record.
"""

from collections import defaultdict, deque
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from functools import cached_property
from typing import NewType

from athena.resolve.entity import EntityKind
from athena.resolve.linkage import Judgements, RecordId

JudgementId = NewType("JudgementId", str)


class Verdict(StrEnum):
    """What a person said of two records: they are of one person or thing, they are not, or it cannot be told."""

    SAME = "same"
    NOT_SAME = "not_same"
    UNSURE = "unsure"


@dataclass(frozen=True)
class Retraction:
    """That a judgement was taken back: by whom, why, for which case, when, and the ledger entry that says so."""

    actor: str
    reason: str
    case: str
    at: datetime
    entry: int


@dataclass(frozen=True)
class Judgement:
    """One act of one person: of which two records (`left` sorts before `right`), what, why, for which case, and when.

    `retraction` is None while it stands. `entry` is its ledger entry.
    """

    id: JudgementId
    kind: EntityKind
    left: RecordId
    right: RecordId
    verdict: Verdict
    actor: str
    reason: str
    case: str
    at: datetime
    entry: int
    retraction: Retraction | None = None

    @property
    def pair(self) -> tuple[RecordId, RecordId]:
        """The two records, in order."""
        return self.left, self.right


def pair_of(one: RecordId, other: RecordId) -> tuple[RecordId, RecordId]:
    """Two records in the order in which a judgement keeps them. Raises `ValueError` for a record and itself."""
    if one == other:
        raise ValueError(f"a record is always itself: {one}")
    return (one, other) if one < other else (other, one)


@dataclass(frozen=True)
class Standing:
    """The judgements that stand: a set. Two of them with the same judgements are equal, in whatever order they came."""

    judgements: frozenset[Judgement] = frozenset()

    @classmethod
    def of(cls, said: Iterable[Judgement]) -> "Standing":
        """What stands of everything that was ever said."""
        return cls(frozenset(one for one in said if one.retraction is None))

    def with_(self, judgement: Judgement) -> "Standing":
        """The same with one more; ask `contradiction` first."""
        return Standing(self.judgements | {judgement})

    def without(self, judgement: Judgement) -> "Standing":
        """The same with one taken back."""
        return Standing(self.judgements - {judgement})

    def about(self, records: Iterable[RecordId]) -> tuple[Judgement, ...]:
        """Those that speak of any of `records`, the oldest first."""
        named = set(records)
        return _ordered(one for one in self.judgements if named & {*one.pair})

    def on(self, left: RecordId, right: RecordId) -> tuple[Judgement, ...]:
        """Those about exactly this pair, the oldest first."""
        return _ordered(one for one in self.judgements if one.pair == pair_of(left, right))

    def same(self) -> tuple[Judgement, ...]:
        """Those that join, by pair: an order that does not depend on when they were made."""
        return tuple(sorted((one for one in self.judgements if one.verdict is Verdict.SAME), key=_by_pair))

    def apart(self) -> tuple[Judgement, ...]:
        """Those that keep apart, by pair."""
        return tuple(sorted((one for one in self.judgements if one.verdict is Verdict.NOT_SAME), key=_by_pair))

    def why_same(self, left: RecordId, right: RecordId) -> tuple[Judgement, ...]:
        """The shortest chain of `same` from `left` to `right`; empty where none leads there."""
        came: dict[RecordId, Judgement | None] = {left: None}
        waiting = deque([left])
        while waiting and right not in came:
            here = waiting.popleft()
            for judgement in self._joining.get(here, ()):
                there = judgement.right if judgement.left == here else judgement.left
                if there not in came:
                    came[there] = judgement
                    waiting.append(there)
        return _walked_back(came, right)

    def settles(self, left: RecordId, right: RecordId) -> Verdict | None:
        """What follows for a pair, also from judgements about others: A is B and B is C, so nobody need ask A and C."""
        if self.why_same(left, right):
            return Verdict.SAME
        mine, other = self._group(left), self._group(right)
        crossing = (one for one in self.apart() if {*one.pair} & mine and {*one.pair} & other)
        return Verdict.NOT_SAME if any(crossing) else None

    def contradiction(self, left: RecordId, right: RecordId, verdict: Verdict) -> tuple[Judgement, ...]:
        """The standing judgements that `verdict` on this pair cannot stand beside; empty where it can."""
        if verdict is Verdict.NOT_SAME:
            return self.why_same(left, right)
        if verdict is Verdict.SAME:
            mine, other = self._group(left), self._group(right)
            for one in self.apart():
                if (one.left in mine and one.right in other) or (one.left in other and one.right in mine):
                    near, far = (one.left, one.right) if one.left in mine else (one.right, one.left)
                    return (*self.why_same(left, near), one, *self.why_same(far, right))
        return ()

    def as_columns(self, kind: EntityKind) -> Judgements:
        """Those about `kind` that say something, as linking takes them."""
        said = (*self.same(), *self.apart())
        return Judgements.of(
            (one.left, one.right, one.verdict is Verdict.SAME) for one in sorted(said, key=_by_pair) if one.kind is kind
        )

    def _group(self, record: RecordId) -> set[RecordId]:
        found, waiting = {record}, [record]
        while waiting:
            for judgement in self._joining.get(waiting.pop(), ()):
                fresh = {*judgement.pair} - found
                found |= fresh
                waiting += fresh
        return found

    @cached_property
    def _joining(self) -> dict[RecordId, list[Judgement]]:
        found: dict[RecordId, list[Judgement]] = defaultdict(list)
        for judgement in self.same():
            found[judgement.left].append(judgement)
            found[judgement.right].append(judgement)
        return dict(found)


NOTHING = Standing()
"""Nobody has judged anything."""


def _by_pair(judgement: Judgement) -> tuple[RecordId, RecordId, JudgementId]:
    return judgement.left, judgement.right, judgement.id


def _ordered(found: Iterable[Judgement]) -> tuple[Judgement, ...]:
    return tuple(sorted(found, key=lambda one: (one.at, one.id)))


def _walked_back(came: dict[RecordId, Judgement | None], end: RecordId) -> tuple[Judgement, ...]:
    chain: list[Judgement] = []
    here = end
    while (judgement := came.get(here)) is not None:
        chain.append(judgement)
        here = judgement.right if judgement.left == here else judgement.left
    return tuple(reversed(chain))
