"""The queue asks first where being wrong is worst and an answer settles most, and never what is known already."""

from tests.resolve.test_judgements import record, said

from athena.resolve.entity import EntityId, EntityKind
from athena.resolve.judgements import NOTHING, Standing, Verdict
from athena.resolve.linkage import RecordId
from athena.resolve.pairs import Outcome, Pair
from athena.resolve.queue import Question, entropy, questions

WHERE = {record(number): EntityId(name) for number, name in enumerate("AABBCDEF")}
SIZES = {EntityId("A"): 2, EntityId("B"): 2, **{EntityId(one): 1 for one in "CDEF"}}


def pair(left: int, right: int, weight: float) -> Pair:
    return Pair(EntityKind.PERSON, record(left), record(right), weight, (("name", weight),), Outcome.QUEUED)


def asked(
    pairs: list[Pair], standing: Standing = NOTHING, done: tuple[tuple[RecordId, RecordId], ...] = ()
) -> list[str]:
    return [f"{one.one}{one.other}" for one in questions(pairs, WHERE, SIZES, standing, done)]


def test_the_larger_entities_and_the_less_certain_pair_come_first() -> None:
    assert asked([pair(4, 5, 0.0), pair(0, 2, 0.0)]) == ["AB", "CD"]
    assert asked([pair(4, 5, 0.0), pair(6, 7, 12.0)]) == ["CD", "EF"]


def test_a_saturated_score_settles_nothing_however_heavy_it_is() -> None:
    (sure,) = questions([pair(4, 5, 400.0)], WHERE, SIZES, NOTHING)
    assert sure.worth == 0
    assert (entropy(0.5), entropy(1.0), entropy(0.0)) == (1.0, 0.0, 0.0)


def test_two_entities_are_asked_about_once_by_their_heaviest_pair_and_all_their_pairs_count() -> None:
    found: tuple[Question, ...] = questions([pair(0, 2, -1.0), pair(1, 3, 1.0)], WHERE, SIZES, NOTHING)
    (one,) = found
    assert (one.pair.left, one.open_pairs) == (record(1), 2)
    (alone,) = questions([pair(1, 3, 1.0)], WHERE, SIZES, NOTHING)
    assert one.worth > alone.worth


def test_what_is_joined_or_follows_from_a_judgement_or_was_answered_is_not_asked() -> None:
    assert asked([pair(0, 1, 0.0)]) == []
    apart = Standing.of([said(1, 4, 5, Verdict.NOT_SAME)])
    assert asked([pair(4, 5, 0.0)], apart) == []
    assert asked([pair(4, 5, 0.0)], NOTHING, ((record(5), record(4)),)) == []
    assert asked([pair(4, 5, 0.0)], Standing.of([said(1, 4, 5, Verdict.UNSURE)])) == ["CD"]


def test_a_record_that_no_run_has_resolved_is_not_asked_about() -> None:
    assert asked([pair(0, 99, 0.0)]) == []
