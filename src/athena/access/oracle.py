"""Cedar itself, one request at a time: what the compiled evaluator is held to, and what `policy try` asks."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass

import cedarpy

from athena.access.annotations import RuleId
from athena.access.asking import Asking
from athena.access.decision import LABEL_FIELDS, Decision, word_of
from athena.access.policy import Policy
from athena.access.roles import Role
from athena.pole import Label


@dataclass(frozen=True)
class Question:
    """One request to Cedar: an asking, and the cell it asks about."""

    asking: Asking
    kind: str
    label: Label
    group: str


def ask_cedar(policy: Policy, questions: Sequence[Question]) -> list[Decision]:
    """Cedar's decision on each question, in order, citing rules by `@id` in policy order.

    A request that Cedar calls malformed answers `NoDecision`, which is not `Deny`: only `.allowed` opens
    anything, and a diagnostic error is raised as `ValueError` because a skipped rule may have been a forbid.
    """
    entities = cedarpy.Entities.from_json_str(json.dumps(_entities(questions)), policy.schema)
    results = cedarpy.is_authorized_batch(
        [_request(question, at) for at, question in enumerate(questions)], policy.cedar, entities, policy.schema
    )
    return [_decision(policy, result) for result in results]


def _decision(policy: Policy, result: cedarpy.AuthzResult) -> Decision:
    if result.diagnostics.errors or result.decision is cedarpy.Decision.NoDecision:
        raise ValueError(f"Cedar could not decide: {result.diagnostics.errors}")
    cited = set(result.diagnostics.id_annotations_by_reason.values())
    ordered = tuple(RuleId(rule.id) for rule in policy.rules if rule.id in cited)
    return Decision(bool(result.allowed), ordered)


def _request(question: Question, at: int) -> dict[str, object]:
    asking = question.asking
    return {
        "principal": {"type": str(asking.nature), "id": _holder(asking.role)},
        "action": {"type": "Action", "id": str(asking.operation)},
        "resource": {"type": "Cell", "id": str(at)},
        "context": asking.context(),
    }


def _entities(questions: Sequence[Question]) -> list[dict[str, object]]:
    natures = {(str(question.asking.nature), question.asking.role) for question in questions}
    people: list[dict[str, object]] = [
        {
            "uid": {"type": nature, "id": _holder(role)},
            "attrs": {},
            "parents": [{"type": "Role", "id": str(role)}],
        }
        for nature, role in sorted(natures)
    ]
    return people + [_cell(question, at) for at, question in enumerate(questions)]


def _cell(question: Question, at: int) -> dict[str, object]:
    attrs = {name: word_of(question.label, name) for name in LABEL_FIELDS}
    return {
        "uid": {"type": "Cell", "id": str(at)},
        "attrs": {"kind": question.kind, "group": question.group, **attrs},
        "parents": [],
    }


def _holder(role: Role) -> str:
    return f"holder-of-{role}"
