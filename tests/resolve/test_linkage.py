"""What a waterfall names as decisive, and what a linkage numbers."""

import numpy as np
import pytest

from athena.resolve.comparing import Comparisons
from athena.resolve.linkage import Edges, Evidence, Judgements, Linkage, RecordId, Waterfall
from athena.resolve.weighing import Relatives, Weights


def waterfall(*weights: float) -> Waterfall:
    items = tuple(Evidence(f"f{n}", "", "", "", weight) for n, weight in enumerate(weights))
    return Waterfall(RecordId("a"), RecordId("b"), -10.0, items, -10.0 + sum(weights))


def test_the_decisive_evidence_is_the_heaviest_without_which_the_answer_would_be_another() -> None:
    assert waterfall(11.0, 12.0, -3.0).decisive == Evidence("f1", "", "", "", 12.0)
    assert waterfall(30.0, 30.0).decisive is None


def test_evidence_against_can_be_decisive() -> None:
    assert waterfall(12.0, -5.0).decisive == Evidence("f1", "", "", "", -5.0)


def test_judgements_of_unequal_columns_are_a_fault_of_the_caller() -> None:
    with pytest.raises(ValueError, match="differ in length"):
        Judgements((RecordId("a"),), (), (True,))


def test_a_record_is_found_by_its_id() -> None:
    none = np.empty(0, np.int32)
    compared = Comparisons(np.empty((0, 0), np.uint8), np.empty((0, 0), np.float32))
    table, nothing = np.empty((0, 16)), np.empty(0, np.bool_)
    edges = Edges(
        none,
        none,
        np.empty(0),
        compared,
        Weights(0.0, table, table, 0.6, Relatives(0.0, table, nothing, nothing, np.empty((0, 16), np.uint8))),
        (),
    )
    linkage = Linkage(np.array(["a", "c"]), np.array([0, 0], np.int32), edges, np.empty(0, np.int64))
    assert linkage.position(RecordId("c")) == 1
    assert linkage.clusters() == {"a": 0, "c": 0}
    with pytest.raises(KeyError):
        linkage.position(RecordId("b"))
