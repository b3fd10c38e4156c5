"""The roles of the house: what a person acts as while a view is open."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Role(StrEnum):
    """One role. A person may hold several and acts in exactly one at a time; the policy speaks of roles only."""

    INVESTIGATOR = "investigator"
    ANALYST = "analyst"
    INTELLIGENCE_OFFICER = "intelligence-officer"
    DUTY_COMMANDER = "duty-commander"
    CUSTODY_OFFICER = "custody-officer"
    DATA_ENGINEER = "data-engineer"
    DATA_PROTECTION_OFFICER = "data-protection-officer"
    PROFESSIONAL_STANDARDS = "professional-standards"
    OVERSEER = "overseer"
    PUBLIC = "public"
    SERVICE = "service"
    MATCHING_JOB = "matching-job"
    INDEXING_JOB = "indexing-job"


@dataclass(frozen=True)
class Duty:
    """What a role is for, in one sentence, and whether a system (not a person) holds it."""

    role: Role
    plain: str
    held_by_systems: bool = False


DUTIES: tuple[Duty, ...] = (
    Duty(Role.INVESTIGATOR, "Investigates the offences of one case and reads what that case opens."),
    Duty(Role.ANALYST, "Finds patterns for a case; counts freely, reads persons only where the case needs it."),
    Duty(Role.INTELLIGENCE_OFFICER, "Grades, holds and answers for intelligence and its handling conditions."),
    Duty(Role.DUTY_COMMANDER, "Runs the shift: incidents, demand and immediate risk to life."),
    Duty(Role.CUSTODY_OFFICER, "Answers for people in custody and reads what their care and detention need."),
    Duty(Role.DATA_ENGINEER, "Loads, mends and traces records; sees where they came from and why one failed."),
    Duty(Role.DATA_PROTECTION_OFFICER, "Checks lawfulness (DPA 2018 s.71): counts, origins and the access log."),
    Duty(Role.PROFESSIONAL_STANDARDS, "Investigates misuse: re-creates what a reader saw, under s.62(4)."),
    Duty(Role.OVERSEER, "Proves facts about the log and the counts without seeing personal data."),
    Duty(Role.PUBLIC, "Anyone: published counts and the text of the rules."),
    Duty(Role.SERVICE, "A job that loads or erases records, bound to one standing case.", held_by_systems=True),
    Duty(
        Role.MATCHING_JOB, "The job that compares records, to say which are one person or thing.", held_by_systems=True
    ),
    Duty(Role.INDEXING_JOB, "The job that reads records so that they can be found.", held_by_systems=True),
)


def duty_of(role: Role) -> Duty:
    """The duty of `role`; every role has exactly one."""
    return next(duty for duty in DUTIES if duty.role is role)
