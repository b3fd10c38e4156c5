"""What was withheld, counted by reason: a reader is told that something is missing and whom to ask."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum

from athena.access.annotations import RuleId
from athena.access.decision import ROW_GROUP, DecisionSet
from athena.access.policy import Policy
from athena.access.roles import Role
from athena.pole import LabelId


class Reason(StrEnum):
    """Why a record, or a part of it, is not there."""

    NOT_HELD = "not held"
    PURPOSE = "outside your purpose"
    RESTRICTED = "restricted"
    DELETED = "deleted on review"


@dataclass(frozen=True, order=True)
class Withheld:
    """One line of what was withheld: how many, of what, why, whom to ask, and which rules decided.

    `what` is a table for rows, `table.column` for masked values of returned rows, and `asked for` for records
    asked for by id. Rows of a table are counted over the whole table and never over what the query matched:
    a count of matches would let a reader question, value by value, what may not be seen.
    """

    reason: Reason
    ask: Role | None
    what: str
    rows: int
    rules: tuple[RuleId, ...] = ()

    def __str__(self) -> str:
        """The line as a reader sees it."""
        asking = f", ask {self.ask}" if self.ask else ""
        return f"{self.rows} {self.what}: {self.reason}{asking}"


@dataclass(frozen=True)
class Told:
    """How a refusal is told: its reason, whom to ask and the rules behind it."""

    reason: Reason
    ask: Role | None
    rules: tuple[RuleId, ...]


def told(policy: Policy, rules: tuple[RuleId, ...]) -> Told:
    """How a refusal by `rules` is told.

    `restricted` only when every rule that refuses says so: while one lies outside the purpose, asking somebody
    would not help. No rule at all means that nothing opened it: outside the purpose.
    """
    notes = [policy.rule(rule).annotations for rule in rules]
    if notes and all(note.withheld == "restricted" for note in notes):
        return Told(Reason.RESTRICTED, notes[0].ask, rules)
    return Told(Reason.PURPOSE, None, rules)


def rows_by_reason(
    policy: Policy, decisions: DecisionSet, kind: str, table: str, counts: Mapping[LabelId, int]
) -> tuple[Withheld, ...]:
    """The withheld rows of one table by reason, from how many rows of each label were not returned.

    A label nobody has registered is told as restricted, ask the data-protection officer: no rule can speak of it.
    """
    found: Counter[Told] = Counter()
    for label, rows in counts.items():
        found[_told_of_label(policy, decisions, kind, label)] += rows
    return tuple(sorted(Withheld(one.reason, one.ask, table, rows, one.rules) for one, rows in found.items() if rows))


def why_row(policy: Policy, decisions: DecisionSet, kind: str, label: LabelId) -> Told:
    """Why rows of `label` are not returned."""
    return _told_of_label(policy, decisions, kind, label)


def why_column(policy: Policy, decisions: DecisionSet, kind: str, labels: Iterable[LabelId], group: str) -> Told:
    """Why the fields of `group` are masked on rows of `labels`: the first refusal in label order."""
    refusals = [decisions.decision(kind, label, group) for label in sorted(labels)]
    return told(policy, next((one.rules for one in refusals if not one.allowed), ()))


def _told_of_label(policy: Policy, decisions: DecisionSet, kind: str, label: LabelId) -> Told:
    if label not in decisions.labels:
        return Told(Reason.RESTRICTED, Role.DATA_PROTECTION_OFFICER, ())
    return told(policy, decisions.decision(kind, label, ROW_GROUP).rules)
