"""The evaluator that enforces and Cedar, the oracle, never differ: not in the answer and not in the rules cited."""

from __future__ import annotations

import random

import pytest

from athena.access.asking import Asking, CaseSeen, GroundSeen
from athena.access.decision import Decider
from athena.access.ground import GroundKind
from athena.access.labels import book_of
from athena.access.operation import STATUTORY, Form, Seeking
from athena.access.oracle import Question, ask_cedar
from athena.access.policy import Policy
from athena.access.principal import Nature
from athena.access.roles import Role, duty_of
from athena.access.shape import all_groups, all_kinds
from athena.pole import Label, label_parts

AN_ASKING = 100


def random_label(chance: random.Random) -> Label:
    parts = {name: chance.choice(list(part.values)) for name, part in label_parts().parts.items()}
    return Label(**parts, compartment=chance.choice(["", "", "op-quartz", "op-larch"]))


def some(chance: random.Random, of: list[str], most: float) -> frozenset[str]:
    return frozenset(one for one in of if chance.random() < most)


def random_asking(chance: random.Random) -> Asking:
    """Mostly open in its circumstances, or nearly every request would be refused by the first rule alone."""
    role = chance.choice(list(Role))
    operations = some(chance, [str(one) for one in STATUTORY], 0.97)
    return Asking(
        Nature.SERVICE if duty_of(role).held_by_systems else chance.choice([Nature.PERSON] * 9 + [Nature.SERVICE]),
        role,
        chance.choice([*STATUTORY, STATUTORY[2], STATUTORY[2]]),
        chance.choice(list(Form)),
        chance.choice([Seeking.ANYONE, *Seeking]),
        GroundSeen(
            str(chance.choice(list(GroundKind))),
            some(chance, list(all_kinds()), 0.97),
            some(chance, [str(one) for one in Role], 0.98),
            operations,
            some(chance, [str(one) for one in Form], 0.98),
            chance.random() < 0.6,
            chance.random() < 0.8,
            chance.random() < 0.99,
        ),
        CaseSeen(chance.random() < 0.99, chance.random() < 0.95, chance.random() < 0.5),
        some(chance, ["op-quartz", "op-larch"], 0.5),
        chance.random() < 0.1,
        chance.random() < 0.1,
    )


def differences(policy: Policy, requests: int, seed: int) -> tuple[list[str], int]:
    """How the two differ over `requests` random requests, and how many of those were allowed."""
    chance = random.Random(seed)
    labels = [random_label(chance) for _ in range(200)]
    decider = Decider(policy, book_of(labels), all_kinds(), all_groups())
    found, allowed = [], 0
    for _ in range(requests // AN_ASKING):
        asking = random_asking(chance)
        decided = decider.decide_afresh(asking)
        questions = [
            Question(asking, chance.choice(all_kinds()), chance.choice(labels), chance.choice(all_groups()))
            for _ in range(AN_ASKING)
        ]
        for question, cedar in zip(questions, ask_cedar(policy, questions), strict=True):
            ours = decided.decision(question.kind, question.label.id, question.group)
            allowed += cedar.allowed
            if ours != cedar:
                found.append(f"{question}: Cedar {cedar}, ours {ours}")
    return found, allowed


@pytest.mark.slow
def test_twenty_thousand_random_requests_no_difference(policy: Policy) -> None:
    found, allowed = differences(policy, 20_000, seed=1)
    assert found == []
    assert allowed > 400


@pytest.mark.soak
def test_a_million_random_requests_no_difference(policy: Policy) -> None:
    found, allowed = differences(policy, 1_000_000, seed=2)
    assert found == []
    assert allowed > 20_000


def test_a_request_that_cedar_calls_malformed_is_an_error_and_never_an_answer(policy: Policy) -> None:
    label = random_label(random.Random(3))
    asking = random_asking(random.Random(3))
    object.__setattr__(asking, "form", None)
    object.__setattr__(asking, "operation", "gossip")
    with pytest.raises(ValueError, match=r".+"):
        ask_cedar(policy, [Question(asking, "person", label, "identity")])
