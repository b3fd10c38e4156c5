"""`/policy`: every rule in plain words, and what would be decided for somebody who might ask. Anybody may read it."""

from __future__ import annotations

from datetime import date
from typing import Annotated

from fastapi import APIRouter, Depends, Path, Query
from pydantic import BaseModel

from athena.access.annotations import RuleId
from athena.access.door import POLICY
from athena.access.ground import ground_named
from athena.access.guide import Supposition, cedar_of, suppose
from athena.access.operation import Form, Operation, Seeking, statutory
from athena.access.policy import Rule
from athena.access.roles import Role
from athena.pole import Label
from athena.web.answer import Answer
from athena.web.api.examples import given
from athena.web.gate import Public
from athena.web.house import House

router = APIRouter(prefix="/policy", tags=["policy"])
_OPEN = Public("the rules are public, and reading them reads no record")
Anybody = Annotated[House, Depends(_OPEN)]


class RuleOut(BaseModel):
    """One rule: what it says to a citizen, the law it rests on, since when, and whom to ask where it refuses."""

    id: str
    effect: str
    plain: str
    basis: str
    since: date
    ask: str | None = None
    file: str


class WholeRuleOut(RuleOut):
    """A rule with its own text."""

    cedar: str


class SupposedOut(BaseModel):
    """Whether it would be allowed, by Cedar itself; `reason` and `ask` where not, and the rules that decide."""

    allowed: bool
    reason: str | None = None
    ask: str | None = None
    rules: list[RuleOut]


_RULE = {
    "id": "victim-contact", "effect": "forbid", "plain": "Only who needs it for the investigation sees it.",
    "basis": "DPA 2018 s.38(3)", "since": "2026-11-23", "ask": None, "file": "victims.cedar",
}  # fmt: skip
_REST: dict[str, object] = {"withheld": [], "entry": None, "entries": [], "snapshot": None, "next": None}
LISTED = {"results": [_RULE], **_REST}
WHOLE = {"results": {**_RULE, "cedar": '@id("victim-contact") forbid (principal, action, resource);'}, **_REST}
SUPPOSED = {"results": {"allowed": False, "reason": "outside your purpose", "ask": None, "rules": [_RULE]}, **_REST}


@router.get("/rules", summary="Every rule in plain words", responses=given(LISTED))
def rules(house: Anybody) -> Answer[list[RuleOut]]:
    """The rules in force, in the order of their files."""
    house.door.decider()
    return Answer(results=[RuleOut.model_validate(_said(rule)) for rule in house.door.policy.rules])


@router.get("/rules/{rule}", summary="One rule, with its text", responses=given(WHOLE))
def one_rule(
    house: Anybody, rule: Annotated[str, Path(max_length=80, examples=["victim-contact"])]
) -> Answer[WholeRuleOut]:
    """What one rule says, its law, and the text that Cedar decides by."""
    house.door.decider()
    found = house.door.policy.rule(RuleId(rule))
    return Answer(results=WholeRuleOut.model_validate({"cedar": cedar_of(house.door.policy, found), **_said(found)}))


@router.get("/try", summary="Could somebody see something?", responses=given(SUPPOSED))
def supposed(
    house: Anybody,
    role: Annotated[Role, Query(description="Who asks", examples=["custody-officer"])],
    ground: Annotated[str, Query(max_length=80, description="For which ground", examples=["intelligence-development"])],
    kind: Annotated[str, Query(max_length=80, description="Which kind of record", examples=["person"])],
    group: Annotated[str, Query(max_length=80, description="Which fields", examples=["contact"])],
    subject: Annotated[str, Query(max_length=80, description="Whom it is about", examples=["victim"])] = "unknown",
    operation: Annotated[Operation, Query(description="To do what")] = Operation.CONSULTATION,
    form: Annotated[Form, Query(description="In which form")] = Form.RECORD,
    seeking: Annotated[Seeking, Query(description="Looking for whom")] = Seeking.ANYONE,
    sensitivity: Annotated[str, Query(max_length=80, description="The record's marking")] = "official",
    handling: Annotated[str, Query(max_length=80, description="Its handling code")] = "ungraded",
    basis: Annotated[str, Query(max_length=80, description="Its lawful basis")] = "law_enforcement",
    compartment: Annotated[str, Query(max_length=80, description="Its operation, if any")] = "",
    owner: Annotated[bool, Query(description="Who asks owns the case")] = False,
    break_glass: Annotated[bool, Query(description="In an emergency, outside the case")] = False,
) -> Answer[SupposedOut]:
    """Ask Cedar, by the rules in force, whether somebody could see something. No record is read."""
    door = house.door
    door.decider()
    template = ground_named(door.workspace.folder / POLICY, ground)
    label = Label(sensitivity, subject, handling, basis, "4" if subject != "none" else "none", compartment)
    asked = Supposition(
        role, template, kind, group, label, statutory(operation), form, seeking, owner=owner, break_glass=break_glass
    )
    found = suppose(door.policy, asked)
    deciding = [RuleOut.model_validate(_said(door.policy.rule(one.id))) for one in found.rules]
    reason = None if found.allowed else str(found.told.reason)
    ask = None if found.told.ask is None else str(found.told.ask)
    return Answer(results=SupposedOut(allowed=found.allowed, reason=reason, ask=ask, rules=deciding))


def _said(rule: Rule) -> dict[str, object]:
    said = rule.annotations
    return {
        "id": said.id,
        "effect": "permit" if rule.permits else "forbid",
        "plain": said.plain,
        "basis": said.basis,
        "since": said.since,
        "ask": said.ask,
        "file": rule.file,
    }
