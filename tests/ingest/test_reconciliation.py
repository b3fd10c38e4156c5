"""The sum that must hold."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from athena.ingest.reconciliation import DoesNotSum, FileReport, insist

REPORT = FileReport("a.csv", "a-source", "00", 10, 4, 3, 2, 1, 5, 0.0)


def test_withdrawn_rows_are_no_part_of_the_sum() -> None:
    insist([REPORT, replace(REPORT, withdrawn=99)])


@given(st.sampled_from(["rows_in", "loaded", "unchanged", "superseded", "quarantined"]), st.integers(1, 5))
def test_one_row_too_many_or_too_few_anywhere_stops_the_line(count: str, more: int) -> None:
    wrong = replace(REPORT, file="wrong.csv", **{count: getattr(REPORT, count) + more})
    assert not wrong.sums
    with pytest.raises(DoesNotSum) as stopped:
        insist([REPORT, wrong])
    assert "wrong.csv" in str(stopped.value)
    assert "a.csv:" not in str(stopped.value)
    assert "nothing of this delivery was published" in str(stopped.value)
