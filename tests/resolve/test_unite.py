"""Uniting: a judged merge is followed whole or not at all, and never across two that must stay apart."""

import numpy as np
from tests.resolve.test_judgements import record, said

from athena.resolve.judgements import Verdict
from athena.resolve.linkage import RecordId
from athena.resolve.unite import unite

IDS = np.array([record(number) for number in range(8)])
CLUSTER = np.array([0, 0, 1, 1, 2, 3, 3, 4], dtype=np.int32)


def test_two_clusters_judged_one_become_one_whole_and_the_numbers_follow_the_first_record() -> None:
    united, conflicts = unite(IDS, CLUSTER, [said(1, 3, 5, Verdict.SAME)], [])
    assert united.tolist() == [0, 0, 1, 1, 2, 1, 1, 3]
    assert not conflicts


def test_a_union_that_would_hold_two_that_must_stay_apart_is_left_undone_and_reported() -> None:
    merge = said(1, 3, 5, Verdict.SAME)
    united, (conflict,) = unite(IDS, CLUSTER, [merge], [(record(2), record(6))])
    assert united.tolist() == CLUSTER.tolist()
    assert (conflict.judgement, conflict.left, conflict.right) == (merge, record(2), record(6))


def test_a_wall_stands_also_around_what_was_united_before() -> None:
    merges = [said(1, 0, 2, Verdict.SAME), said(2, 2, 4, Verdict.SAME), said(3, 4, 7, Verdict.SAME)]
    united, conflicts = unite(IDS, CLUSTER, merges, [(record(1), record(7))])
    assert united.tolist() == [0, 0, 0, 0, 0, 1, 1, 2]
    assert [one.judgement.id for one in conflicts] == ["j3"]


def test_a_judgement_about_a_record_that_is_not_there_is_without_effect() -> None:
    united, conflicts = unite(IDS, CLUSTER, [said(1, 0, 99, Verdict.SAME)], [(RecordId("x"), record(0))])
    assert united.tolist() == CLUSTER.tolist()
    assert not conflicts


def test_a_merge_that_was_left_undone_heals_when_the_wall_is_gone() -> None:
    merge = [said(1, 3, 5, Verdict.SAME)]
    walled, _ = unite(IDS, CLUSTER, merge, [(record(2), record(6))])
    healed, _ = unite(IDS, CLUSTER, merge, [])
    assert len(set(walled.tolist())) - len(set(healed.tolist())) == 1
