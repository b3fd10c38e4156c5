from __future__ import annotations

from athena.access.roles import DUTIES, Role, duty_of


def test_every_role_has_one_duty_in_one_sentence() -> None:
    assert [duty.role for duty in DUTIES] == list(Role)
    assert all(duty.plain.endswith(".") for duty in DUTIES)


def test_only_jobs_are_held_by_systems() -> None:
    jobs = [Role.SERVICE, Role.MATCHING_JOB, Role.INDEXING_JOB]
    assert [role for role in Role if duty_of(role).held_by_systems] == jobs
