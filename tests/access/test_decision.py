from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from athena.access.asking import Asking, CaseSeen, GroundSeen
from athena.access.decision import Decider
from athena.access.labels import book_of
from athena.access.operation import Form, Operation, Seeking
from athena.access.policy import Policy
from athena.access.principal import Nature
from athena.access.roles import Role

if TYPE_CHECKING:
    from tests.access.conftest import Labels

KINDS, GROUPS = ("person", "crime"), ("provenance", "identity", "contact")
GROUND = GroundSeen(
    "investigation",
    frozenset({"person"}),
    frozenset({"analyst"}),
    frozenset({"consultation"}),
    frozenset({"list"}),
    schedule_8=False,
    policy_document=False,
    current=True,
)
ASKING = Asking(
    Nature.PERSON,
    Role.ANALYST,
    Operation.CONSULTATION,
    Form.LIST,
    Seeking.ANYONE,
    GROUND,
    CaseSeen(open=True, member=True, owner=False),
    frozenset(),
)


def decider(policy: Policy, labels: Labels) -> Decider:
    return Decider(policy, book_of([labels.suspect, labels.victim]), KINDS, GROUPS)


def test_each_decision_cites_the_rules_that_made_it(policy: Policy, labels: Labels) -> None:
    decided = decider(policy, labels).decide(ASKING)
    opened = decided.decision("person", labels.suspect.id, "identity")
    assert (opened.allowed, opened.rules) == (True, ("analyst-identities",))
    shut = decided.decision("person", labels.victim.id, "contact")
    assert (shut.allowed, shut.rules) == (False, ("victim-contact",))
    nothing = decided.decision("person", labels.suspect.id, "contact")
    assert (nothing.allowed, nothing.rules) == (False, ())
    assert "ground-opens-kind" in decided.decision("crime", labels.suspect.id, "identity").rules


def test_a_set_without_a_row_to_return_is_empty_and_says_what_shut_it(policy: Policy, labels: Labels) -> None:
    decided = decider(policy, labels).decide(replace(ASKING, case=CaseSeen(open=False, member=True, owner=False)))
    assert decided.is_empty()
    assert decided.forbidding_everything() == ("case-open",)


def test_equal_askings_are_decided_once_and_another_has_another_digest(policy: Policy, labels: Labels) -> None:
    deciding = decider(policy, labels)
    assert deciding.decide(ASKING) is deciding.decide(replace(ASKING))
    assert deciding.decide(ASKING).digest == deciding.decide_afresh(ASKING).digest
    assert deciding.decide(ASKING).digest != deciding.decide(replace(ASKING, seeking=Seeking.SUSPECT)).digest


def test_a_union_is_open_only_where_every_member_is(policy: Policy, labels: Labels) -> None:
    book, union = book_of([labels.suspect, labels.victim]).with_union([labels.suspect.id, labels.victim.id])
    deciding = Decider(policy, book, KINDS, GROUPS)
    assert union in deciding.decide(ASKING).open_labels("person", "identity")
    suspects = deciding.decide(replace(ASKING, seeking=Seeking.SUSPECT))
    assert suspects.open_labels("person", "identity") == {labels.suspect.id}
    assert suspects.decision("person", union, "identity").rules == ("suspect-query-no-victim",)
