from __future__ import annotations

from athena.access.annotations import RuleId
from athena.access.policy import Policy
from athena.access.roles import Role
from athena.access.withheld import Reason, Withheld, told


def rules(*names: str) -> tuple[RuleId, ...]:
    return tuple(RuleId(name) for name in names)


def test_restricted_says_whom_to_ask(policy: Policy) -> None:
    found = told(policy, rules("compartment-members"))
    assert (found.reason, found.ask) == (Reason.RESTRICTED, Role.INTELLIGENCE_OFFICER)


def test_while_one_rule_lies_outside_the_purpose_asking_would_not_help(policy: Policy) -> None:
    found = told(policy, rules("compartment-members", "ground-opens-kind"))
    assert (found.reason, found.ask) == (Reason.PURPOSE, None)


def test_what_no_rule_opens_is_outside_the_purpose(policy: Policy) -> None:
    assert told(policy, ()).reason is Reason.PURPOSE


def test_a_line_reads_as_a_person_would_say_it() -> None:
    assert str(Withheld(Reason.RESTRICTED, Role.OVERSEER, "person", 3)) == "3 person: restricted, ask overseer"
    assert str(Withheld(Reason.DELETED, None, "asked for", 1)) == "1 asked for: deleted on review"
