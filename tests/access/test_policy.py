from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pytest

from athena.access.annotations import RuleId
from athena.access.policy import SCHEMA, Policy, digest_of, faults, policy_from, read_files, read_policy
from athena.access.refused import Refused

NOTES = '@id("x-rule") @plain("Nobody reads.") @basis("DPA 2018 s.35") @since("2026-11-23")'


def with_rule(policy: Policy, text: str) -> Mapping[str, str]:
    return {SCHEMA: policy.files[SCHEMA], "x.cedar": text}


def test_any_changed_byte_changes_the_digest(policy: Policy) -> None:
    for name, text in policy.files.items():
        assert digest_of({**policy.files, name: text + " "}) != policy.digest
        assert digest_of({other: policy.files[other] for other in policy.files if other != name}) != policy.digest


@pytest.mark.parametrize(
    ("rule", "fault"),
    [
        ("permit (principal, action, resource) when { true };", "@id is missing"),
        (f'{NOTES} permit (principal, action, resource) when {{ context.form == "list" }};', "must name a role"),
        (
            f'{NOTES} permit (principal in Role::"analyst", action, resource) when {{ true }};',
            "must name its operations",
        ),
        (f'{NOTES} permit (principal in Role::"analyst", action == Action::"erasure", resource);', "must say when"),
        (f'{NOTES} forbid (principal == Person::"anna", action, resource);', "may not name one person"),
        (f'{NOTES} forbid (principal, action, resource) when {{ resource.sensitivty == "open" }};', "schema:"),
        (f"{NOTES} forbid (principal, action, resource is Cell);", "a resource scope"),
        (f'{NOTES} forbid (principal, action, resource) when {{ resource.kind like "p*" }};', "does not know Like"),
        (f"{NOTES} forbid (principal, action, resource) when {{ resource.kind == resource.group }};", "two attributes"),
        (
            f"{NOTES} forbid (principal, action, resource); {NOTES} forbid (principal, action, resource);",
            "used by 2 rules",
        ),
        (f"{NOTES} forbid (principal == ?principal, action, resource);", "templates are not used"),
        ("forbid (principal", "Cedar cannot parse"),
    ],
)
def test_each_fault_is_found_and_keeps_the_policy_out_of_force(policy: Policy, rule: str, fault: str) -> None:
    files = with_rule(policy, rule)
    assert any(fault in one for one in faults(files)), faults(files)
    with pytest.raises(Refused, match=r"access\.policy-invalid"):
        policy_from(files)


def test_a_folder_without_a_schema_is_refused(tmp_path: Path) -> None:
    with pytest.raises(Refused, match=r"access\.policy-missing"):
        read_files(tmp_path)
    with pytest.raises(Refused, match=r"access\.policy-missing"):
        read_policy(tmp_path)


def test_a_rule_is_found_by_its_id_and_an_unknown_one_refused(policy: Policy) -> None:
    assert policy.rule(RuleId("log-four-uses")).annotations.basis == "DPA 2018 s.62(4)"
    with pytest.raises(Refused, match=r"access\.rule-unknown"):
        policy.rule(RuleId("nothing"))
