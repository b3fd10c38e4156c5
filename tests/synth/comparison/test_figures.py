import numpy as np
import pytest

from athena.synth.comparison.figures import hours_of, shares, week_of
from athena.synth.period import DAY


def test_shares_sum_to_one_the_most_frequent_first() -> None:
    assert shares(["b", "a", "b", "b"]) == {"b": 0.75, "a": 0.25}
    assert list(shares(["b", "a"])) == ["a", "b"]


def test_weeks_begin_on_monday() -> None:
    monday = 4 * DAY  # 1970-01-05
    assert week_of(np.array([monday + 3_600]))[1] == 1
    assert hours_of(np.array([monday, monday + DAY + 5])) == pytest.approx([1, *[0] * 23])
