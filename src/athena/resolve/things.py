"""Resolving things by a stated rule: an identity joins, a resemblance joins what nothing tells apart.

Where records that resemble each other contradict one another (one mark on two makes of car), each contradiction keeps
its own side, and a record that could be on either side is left to people: it is not given to the larger one. What is
decided for one group of records that share a value touches no other, so that new records change only the groups that
they fall into.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import combinations

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from athena.resolve.entity import EntityKind
from athena.resolve.pairs import Outcome
from athena.resolve.proposal import PRIOR, Bits, Proposal, Why
from athena.resolve.stated import Rule
from athena.resolve.written import looks_like

PRIOR_BITS, IDENTITY, RESEMBLANCE, LOOKS_LIKE = -10.0, 120.0, 20.0, 8.0
"""What a rule is worth in the bits that people's evidence is told in. Stated, not learnt."""
AGREES, DIFFERS, ALSO_AGREES, ALSO_DIFFERS = 3.0, -40.0, 1.0, -2.0
_PREFIX = 3
_MOST_QUESTIONS = 20

Apart = Iterable[tuple[str, str]]
Values = Mapping[str, Sequence[str | None]]


def resolve_things(rows: pa.Table, rule: Rule, apart: Apart = ()) -> Proposal:
    """Resolve records of one kind by `rule`; two of `apart` are never one.

    `rows` has `record_id` and the rule's columns, in any order. Equal sets of records give equal proposals.
    """
    ordered = rows.sort_by("record_id")
    ids = ordered["record_id"].to_pylist()
    found = _Resolution(rule, read(ordered, rule), _walls(ids, apart))
    found.run()
    return Proposal(rule.kind, np.array(ids, dtype=np.str_), _numbered(found.parent), found.whys())


def read(rows: pa.Table, rule: Rule) -> Values:
    """Each attribute as it is compared; nothing at all of a record that is compared with nothing."""
    count = rows.num_rows
    shut = [False] * count
    for name, values in rule.never.items():
        shut = [one or text in values for one, text in zip(shut, _column(rows, name), strict=True)]
    return {
        one.name: [
            None if never else one.value(text) for never, text in zip(shut, _column(rows, one.name), strict=True)
        ]
        for one in rule.attributes
    }


def evidence(rule: Rule, values: Values, left: int, right: int) -> Bits:
    """What speaks for and against two records being one, by the rule."""
    return ((PRIOR, PRIOR_BITS), *_compared(rule, values, left, right))


def _compared(rule: Rule, values: Values, left: int, right: int) -> Iterator[tuple[str, float]]:
    for name in values:
        one, other = values[name][left], values[name][right]
        if one is None or other is None:
            continue
        agrees = _agree(one, other)
        if name == rule.identity and one == other:
            yield name, IDENTITY
        elif name == rule.resemblance:
            if one == other:
                yield name, RESEMBLANCE
            elif looks_like(one) == looks_like(other):
                yield name, LOOKS_LIKE
        elif name in rule.told_apart_by:
            yield name, AGREES if agrees else DIFFERS
        elif name in rule.also:
            yield name, ALSO_AGREES if agrees else ALSO_DIFFERS


