"""Explaining an entity asks one enquiry's rows at a time, however many pairs and moved ids a force has."""

from __future__ import annotations

import random
from itertools import combinations
from typing import TYPE_CHECKING

import pytest
from tests.resolve.conftest import PERSON
from tests.resolve.test_running import add

from athena.access.operation import RECORD_ROWS, Form, Operation
from athena.failures import Refused
from athena.resolve.entity import EntityId, birth_id
from athena.resolve.explaining import explain_entity
from athena.resolve.holding import holding
from athena.resolve.linkage import RecordId
from athena.resolve.pairs import pairs

if TYPE_CHECKING:
    from tests.resolve.conftest import Edge, Force


def named(count: int) -> list[str]:
    return [f"p{number:03}" for number in range(count)]


def add_named(force: Force, count: int) -> list[str]:
    add(force, "person", [{"record_id": one, "name_text": f"Name of {one}"} for one in named(count)])
    return named(count)


def test_an_entity_with_more_pairs_than_one_enquiry_shows_is_explained_as_if_all_were_read(force: Force) -> None:
    records = add_named(force, 20)
    inside, outside = records[:14], records[14:]
    rng = random.Random(7)
    weights = [round(rng.uniform(-3, 9), 0) for _ in combinations(records, 2)]
    edges: list[Edge] = [
        (left, right, {"name": weight}, "joined" if right in inside else "queued")
        for (left, right), weight in zip(combinations(records, 2), weights, strict=True)
        if left in inside
    ]
    force.run({one: 0 if one in inside else number for number, one in enumerate(records)}, edges)
    with force.view(form=Form.RECORD) as view:
        told = explain_entity(view, force.entity("p000"))
        released = [one.rows.num_rows for one in view.released]
    with force.job() as job:
        every = pairs(job, PERSON)
    assert len(every) > RECORD_ROWS >= max(released)
    assert told.holding == holding(told.records, every, [])
    heaviest: dict[str, float] = {}
    for one in every:
        if one.right in outside:
            heaviest.setdefault(one.right, one.weight)
    assert [(one.record, one.pair.weight) for one in told.near] == list(heaviest.items())[:5]


def test_records_that_no_pair_ties_are_loose_and_nothing_is_asked_for_ever(force: Force) -> None:
    force.run({"r1": 0, "r2": 0, "r3": 0}, [("r1", "r2", {"name": 4.0}, "joined")])
    with force.view() as view:
        told = explain_entity(view, force.entity("r1"))
    assert told.holding.loose == ((RecordId("r1"), RecordId("r2")), (RecordId("r3"),))


def test_an_old_id_is_followed_though_more_ids_moved_than_one_enquiry_shows(force: Force) -> None:
    records = add_named(force, 3 * (RECORD_ROWS + 10))
    force.run({one: number for number, one in enumerate(records)})
    force.run({one: number // 2 for number, one in enumerate(records)})
    force.run({one: number // 3 for number, one in enumerate(records)})
    with force.view(operation=Operation.CONSULTATION) as view:
        told = explain_entity(view, birth_id(PERSON, RecordId("p001")))
        assert (told.entity, told.followed_from) == (force.entity("p001"), birth_id(PERSON, RecordId("p001")))
        with pytest.raises(Refused, match="never was"):
            explain_entity(view, EntityId("P-0000000000000"))
