"""The compiled evaluator: Cedar's own tree, run once over every (kind, label, field group) of a view.

Cedar decides one request at a time, about three thousand a second; a view needs tens of thousands. A rule's
condition is evaluated here over three broadcast axes, so the part that speaks of the label is computed once a
label and not once a cell. Only the part of Cedar that the policy uses is known; anything else is refused when the
policy is loaded, so that this evaluator can be narrower than Cedar and never wider. `oracle.py` holds it to that.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from cedarpy import pst

from athena.access.asking import Asking

Truth = npt.NDArray[np.bool_]
"""Booleans over (kind, label, field group); an axis of length one stands for every member of it."""


@dataclass(frozen=True)
class Words:
    """One attribute of every cell: a code for each place along its axis, and the word each code stands for."""

    codes: npt.NDArray[np.int64]
    words: tuple[str, ...]

    def where(self, wanted: frozenset[str]) -> Truth:
        """True where the attribute is one of `wanted`."""
        table = np.fromiter((word in wanted for word in self.words), dtype=np.bool_, count=len(self.words))
        found: Truth = np.asarray(table[self.codes], dtype=np.bool_)
        return found


@dataclass(frozen=True)
class _Fields:
    """A record value: the request's context, or one of the records inside it."""

    values: Mapping[str, object]


Value = bool | int | str | frozenset[str] | Words | Truth | _Fields
Cells = Mapping[str, Words]

_BINARY = ("eq", "not_eq", "and", "or", "contains")
_ALWAYS: Truth = np.ones((1, 1, 1), dtype=np.bool_)


def applies(tree: pst.Template, asking: Asking, cells: Cells) -> Truth:
    """Where the rule `tree` applies to `asking`: its scope and all its conditions hold."""
    if not _scope_holds(tree, asking):
        return ~_ALWAYS
    context = _record(asking.context())
    truth = _ALWAYS
    for clause in tree.clauses:
        holds = _truth(_value(clause.expr, context, cells))
        truth = truth & (holds if isinstance(clause, pst.When) else ~holds)
        if not truth.any():
            return ~_ALWAYS
    return truth


def unsupported(tree: pst.Template) -> tuple[str, ...]:
    """What a rule says that the evaluator does not know, as sentences; empty when it can be enforced."""
    found = [f"the evaluator does not know {name}" for name in _unknown_scopes(tree)]
    for clause in tree.clauses:
        found += [f"the evaluator does not know {name}" for name in _unknown(clause.expr)]
    return tuple(found)


def _unknown_scopes(tree: pst.Template) -> list[str]:
    found = []
    if isinstance(tree.principal, pst.ScopeEq):
        found.append("a rule about one principal")
    if not isinstance(tree.resource, pst.ScopeAny):
        found.append("a resource scope; say it in a condition")
    return found


def _unknown(expr: pst.Expr) -> list[str]:
    match expr:
        case pst.BoolLit() | pst.StringLit():
            return []
        case pst.Var(name=name):
            return [] if name in ("context", "resource") else [f"the variable {name}"]
        case pst.UnaryOp(op="not", arg=arg):
            return _unknown(arg)
        case pst.BinaryOp(op=op, left=left, right=right) if op in _BINARY:
            return _unknown(left) + _unknown(right) + _two_attributes(left, right)
        case pst.GetAttr(base=base):
            return _unknown(base)
        case pst.Set(elements=elements):
            return [] if all(isinstance(one, pst.StringLit) for one in elements) else ["a set of anything but words"]
    return [type(expr).__name__]


def _two_attributes(left: pst.Expr, right: pst.Expr) -> list[str]:
    of_resource = [
        one for one in (left, right) if isinstance(one, pst.GetAttr) and one.base == pst.Var(name="resource")
    ]
    return ["two attributes of one resource compared"] if len(of_resource) == 2 else []


def _scope_holds(tree: pst.Template, asking: Asking) -> bool:
    return _principal_holds(tree.principal, asking) and _action_holds(tree.action, asking)


