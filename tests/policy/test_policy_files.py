"""The delivered policy: a rule lacking its annotations, or a promise of the law it does not keep, fails the build."""

from __future__ import annotations

from pathlib import Path

import pytest

from athena.access.ground import GroundKind, read_grounds
from athena.access.guide import Supposition, suppose
from athena.access.operation import Form, Operation, Seeking
from athena.access.policy import faults, read_files, read_policy
from athena.access.roles import Role, duty_of
from athena.access.shape import all_groups, all_kinds
from athena.pole import Label

FOLDER = Path(__file__).parents[2] / "policy"
GROUNDS = {str(name): ground for name, ground in read_grounds(FOLDER).items()}
POLICY = read_policy(FOLDER)
VICTIM = Label("official", "victim", "ungraded", "law_enforcement", "4")


def test_every_rule_is_annotated_valid_and_enforceable() -> None:
    assert faults(read_files(FOLDER)) == ()


def test_every_kind_of_ground_exists_once_at_least_and_names_only_kinds_that_exist() -> None:
    assert {ground.kind for ground in GROUNDS.values()} >= set(GroundKind) - {GroundKind.EXECUTION}
    for name, ground in GROUNDS.items():
        assert set(ground.kinds) <= set(all_kinds()), name
        assert (ground.schedule_8 is None) == (ground.policy_document is None), name


@pytest.mark.parametrize("role", [role for role in Role if not duty_of(role).held_by_systems])
@pytest.mark.parametrize("ground", [name for name, one in GROUNDS.items() if not one.kind.law_enforcement])
def test_no_ground_but_law_enforcement_opens_a_record_about_a_person(role: Role, ground: str) -> None:
    for kind in sorted({"person", "custody", "crime"}):
        for form in Form:
            answer = suppose(
                POLICY,
                Supposition(role, GROUNDS[ground], kind, "identity", VICTIM, form=form),
            )
            assert not answer.allowed


@pytest.mark.parametrize("group", all_groups())
def test_an_overseer_and_the_public_see_nothing_about_anybody(group: str) -> None:
    for role in (Role.OVERSEER, Role.PUBLIC):
        for ground in GROUNDS.values():
            assert not suppose(POLICY, Supposition(role, ground, "person", group, VICTIM)).allowed


def test_a_custody_sergeant_may_not_see_a_victims_address_for_intelligence_work() -> None:
    ground = GROUNDS["intelligence-development"]
    answer = suppose(POLICY, Supposition(Role.CUSTODY_OFFICER, ground, "person", "contact", VICTIM))
    assert not answer.allowed
    assert {"ground-opens-role", "victim-contact"} <= {rule.id for rule in answer.rules}


@pytest.mark.parametrize("role", list(Role))
@pytest.mark.parametrize("ground", list(GROUNDS))
def test_a_victim_is_never_returned_by_a_suspect_query_whoever_asks(role: Role, ground: str) -> None:
    supposed = Supposition(
        role,
        GROUNDS[ground],
        "person",
        "provenance",
        VICTIM,
        seeking=Seeking.SUSPECT,
    )
    assert not suppose(POLICY, supposed).allowed


@pytest.mark.parametrize("operation", [one for one in Operation if one.statutory and one is not Operation.CONSULTATION])
def test_a_broken_glass_reads_and_does_nothing_else(operation: Operation) -> None:
    for ground in GROUNDS.values():
        supposed = Supposition(Role.INVESTIGATOR, ground, "person", "identity", VICTIM, operation, break_glass=True)
        assert not suppose(POLICY, supposed).allowed


@pytest.mark.parametrize("form", [Form.LIST, Form.COUNT, Form.EXPORT])
def test_a_broken_glass_never_lists_counts_or_exports(form: Form) -> None:
    for ground in GROUNDS.values():
        supposed = Supposition(Role.INVESTIGATOR, ground, "person", "identity", VICTIM, form=form, break_glass=True)
        assert not suppose(POLICY, supposed).allowed


def test_the_log_is_never_altered_or_erased_by_anybody() -> None:
    label = Label("official", "other", "ungraded", "law_enforcement", "none")
    for role in Role:
        for ground in GROUNDS.values():
            for operation in (Operation.ALTERATION, Operation.ERASURE, Operation.COLLECTION, Operation.COMBINATION):
                assert not suppose(
                    POLICY, Supposition(role, ground, "access_log", "provenance", label, operation)
                ).allowed


def test_no_rule_names_a_compartment_or_opens_one_to_a_role() -> None:
    quartz = Label("official", "suspect", "ungraded", "law_enforcement", "2", "op-quartz")
    for role in Role:
        for ground in GROUNDS.values():
            assert not suppose(POLICY, Supposition(role, ground, "person", "provenance", quartz)).allowed


def test_a_loading_job_may_write_every_kind_of_the_vocabulary() -> None:
    from athena.pole import kinds

    assert set(kinds()) <= set(GROUNDS["records-loading"].kinds)
    assert set(kinds()) <= set(GROUNDS["retention-review"].kinds)
