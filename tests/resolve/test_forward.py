"""Forwarding: an id written down years ago leads to everything its records are in now."""

import numpy as np

from athena.resolve.entity import EntityId, EntityKind, Membership
from athena.resolve.forward import Forward, Why, follow, forwards

KIND = EntityKind.PERSON


def who(**entities: str) -> Membership:
    return Membership(KIND, np.array(sorted(entities)), np.array([entities[one] for one in sorted(entities)]))


def moved(old: str, new: str, why: Why, records: int = 1) -> Forward:
    return Forward(EntityId(old), EntityId(new), KIND, why, records)


def test_a_merge_says_which_id_lives_on_and_a_split_which_part_went() -> None:
    apart, joined = who(a="A", b="B", c="B"), who(a="A", b="A", c="A")
    assert forwards(apart.by_record, joined) == (moved("B", "A", Why.MERGE, 2),)
    assert forwards(joined.by_record, apart) == (moved("A", "B", Why.SPLIT, 2),)


def test_what_is_new_or_gone_has_not_moved() -> None:
    assert forwards(who(a="A", b="B").by_record, who(b="B", c="C")) == ()


def test_an_old_id_leads_through_every_merge_to_what_lives() -> None:
    trail = [(1, moved("C", "B", Why.MERGE)), (2, moved("B", "A", Why.MERGE))]
    assert follow(EntityId("C"), [EntityId("A")], trail) == ("A",)


def test_an_id_that_lives_again_leads_to_itself_and_one_that_came_apart_to_every_part() -> None:
    trail = [(1, moved("B", "A", Why.MERGE)), (2, moved("A", "B", Why.SPLIT))]
    assert follow(EntityId("B"), [EntityId("A"), EntityId("B")], trail) == ("B",)
    parted = [(3, moved("D", "A", Why.MERGE)), (3, moved("D", "B", Why.MERGE))]
    assert follow(EntityId("D"), [EntityId("A"), EntityId("B")], parted) == ("A", "B")


def test_an_id_that_never_was_leads_nowhere_and_a_ring_ends() -> None:
    ring = [(1, moved("A", "B", Why.MERGE)), (2, moved("B", "A", Why.MERGE))]
    assert follow(EntityId("X"), [EntityId("Z")], ring) == ()
    assert follow(EntityId("A"), [EntityId("Z")], ring) == ()
