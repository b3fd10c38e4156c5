from __future__ import annotations

from dataclasses import replace

from athena.access.asking import Asking, CaseSeen, GroundSeen
from athena.access.operation import Form, Operation, Seeking
from athena.access.principal import Nature
from athena.access.roles import Role

GROUND = GroundSeen(
    "investigation",
    frozenset({"person", "crime"}),
    frozenset({"analyst"}),
    frozenset(),
    frozenset(),
    False,
    False,
    True,
)
ASKING = Asking(
    Nature.PERSON,
    Role.ANALYST,
    Operation.CONSULTATION,
    Form.RECORD,
    Seeking.ANYONE,
    GROUND,
    CaseSeen(True, True, False),
    frozenset({"b", "a"}),
)


def test_equal_askings_print_alike_whatever_the_order_of_their_sets() -> None:
    same = replace(ASKING, compartments=frozenset(["a", "b"]))
    assert hash(same) == hash(ASKING)
    assert same.context() == ASKING.context()
    assert ASKING.context()["compartments"] == ["a", "b"]


def test_the_context_names_no_person_case_or_ground_by_id() -> None:
    assert set(ASKING.context()) == {
        "role",
        "operation",
        "form",
        "seeking",
        "compartments",
        "break_glass",
        "locked",
        "case",
        "ground",
    }
