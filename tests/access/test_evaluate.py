from __future__ import annotations

import cedarpy
import numpy as np
import pytest

from athena.access.asking import Asking, CaseSeen, GroundSeen
from athena.access.decision import cells_of
from athena.access.evaluate import applies, unsupported
from athena.access.operation import Form, Operation, Seeking
from athena.access.principal import Nature
from athena.access.roles import Role
from athena.pole import Label

KINDS, SUBJECTS, GROUPS = ("person", "crime"), ("none", "victim"), ("identity", "contact")
CELLS = cells_of(KINDS, [Label("official", one, "ungraded", "law_enforcement", "4") for one in SUBJECTS], GROUPS)
GROUND = GroundSeen("detection", frozenset({"crime"}), frozenset(), frozenset(), frozenset(), False, True, True)
ASKING = Asking(
    Nature.PERSON,
    Role.ANALYST,
    Operation.CONSULTATION,
    Form.LIST,
    Seeking.ANYONE,
    GROUND,
    CaseSeen(open=True, member=False, owner=False),
    frozenset({"op-quartz"}),
)


def tree(text: str) -> cedarpy.pst.Template:
    return next(iter(cedarpy.policies_to_pst(text).static_policies.values()))


def count(scope: str, conditions: str = "") -> int:
    """In how many of the eight cells a rule applies."""
    found = applies(tree(f"forbid ({scope}, resource) {conditions};"), ASKING, CELLS)
    return int(np.broadcast_to(found, (2, 2, 2)).sum())


@pytest.mark.parametrize(
    ("scope", "cells"),
    [
        ("principal, action", 8),
        ('principal in Role::"analyst", action', 8),
        ('principal in Role::"overseer", action', 0),
        ("principal is Person, action", 8),
        ("principal is Service, action", 0),
        ('principal is Person in Role::"analyst", action', 8),
        ('principal is Service in Role::"analyst", action', 0),
        ('principal, action == Action::"consultation"', 8),
        ('principal, action == Action::"erasure"', 0),
        ('principal, action in [Action::"erasure", Action::"consultation"]', 8),
    ],
)
def test_a_scope_holds_for_role_nature_and_operation(scope: str, cells: int) -> None:
    assert count(scope) == cells


@pytest.mark.parametrize(
    ("condition", "cells"),
    [
        ('resource.kind == "person"', 4),
        ('resource.kind != "person"', 4),
        ('"person" == resource.kind', 4),
        ('resource.kind == "person" && resource.data_subject == "victim"', 2),
        ('resource.kind == "person" || resource.data_subject == "victim"', 6),
        ('!(resource.group == "contact")', 4),
        ('["victim", "witness"].contains(resource.data_subject)', 4),
        ("context.ground.kinds.contains(resource.kind)", 4),
        ('context.ground.kind == "detection"', 8),
        ("context.case.member", 0),
        ("context.case.member == false", 8),
        ("context.case.open == context.case.member", 0),
        ('["analyst"].contains(context.role)', 8),
        ('context.compartments.contains("op-quartz")', 8),
        ("true", 8),
        ('resource.kind == "nothing"', 0),
    ],
)
def test_a_condition_holds_where_cedar_says_it_does(condition: str, cells: int) -> None:
    assert count("principal, action", f"when {{ {condition} }}") == cells
    assert count("principal, action", f"unless {{ {condition} }}") == 8 - cells


@pytest.mark.parametrize(
    "condition",
    ['resource.kind like "p*"', "if context.case.open then true else false", "context has role", 'resource.kind < "b"'],
)
def test_what_the_evaluator_does_not_know_it_says_so(condition: str) -> None:
    try:
        found = unsupported(tree(f"forbid (principal, action, resource) when {{ {condition} }};"))
    except ValueError:
        pytest.skip("Cedar itself does not parse it")
    assert found