@dataclass
class _Resolution:
    """One resolving: union-find over positions, and the pairs met on the way."""

    rule: Rule
    values: Values
    walls: Mapping[int, frozenset[int]]
    parent: list[int] = field(init=False)
    members: dict[int, list[int]] = field(init=False)
    met: dict[tuple[int, int], Outcome | None] = field(default_factory=dict)

    def __post_init__(self) -> None:
        count = len(self.values[self.rule.identity])
        self.parent = list(range(count))
        self.members = {one: [one] for one in range(count)}

    def run(self) -> None:
        """Join by identity, then by resemblance, then ask about what only looks alike."""
        for _, group in _groups(self.values[self.rule.identity]):
            self._settle(group, ())
        for _, group in _groups(self.values[self.rule.resemblance]):
            self._settle(group, self.rule.told_apart_by)
        if self.rule.kind is EntityKind.VEHICLE:
            self._ask_about_lookalikes()

    def whys(self) -> list[Why]:
        """Every pair met, with what became of it."""
        found = []
        for (left, right), asked in sorted(self.met.items()):
            together = self.parent[left] == self.parent[right]
            outcome = Outcome.JOINED if together else asked or Outcome.APART
            found.append(Why(left, right, evidence(self.rule, self.values, left, right), outcome))
        return found

    def _settle(self, group: Sequence[int], apart_by: tuple[str, ...]) -> None:
        """Join what nothing tells apart among the records of one value."""
        atoms = sorted({self.parent[one] for one in group})
        if len(atoms) > 1:
            classes = self._classes(atoms, apart_by)
            for part in _parts(classes, lambda one, other: self._compatible(one, other, apart_by)):
                if all(self._compatible(one, other, apart_by) for one, other in combinations(part, 2)):
                    self._unite(part)
                else:
                    self._ask(part, apart_by)
            for one, other in combinations(classes[:_MOST_QUESTIONS], 2):
                if not self._compatible(one, other, apart_by):
                    self._meet(self._first(one), self._first(other), Outcome.APART)
        self._tell(group)

    def _classes(self, atoms: Sequence[int], apart_by: tuple[str, ...]) -> list[int]:
        """Atoms of which the same is known are one, but for those that somebody judged apart from another."""
        same: dict[object, list[int]] = defaultdict(list)
        everybody = set(atoms)
        for atom in atoms:
            walled = any(self.parent[other] in everybody for one in self.members[atom] for other in self._walls(one))
            known = tuple(self._known(atom, name) for name in apart_by)
            same[(known, atom if walled else -1)].append(atom)
        for alike in same.values():
            self._unite(alike)
        return sorted({self.parent[atom] for atom in atoms})

    def _known(self, atom: int, name: str) -> frozenset[str]:
        column = self.values[name]
        return frozenset(value for one in self.members[atom] if (value := column[one]) is not None)

    def _walls(self, one: int) -> frozenset[int]:
        return self.walls.get(one, frozenset())

    def _compatible(self, one: int, other: int, apart_by: tuple[str, ...]) -> bool:
        one, other = self.parent[one], self.parent[other]
        there = set(self.members[other])
        if any(self._walls(record) & there for record in self.members[one]):
            return False
        for name in apart_by:
            mine, theirs = self._known(one, name), self._known(other, name)
            if mine and theirs and not any(_agree(a, b) for a in mine for b in theirs):
                return False
        return True

    def _unite(self, atoms: Sequence[int]) -> None:
        roots = sorted({self.parent[atom] for atom in atoms})
        for other in roots[1:]:
            for one in self.members[other]:
                self.parent[one] = roots[0]
            self.members[roots[0]] += self.members.pop(other)

    def _ask(self, part: Sequence[int], apart_by: tuple[str, ...]) -> None:
        for one, other in combinations(part[:_MOST_QUESTIONS], 2):
            if self._compatible(one, other, apart_by):
                self._meet(self._first(one), self._first(other), Outcome.QUEUED)

    def _ask_about_lookalikes(self) -> None:
        marks = self.values[self.rule.resemblance]
        for _, group in _groups([None if mark is None else looks_like(mark) for mark in marks]):
            roots = sorted({self.parent[one] for one in group})
            for one, other in combinations(roots[:_MOST_QUESTIONS], 2):
                told = self._compatible(one, other, self.rule.told_apart_by)
                self._meet(self._first(one), self._first(other), Outcome.QUEUED if told else Outcome.APART)

    def _tell(self, group: Sequence[int]) -> None:
        """A star from the first record of each cluster in a group: enough to say why it holds together."""
        first: dict[int, int] = {}
        for one in sorted(group):
            root = self.parent[one]
            if root in first:
                self._meet(first[root], one, None)
            else:
                first[root] = one

    def _first(self, atom: int) -> int:
        return min(self.members[self.parent[atom]])

    def _meet(self, one: int, other: int, outcome: Outcome | None) -> None:
        if one != other:
            key = (min(one, other), max(one, other))
            self.met[key] = self.met.get(key) or outcome


def _agree(one: str, other: str) -> bool:
    """Whether two values are one, or one is short for the other."""
    least = min(len(one), len(other))
    return one == other or (least >= _PREFIX and not one.isdigit() and one[:least] == other[:least])


def _groups(values: Sequence[str | None]) -> list[tuple[str, list[int]]]:
    found: dict[str, list[int]] = defaultdict(list)
    for at, value in enumerate(values):
        if value is not None:
            found[value].append(at)
    return sorted((value, group) for value, group in found.items() if len(group) > 1)


def _parts(classes: Sequence[int], joined: Callable[[int, int], bool]) -> list[list[int]]:
    """The connected parts of classes, of which any two may be joined."""
    left, parts = list(classes), []
    while left:
        part = [left.pop(0)]
        for one in part:
            near = [other for other in left if joined(one, other)]
            part += near
            left = [other for other in left if other not in near]
        parts.append(sorted(part))
    return parts


def _walls(ids: Sequence[str], apart: Apart) -> dict[int, frozenset[int]]:
    place = {one: at for at, one in enumerate(ids)}
    found: dict[int, set[int]] = defaultdict(set)
    for left, right in apart:
        if left in place and right in place:
            found[place[left]].add(place[right])
            found[place[right]].add(place[left])
    return {one: frozenset(others) for one, others in found.items()}


def _numbered(parent: Sequence[int]) -> NDArray[np.int32]:
    _, first, inverse = np.unique(np.array(parent, np.int64), return_index=True, return_inverse=True)
    place = np.argsort(np.argsort(first)).astype(np.int32)
    return place[inverse] if len(parent) else np.array([], np.int32)


def _column(rows: pa.Table, name: str) -> list[str | None]:
    if name not in rows.column_names:
        return [None] * rows.num_rows
    return [None if value is None else str(value) for value in rows[name].to_pylist()]
