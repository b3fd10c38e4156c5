"""The policy in plain words: every rule, one rule, and what would be decided for somebody who might ask."""

from __future__ import annotations

from dataclasses import dataclass

from athena.access.annotations import Annotations
from athena.access.asking import Asking, CaseSeen, GroundSeen
from athena.access.decision import Decision
from athena.access.ground import GroundFile
from athena.access.operation import Form, Operation, Seeking
from athena.access.oracle import Question, ask_cedar
from athena.access.policy import Policy, Rule
from athena.access.principal import Nature
from athena.access.refused import Refused
from athena.access.roles import Role, duty_of
from athena.access.shape import all_groups, all_kinds
from athena.access.withheld import Reason, Told, told
from athena.pole import Label


@dataclass(frozen=True)
class Supposition:
    """Somebody who might ask: in which role, for which ground, to do what to which fields of which records.

    They are supposed to be a member of an open case under the ground, which is in force; `owner` says whether
    they own it.
    """

    role: Role
    ground: GroundFile
    kind: str
    group: str
    label: Label
    operation: Operation = Operation.CONSULTATION
    form: Form = Form.RECORD
    seeking: Seeking = Seeking.ANYONE
    owner: bool = False
    break_glass: bool = False


@dataclass(frozen=True)
class Answer:
    """Whether it would be allowed, by Cedar itself, with the rules that decide and what each says."""

    allowed: bool
    rules: tuple[Annotations, ...]
    told: Told

    def __str__(self) -> str:
        """The answer as one would say it."""
        head = "Yes." if self.allowed else f"No: {self.told.reason}"
        ask = f", ask {self.told.ask}" if self.told.ask else ""
        reasons = [f"  {rule.id}: {rule.plain} ({rule.basis})" for rule in self.rules]
        return "\n".join([f"{head}{ask}", *(reasons or ["  No rule opens it, and what no rule opens stays shut."])])


def suppose(policy: Policy, supposed: Supposition) -> Answer:
    """What the policy decides for `supposed`, asked of Cedar.

    Refused with `access.kind-unknown` and `access.group-unknown` for a kind or field group that does not exist.
    """
    _known("kind", supposed.kind, all_kinds())
    _known("group", supposed.group, all_groups())
    question = Question(_asking(supposed), supposed.kind, supposed.label, supposed.group)
    decision: Decision = ask_cedar(policy, [question])[0]
    rules = tuple(policy.rule(rule).annotations for rule in decision.rules)
    telling = Told(Reason.PURPOSE, None, ()) if decision.allowed else told(policy, decision.rules)
    return Answer(decision.allowed, rules, telling)


def cedar_of(policy: Policy, rule: Rule) -> str:
    """The rule's own text, as its file has it."""
    text = policy.files[rule.file]
    start = text.index(f'@id("{rule.id}")')
    return text[start : text.index(";", start) + 1]


def _asking(supposed: Supposition) -> Asking:
    ground = supposed.ground
    return Asking(
        Nature.SERVICE if duty_of(supposed.role).held_by_systems else Nature.PERSON,
        supposed.role,
        supposed.operation,
        supposed.form,
        supposed.seeking,
        GroundSeen(
            str(ground.kind),
            frozenset(ground.kinds),
            frozenset(str(role) for role in ground.roles),
            frozenset(ground.operations),
            frozenset(str(form) for form in ground.forms),
            ground.schedule_8 is not None,
            ground.policy_document is not None,
            current=True,
        ),
        CaseSeen(open=True, member=not supposed.break_glass, owner=supposed.owner),
        frozenset(),
        break_glass=supposed.break_glass,
    )


def _known(what: str, word: str, words: tuple[str, ...]) -> None:
    if word not in words:
        raise Refused(
            f"{what}-unknown",
            what=f"suppose the {what} {word!r}",
            why=f"there is no such {what}",
            remedy=f"name one of: {', '.join(words)}",
            who="whoever asks",
        )
