"""The algorithm register: what computes about people is registered by an officer, for a time, and can be withdrawn."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from athena.access.algorithms import Registration, algorithms, in_force, register, withdraw
from athena.access.principal import PrincipalId
from athena.failures import Refused
from athena.ledger.workspace import LogName

if TYPE_CHECKING:
    from tests.access.conftest import World

DORA = PrincipalId("dora")
WHY = "Evaluated on records whose truth is known"


def a_model(world: World, digest: str = "d" * 64, days: int = 30) -> Registration:
    errors = {"missed": 0.02, "by": {"sex F": [0.02, 0.01, 0.03]}}
    return Registration(digest, "matching", {"threshold": 0.5, "errors": errors}, world.clock() + timedelta(days=days))


def test_what_is_registered_is_in_force_until_its_term_ends(world: World) -> None:
    done = register(world.door, DORA, a_model(world), WHY)
    assert in_force(world.door, "matching") == done
    assert done.statement["threshold"] == 0.5
    world.clock.advance(days=31)
    with pytest.raises(Refused, match=r"algorithm-expired") as caught:
        in_force(world.door, "matching")
    assert "its term ended on" in caught.value.why


def test_the_register_log_has_the_whole_statement(world: World) -> None:
    done = register(world.door, DORA, a_model(world), WHY)
    event = world.door.logs.named(LogName.REGISTER).reader().entry(done.entry).event
    assert (event.actor, event.purpose, event.reason) == ("dora", "register an algorithm", WHY)
    assert json.loads(str(event.details["statement"])) == done.statement


def test_a_newer_one_takes_its_place_and_a_withdrawn_one_brings_none_back(world: World) -> None:
    register(world.door, DORA, a_model(world, "a" * 64), WHY)
    world.clock.advance(minutes=1)
    register(world.door, DORA, a_model(world, "b" * 64), WHY)
    assert in_force(world.door, "matching").digest == "b" * 64
    world.clock.advance(minutes=1)
    withdraw(world.door, DORA, "b" * 64, "It joins households")
    with pytest.raises(Refused, match=r"algorithm-expired") as caught:
        in_force(world.door, "matching")
    assert "it was withdrawn on" in caught.value.why
    assert [one.digest[0] for one in algorithms(world.door.database)] == ["b", "a"]


def test_what_nobody_registered_does_not_run(world: World) -> None:
    with pytest.raises(Refused, match=r"algorithm-unregistered"):
        in_force(world.door, "matching")


def test_only_a_data_protection_officer_registers_or_withdraws(world: World) -> None:
    with pytest.raises(Refused, match=r"algorithm-not-yours"):
        register(world.door, PrincipalId("ivan"), a_model(world), WHY)
    with pytest.raises(Refused, match=r"algorithm-not-yours"):
        withdraw(world.door, PrincipalId("ivan"), "d" * 64, WHY)


def test_withdrawing_what_is_not_there_is_refused(world: World) -> None:
    with pytest.raises(Refused, match=r"algorithm-unknown"):
        withdraw(world.door, DORA, "c" * 64, WHY)
