import numpy as np

from athena.ingest.mainframe.doubt import Doubt
from athena.ingest.mainframe.findings import DOUBT_TYPE, Findings


def test_doubts_become_one_list_a_record_in_the_order_of_the_fields() -> None:
    findings = Findings()
    findings.add("A", np.array([0, Doubt.SPACES, 0], np.uint8), np.array([0, 1, 2]))
    findings.add("B", np.zeros(3, np.uint8), np.arange(3))
    findings.add("C", np.array([Doubt.ORPHAN, Doubt.BAD_SIGN, 0], np.uint8), np.array([0, 1, 1]))
    array = findings.to_arrow(3)
    assert array.type == DOUBT_TYPE
    assert array.to_pylist() == [
        [{"field": "C", "reason": "ORPHAN"}],
        [{"field": "A", "reason": "SPACES"}, {"field": "C", "reason": "BAD_SIGN"}],
        [],
    ]
    assert findings.counts() == {("A", "SPACES"): 1, ("C", "ORPHAN"): 1, ("C", "BAD_SIGN"): 1}
    assert findings.doubtful(3) == 2


def test_no_doubts_are_empty_lists() -> None:
    assert Findings().to_arrow(2).to_pylist() == [[], []]
    assert Findings().doubtful(2) == 0