def _principal_holds(scope: pst.PrincipalOrResourceConstraint, asking: Asking) -> bool:
    nature = str(asking.nature)
    match scope:
        case pst.ScopeAny():
            return True
        case pst.ScopeIs(entity_type=kind):
            return str(kind) == nature
        case pst.ScopeIn(entity=pst.EntityUid() as role):
            return role.id == asking.role
        case pst.ScopeIsIn(entity_type=kind, entity=pst.EntityUid() as role):
            return str(kind) == nature and role.id == asking.role
    raise TypeError(f"a principal scope that `unsupported` should have refused: {scope}")


def _action_holds(scope: pst.ActionConstraint, asking: Asking) -> bool:
    match scope:
        case pst.ScopeAny():
            return True
        case pst.ActionEq(entity=action):
            return action.id == asking.operation
        case pst.ActionIn(entities=actions):
            return any(action.id == asking.operation for action in actions)
    raise TypeError(f"an action scope that `unsupported` should have refused: {scope}")


def _value(expr: pst.Expr, context: _Fields, cells: Cells) -> Value:
    match expr:
        case pst.BoolLit(value=flag):
            return flag
        case pst.StringLit(value=word):
            return word
        case pst.Set(elements=elements):
            return frozenset(one.value for one in elements if isinstance(one, pst.StringLit))
        case pst.Var(name="context"):
            return context
        case pst.GetAttr(base=pst.Var(name="resource"), attr=attr):
            return cells[attr]
        case pst.GetAttr(base=base, attr=attr):
            return _member(_value(base, context, cells), attr)
        case pst.UnaryOp(op="not", arg=arg):
            return ~_truth(_value(arg, context, cells))
        case pst.BinaryOp(op=op, left=left, right=right):
            return _binary(op, left, right, context, cells)
    raise TypeError(f"an expression that `unsupported` should have refused: {expr}")


def _binary(op: str, left: pst.Expr, right: pst.Expr, context: _Fields, cells: Cells) -> Value:
    first = _value(left, context, cells)
    if op in ("and", "or"):
        return _joined(op, _truth(first), right, context, cells)
    second = _value(right, context, cells)
    if op == "contains":
        return _contains(first, second)
    equal = _equal(first, second)
    return equal if op == "eq" else ~equal


def _joined(op: str, first: Truth, right: pst.Expr, context: _Fields, cells: Cells) -> Truth:
    if op == "and":
        return first & _truth(_value(right, context, cells)) if first.any() else first
    return first if first.all() else first | _truth(_value(right, context, cells))


def _contains(members: Value, wanted: Value) -> Truth:
    if not isinstance(members, frozenset):
        raise TypeError(f"contains asked of {type(members).__name__}; the schema should have refused it")
    if isinstance(wanted, Words):
        return wanted.where(members)
    return _ALWAYS if wanted in members else ~_ALWAYS


def _equal(first: Value, second: Value) -> Truth:
    if isinstance(second, Words):
        first, second = second, first
    if isinstance(first, Words):
        return first.where(frozenset({second}) if isinstance(second, str) else frozenset())
    if isinstance(first, np.ndarray) or isinstance(second, np.ndarray):
        return ~(_truth(first) ^ _truth(second))
    return _ALWAYS if first == second else ~_ALWAYS


def _truth(value: Value) -> Truth:
    if isinstance(value, np.ndarray):
        return value
    if isinstance(value, bool):
        return _ALWAYS if value else ~_ALWAYS
    raise TypeError(f"a condition that is not true or false: {type(value).__name__}")


def _member(value: Value, attr: str) -> Value:
    if not isinstance(value, _Fields):
        raise TypeError(f"no attribute {attr} in {type(value).__name__}; the schema should have refused it")
    found = value.values[attr]
    if isinstance(found, bool | str | frozenset | _Fields):
        return found
    raise TypeError(f"the context holds a value of no known type under {attr}")


def _record(raw: Mapping[str, object]) -> _Fields:
    return _Fields({name: _lifted(value) for name, value in raw.items()})


def _lifted(value: object) -> object:
    if isinstance(value, dict):
        return _record(value)
    return frozenset(value) if isinstance(value, list) else value
