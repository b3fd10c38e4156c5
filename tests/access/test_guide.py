from __future__ import annotations

from pathlib import Path

import pytest

from athena.access.annotations import RuleId
from athena.access.ground import ground_named
from athena.access.guide import Supposition, cedar_of, suppose
from athena.access.policy import Policy
from athena.access.refused import Refused
from athena.access.roles import Role
from athena.pole import Label

FOLDER = Path(__file__).parents[2] / "policy"
VICTIM = Label("official", "victim", "ungraded", "law_enforcement", "4")


def test_the_answer_names_the_deciding_rule_in_plain_words(policy: Policy) -> None:
    ground = ground_named(FOLDER, "volume-crime")
    yes = suppose(policy, Supposition(Role.INVESTIGATOR, ground, "person", "contact", VICTIM))
    assert str(yes).startswith("Yes.")
    assert "investigator-reads" in str(yes)
    no = suppose(policy, Supposition(Role.ANALYST, ground, "person", "contact", VICTIM))
    assert str(no).startswith("No: restricted, ask investigator")
    assert "Where victims and witnesses live" in str(no)


def test_what_no_rule_opens_is_said_to_stay_shut(policy: Policy) -> None:
    ground = ground_named(FOLDER, "volume-crime")
    suspect = Label("official", "suspect", "ungraded", "law_enforcement", "4")
    assert "stays shut" in str(suppose(policy, Supposition(Role.ANALYST, ground, "person", "contact", suspect)))


def test_an_unknown_kind_or_group_is_refused(policy: Policy) -> None:
    ground = ground_named(FOLDER, "volume-crime")
    with pytest.raises(Refused, match=r"access\.kind-unknown"):
        suppose(policy, Supposition(Role.ANALYST, ground, "dragon", "contact", VICTIM))
    with pytest.raises(Refused, match=r"access\.group-unknown"):
        suppose(policy, Supposition(Role.ANALYST, ground, "person", "gold", VICTIM))


def test_every_rule_has_its_own_text(policy: Policy) -> None:
    for rule in policy.rules:
        assert cedar_of(policy, rule).count("@id") == 1
    assert "log-lawfulness" in cedar_of(policy, policy.rule(RuleId("log-four-uses")))
