"""The algebra of judgement: what stands is a set, so everything can be undone and order never matters."""

import random
from datetime import UTC, datetime, timedelta
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from athena.resolve.entity import EntityKind, Membership, named
from athena.resolve.judgements import NOTHING, Judgement, JudgementId, Retraction, Standing, Verdict, pair_of
from athena.resolve.linkage import RecordId
from athena.resolve.unite import unite

START = datetime(2026, 3, 1, tzinfo=UTC)
RECORDS = 24


def record(number: int) -> RecordId:
    return RecordId(f"r{number:03}")


def said(number: int, left: int, right: int, verdict: Verdict) -> Judgement:
    one, other = pair_of(record(left), record(right))
    when = START + timedelta(minutes=number)
    return Judgement(
        JudgementId(f"j{number}"), EntityKind.PERSON, one, other, verdict, "ann", "The same scar", "larch", when, number
    )


PAIRS = st.tuples(st.integers(0, RECORDS - 1), st.integers(0, RECORDS - 1)).filter(lambda pair: pair[0] != pair[1])
SAYINGS = st.lists(st.tuples(PAIRS, st.sampled_from(list(Verdict))), max_size=30)
MODEL = st.lists(st.integers(0, 9), min_size=RECORDS, max_size=RECORDS)


def accepted(sayings: list[tuple[tuple[int, int], Verdict]]) -> list[Judgement]:
    """Those that were not refused, in the order in which they were made."""
    standing, kept = NOTHING, []
    for number, (pair, verdict) in enumerate(sayings):
        judgement = said(number, *pair, verdict)
        if not standing.contradiction(*judgement.pair, verdict):
            standing = standing.with_(judgement)
            kept.append(judgement)
    return kept


def who_is_whom(standing: Standing, model: list[int], there: int = RECORDS) -> Membership:
    ids = np.array([record(number) for number in range(there)])
    _, cluster = np.unique(np.array(model[:there]), return_inverse=True)
    apart = [one.pair for one in standing.apart()]
    united, _ = unite(ids, cluster.astype(np.int32), standing.same(), apart)
    return named(EntityKind.PERSON, ids, united, np.arange(there, dtype=np.int64))


@given(SAYINGS, MODEL, st.randoms(use_true_random=False))
def test_n_merges_and_then_n_unmerges_in_any_order_give_back_what_was(
    sayings: list[tuple[tuple[int, int], Verdict]], model: list[int], rng: random.Random
) -> None:
    standing = Standing.of(accepted(sayings))
    before = who_is_whom(standing, model)
    merges = []
    for number in range(8):
        left, right = rng.sample(range(RECORDS), 2)
        merge = said(1000 + number, left, right, Verdict.SAME)
        if not standing.contradiction(*merge.pair, Verdict.SAME):
            standing = standing.with_(merge)
            merges.append(merge)
    rng.shuffle(merges)
    for merge in merges:
        standing = standing.without(merge)
    after = who_is_whom(standing, model)
    assert after.digest == before.digest


@given(SAYINGS, MODEL, st.randoms(use_true_random=False))
def test_the_order_in_which_people_judged_makes_no_difference(
    sayings: list[tuple[tuple[int, int], Verdict]], model: list[int], rng: random.Random
) -> None:
    kept = accepted(sayings)
    shuffled = rng.sample(kept, len(kept))
    assert Standing.of(kept) == Standing.of(shuffled)
    assert who_is_whom(Standing.of(kept), model).digest == who_is_whom(Standing.of(shuffled), model).digest


@given(SAYINGS)
def test_what_stands_never_contradicts_itself(sayings: list[tuple[tuple[int, int], Verdict]]) -> None:
    standing = Standing.of(accepted(sayings))
    for one in standing.apart():
        assert not standing.why_same(*one.pair)
    for one in standing.same():
        assert standing.settles(*one.pair) is Verdict.SAME


