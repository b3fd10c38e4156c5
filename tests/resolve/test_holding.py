"""Why records hold together: the strongest tree, its weakest link, and what would come apart without it."""

import random
from math import inf

from tests.resolve.test_judgements import record, said

from athena.resolve.entity import EntityKind
from athena.resolve.holding import holding
from athena.resolve.judgements import Verdict
from athena.resolve.linkage import RecordId
from athena.resolve.pairs import Outcome, Pair

FIVE = [record(number) for number in range(5)]


def pair(left: int, right: int, weight: float) -> Pair:
    return Pair(
        EntityKind.PERSON, record(left), record(right), weight, (("name", weight + 2), ("born", -2.0)), Outcome.JOINED
    )


def test_the_weakest_link_is_the_lightest_that_cannot_be_done_without() -> None:
    found = holding(FIVE, [pair(0, 1, 9), pair(1, 2, 8), pair(0, 2, 1), pair(3, 4, 7), pair(2, 3, 3)], [])
    assert [one.weight for one in found.links] == [9, 8, 7, 3]
    assert found.weakest is not None
    assert (found.weakest.left, found.weakest.right) == (record(2), record(3))
    assert found.sides == ((record(0), record(1), record(2)), (record(3), record(4)))
    assert found.loose == ()


def test_what_a_person_judged_is_stronger_than_any_evidence() -> None:
    found = holding(FIVE[:3], [pair(0, 1, 50)], [said(1, 1, 2, Verdict.SAME), said(2, 0, 2, Verdict.NOT_SAME)])
    assert [(one.judged, one.weight) for one in found.links] == [(True, inf), (False, 50)]
    assert found.sides == ((record(0),), (record(1), record(2)))


def test_records_that_nothing_shown_ties_to_the_rest_are_named() -> None:
    found = holding(FIVE[:3], [pair(0, 1, 4), pair(2, 9, 30)], [])
    assert found.loose == ((record(0), record(1)), (record(2),))


def test_a_single_record_needs_nothing_to_hold_it() -> None:
    found = holding(FIVE[:1], [], [])
    assert (found.links, found.weakest, found.sides, found.loose) == ((), None, (), ())


def test_taking_out_everything_as_weak_as_the_weakest_link_parts_exactly_the_two_sides() -> None:
    rng = random.Random(5)
    for _ in range(50):
        records = [RecordId(f"r{number:03}") for number in range(rng.randint(2, 9))]
        edges = [
            pair(left, right, rng.uniform(0, 20))
            for left in range(len(records))
            for right in range(left + 1, len(records))
            if rng.random() < 0.8 or right == left + 1
        ]
        whole = holding(records, edges, [])
        assert whole.weakest is not None
        left_over = holding(records, [one for one in edges if one.weight > whole.weakest.weight], [])
        assert sorted(map(sorted, left_over.loose)) == sorted(map(sorted, whole.sides))
