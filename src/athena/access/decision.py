"""Decisions over labels and field groups: finitely many for a view, each citing the rules that made it."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, reduce
from typing import NewType

import numpy as np
from cedarpy import pst

from athena.access.annotations import RuleId
from athena.access.asking import Asking
from athena.access.evaluate import Cells, Truth, Words, applies
from athena.access.labels import LabelBook
from athena.access.policy import Policy, PolicyDigest
from athena.pole import Label, LabelId

DecisionDigest = NewType("DecisionDigest", str)

LABEL_FIELDS = ("sensitivity", "data_subject", "handling", "compartment", "lawful_basis", "review_group")
"""The parts of a label, by the names under which the policy speaks of them."""

ROW_GROUP = "provenance"
"""The field group that decides whether a record is returned at all: without its origin nothing else is."""


@dataclass(frozen=True)
class Decision:
    """What was decided for one (kind, label, field group), and by which rules.

    `rules` are the permits that applied where it is allowed, the forbids that applied where it is not, and
    empty where no rule opened it at all: what nothing permits is refused.
    """

    allowed: bool
    rules: tuple[RuleId, ...]


@dataclass(frozen=True)
class DecisionSet:
    """Every decision of one asking under one policy, over all kinds, labels and field groups.

    `allowed` is indexed by (kind, label, group) in the order of those three tuples.
    """

    asking: Asking
    policy: PolicyDigest
    kinds: tuple[str, ...]
    labels: tuple[LabelId, ...]
    groups: tuple[str, ...]
    allowed: Truth
    permits: Mapping[RuleId, Truth]
    forbids: Mapping[RuleId, Truth]
    book: LabelBook

    def decision(self, kind: str, label: LabelId, group: str) -> Decision:
        """The decision for one cell, citing its rules in policy order. Raises `KeyError` for an unknown one."""
        atoms = sorted(self.book.members(label))
        decisions = [self._atomic(kind, atom, group) for atom in atoms]
        refused = [one for one in decisions if not one.allowed]
        cited = refused or decisions
        return Decision(not refused, tuple(dict.fromkeys(rule for one in cited for rule in one.rules)))

    def open_labels(self, kind: str, group: str) -> frozenset[LabelId]:
        """The labels whose records of `kind` show the fields of `group`."""
        chosen = self.allowed[self._kind_at[kind], :, self._group_at[group]]
        return frozenset(label for label, is_open in zip(self.labels, chosen, strict=True) if is_open)

    def is_empty(self) -> bool:
        """True when no record of any kind may be returned."""
        return not bool(self.allowed[:, :, self._group_at[ROW_GROUP]].any())

    def cited(self, kinds: Iterable[str]) -> tuple[RuleId, ...]:
        """The rules that decided anything about the records of `kinds`, in policy order."""
        rows = [self._kind_at[kind] for kind in kinds]
        return tuple(rule for rule, where in {**self.forbids, **self.permits}.items() if _anywhere(where, rows))

    def forbidding_everything(self) -> tuple[RuleId, ...]:
        """The forbids that apply to every cell: why a view did not open at all."""
        return tuple(rule for rule, where in self.forbids.items() if where.all())

    @cached_property
    def digest(self) -> DecisionDigest:
        """SHA-256, in hex, over policy digest, asking, axes and every decision."""
        head = [self.policy, self.asking.context(), str(self.asking.nature), self.kinds, self.labels, self.groups]
        canonical = json.dumps(head, sort_keys=True, separators=(",", ":")).encode()
        return DecisionDigest(hashlib.sha256(canonical + np.packbits(self.allowed).tobytes()).hexdigest())

    @cached_property
    def _kind_at(self) -> Mapping[str, int]:
        return {kind: at for at, kind in enumerate(self.kinds)}

    @cached_property
    def _group_at(self) -> Mapping[str, int]:
        return {group: at for at, group in enumerate(self.groups)}

    @cached_property
    def _label_at(self) -> Mapping[LabelId, int]:
        return {label: at for at, label in enumerate(self.labels)}

    def _atomic(self, kind: str, atom: LabelId, group: str) -> Decision:
        at = (self._kind_at[kind], self._label_at[atom], self._group_at[group])
        forbids = tuple(rule for rule, where in self.forbids.items() if _at(where, at))
        permits = tuple(rule for rule, where in self.permits.items() if _at(where, at))
        allowed = bool(permits) and not forbids
        return Decision(allowed, permits if allowed else forbids)


class Decider:
    """Decides askings under one policy and one book of labels, and keeps what it has decided.

    A decision set is a pure function of policy, labels and asking, so the cache never needs clearing: a
    changed policy or a new label is a new `Decider`.
    """

    def __init__(self, policy: Policy, book: LabelBook, kinds: Sequence[str], groups: Sequence[str]) -> None:
        self.policy = policy
        self.book = book
        self.kinds = tuple(kinds)
        self.groups = tuple(groups)
        self._atoms = tuple(sorted(book.atoms))
        self._unions = tuple(sorted(book.unions))
        self._cells = cells_of(self.kinds, [book.atoms[atom] for atom in self._atoms], self.groups)
        self._decided: dict[Asking, DecisionSet] = {}

    def decide(self, asking: Asking) -> DecisionSet:
        """The decision set of `asking`, from the cache where it has been decided before."""
        if asking not in self._decided:
            self._decided[asking] = self.decide_afresh(asking)
        return self._decided[asking]

    def decide_afresh(self, asking: Asking) -> DecisionSet:
        """The decision set of `asking`, computed now."""
        trees = [(rule.id, rule.permits, rule.tree) for rule in self.policy.rules]
        permits = self._applying(asking, [(name, tree) for name, is_permit, tree in trees if is_permit])
        forbids = self._applying(asking, [(name, tree) for name, is_permit, tree in trees if not is_permit])
        shape = (len(self.kinds), len(self._atoms), len(self.groups))
        atomic = np.broadcast_to(_any(permits) & ~_any(forbids), shape)
        return DecisionSet(
            asking,
            self.policy.digest,
            self.kinds,
            (*self._atoms, *self._unions),
            self.groups,
            self._with_unions(atomic),
            permits,
            forbids,
            self.book,
        )

    def _applying(self, asking: Asking, trees: list[tuple[RuleId, pst.Template]]) -> Mapping[RuleId, Truth]:
        found = {name: applies(tree, asking, self._cells) for name, tree in trees}
        return {name: where for name, where in found.items() if where.any()}

    def _with_unions(self, atomic: Truth) -> Truth:
        at = {atom: place for place, atom in enumerate(self._atoms)}
        joined = [
            atomic[:, [at[atom] for atom in sorted(self.book.unions[union])], :].all(axis=1, keepdims=True)
            for union in self._unions
        ]
        return np.concatenate([atomic, *joined], axis=1) if joined else np.ascontiguousarray(atomic)


def cells_of(kinds: Sequence[str], labels: Sequence[Label], groups: Sequence[str]) -> Cells:
    """The attributes of every cell as broadcast axes: kinds along the first, labels the second, groups the third."""
    cells = {"kind": _along(list(kinds), 0), "group": _along(list(groups), 2)}
    for name in LABEL_FIELDS:
        cells[name] = _along([word_of(label, name) for label in labels], 1)
    return cells


def word_of(label: Label, name: str) -> str:
    """One part of a label as the word the policy compares with; empty where the label says nothing."""
    value = getattr(label, name)
    return "" if value is None else str(value)


def _along(values: list[str], axis: int) -> Words:
    words = tuple(sorted(set(values)))
    place = {word: at for at, word in enumerate(words)}
    shape = [1, 1, 1]
    shape[axis] = len(values)
    return Words(np.array([place[value] for value in values], dtype=np.int64).reshape(shape), words)


def _any(where: Mapping[RuleId, Truth]) -> Truth:
    none: Truth = np.zeros((1, 1, 1), dtype=np.bool_)
    return reduce(lambda one, other: one | other, where.values(), none)


def _at(where: Truth, at: tuple[int, int, int]) -> bool:
    return bool(where[tuple(0 if size == 1 else place for size, place in zip(where.shape, at, strict=True))])


def _anywhere(where: Truth, rows: list[int]) -> bool:
    return bool(where.any() if where.shape[0] == 1 else where[rows].any())