@given(SAYINGS, PAIRS)
def test_a_refused_judgement_is_told_a_chain_that_explains_it(
    sayings: list[tuple[tuple[int, int], Verdict]], pair: tuple[int, int]
) -> None:
    standing = Standing.of(accepted(sayings))
    left, right = pair_of(record(pair[0]), record(pair[1]))
    for verdict in (Verdict.SAME, Verdict.NOT_SAME):
        chain = standing.contradiction(left, right, verdict)
        if chain:
            walls = [one for one in chain if one.verdict is Verdict.NOT_SAME]
            assert len(walls) == (1 if verdict is Verdict.SAME else 0)
            assert left in chain[0].pair
            assert right in chain[-1].pair
            assert all({*a.pair} & {*b.pair} for a, b in pairwise(chain))
    assert not standing.contradiction(left, right, Verdict.UNSURE)


@settings(max_examples=20, deadline=None)
@given(st.integers(0, 10_000))
def test_a_merge_a_thousand_events_and_an_unmerge_equal_never_merged(seed: int) -> None:
    rng = random.Random(seed)
    model = [rng.randrange(60) for _ in range(200)]
    there = 120
    left, right = rng.sample(range(there), 2)
    merge = said(0, left, right, Verdict.SAME)
    merged, never = Standing(frozenset([merge])), NOTHING
    for number in range(1, 1001):
        match rng.choice(("arrive", "judge", "judge", "take back")):
            case "arrive":
                there = min(there + 1, len(model))
            case "judge":
                left, right = rng.sample(range(there), 2)
                judgement = said(number, left, right, rng.choice(list(Verdict)))
                # An officer who is refused because of the merge did not judge, in either history.
                if not merged.contradiction(*judgement.pair, judgement.verdict):
                    merged, never = merged.with_(judgement), never.with_(judgement)
            case _ if never.judgements:
                back = rng.choice(sorted(never.judgements, key=lambda one: one.id))
                merged, never = merged.without(back), never.without(back)
            case _:
                pass
    assert who_is_whom(merged.without(merge), model, there).digest == who_is_whom(never, model, there).digest


def test_what_follows_from_others_need_not_be_asked() -> None:
    standing = Standing.of([said(1, 1, 2, Verdict.SAME), said(2, 2, 3, Verdict.SAME), said(3, 3, 4, Verdict.NOT_SAME)])
    assert standing.settles(record(1), record(3)) is Verdict.SAME
    assert standing.settles(record(1), record(4)) is Verdict.NOT_SAME
    assert standing.settles(record(1), record(5)) is None
    assert [one.id for one in standing.why_same(record(1), record(3))] == ["j1", "j2"]


def test_unsure_joins_nothing_and_keeps_nothing_apart() -> None:
    standing = Standing.of([said(1, 1, 2, Verdict.UNSURE)])
    assert standing.settles(record(1), record(2)) is None
    assert len(standing.as_columns(EntityKind.PERSON).left) == 0
    assert [one.id for one in standing.on(record(2), record(1))] == ["j1"]


def test_what_was_taken_back_does_not_stand_and_is_still_there_to_read() -> None:
    back = Retraction("bea", "Another man", "larch", START, 9)
    one = said(1, 1, 2, Verdict.SAME)
    taken = Judgement(**{**one.__dict__, "retraction": back})
    assert Standing.of([taken]) == NOTHING
    assert taken.retraction is back


def test_columns_for_linking_are_of_one_kind_and_in_order() -> None:
    standing = Standing.of([said(1, 3, 4, Verdict.NOT_SAME), said(2, 1, 2, Verdict.SAME)])
    columns = standing.as_columns(EntityKind.PERSON)
    assert columns.left == ("r001", "r003")
    assert columns.same == (True, False)
    assert standing.as_columns(EntityKind.VEHICLE).left == ()


def test_a_record_and_itself_are_no_pair() -> None:
    with pytest.raises(ValueError, match="itself"):
        pair_of(record(1), record(1))
