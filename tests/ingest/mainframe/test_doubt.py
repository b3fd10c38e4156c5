import numpy as np

from athena.ingest.mainframe.doubt import Doubt, flags, mark


def test_the_first_reason_stands() -> None:
    doubts = flags(3)
    mark(doubts, np.array([True, False, False]), Doubt.SPACES)
    mark(doubts, np.array([True, True, False]), Doubt.BAD_DIGIT)
    assert doubts.tolist() == [Doubt.SPACES, Doubt.BAD_DIGIT, Doubt.NONE]


def test_codes_run_without_gaps_because_they_index_the_written_names() -> None:
    assert [int(doubt) for doubt in sorted(Doubt)] == list(range(len(Doubt)))
