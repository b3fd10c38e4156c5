"""The circumstances of one request, as the policy sees them: the profile that decisions are cached by."""

from __future__ import annotations

from dataclasses import dataclass

from athena.access.operation import Form, Operation, Seeking
from athena.access.principal import Nature
from athena.access.roles import Role

CedarValue = str | bool | list[str] | dict[str, "CedarValue"]


@dataclass(frozen=True)
class GroundSeen:
    """What the policy sees of a ground: its kind, what it opens, and whether it may open sensitive fields.

    `current` is false once the ground has expired. Ids and free text are left out on purpose: a rule about
    one named ground would be a grant in disguise.
    """

    kind: str
    kinds: frozenset[str]
    roles: frozenset[str]
    operations: frozenset[str]
    forms: frozenset[str]
    schedule_8: bool
    policy_document: bool
    current: bool


@dataclass(frozen=True)
class CaseSeen:
    """What the policy sees of a case: whether it is open, and whether the reader belongs to it or owns it."""

    open: bool
    member: bool
    owner: bool


@dataclass(frozen=True)
class Asking:
    """One request without its records: everything but the label and the field group.

    Equal askings get equal decisions under equal policy and labels, which is what makes the decision set of a
    view finite and lets it be cached.
    """

    nature: Nature
    role: Role
    operation: Operation
    form: Form
    seeking: Seeking
    ground: GroundSeen
    case: CaseSeen
    compartments: frozenset[str]
    break_glass: bool = False
    locked: bool = False

    def context(self) -> dict[str, CedarValue]:
        """The Cedar context of this request; sets are sorted so that equal askings print alike."""
        ground = self.ground
        return {
            "role": str(self.role),
            "operation": str(self.operation),
            "form": str(self.form),
            "seeking": str(self.seeking),
            "compartments": sorted(self.compartments),
            "break_glass": self.break_glass,
            "locked": self.locked,
            "case": {"open": self.case.open, "member": self.case.member, "owner": self.case.owner},
            "ground": {
                "kind": ground.kind,
                "kinds": sorted(ground.kinds),
                "roles": sorted(ground.roles),
                "operations": sorted(ground.operations),
                "forms": sorted(ground.forms),
                "schedule_8": ground.schedule_8,
                "policy_document": ground.policy_document,
                "current": ground.current,
            },
        }
