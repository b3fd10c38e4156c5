import numpy as np
import pytest

from athena.synth.comparison.figures import hours_of, share_by_hour, shares, week_of
from athena.synth.period import DAY


def test_shares_sum_to_one_the_most_frequent_first() -> None:
    assert shares(["b", "a", "b", "b"]) == {"b": 0.75, "a": 0.25}
    assert list(shares(["b", "a"])) == ["a", "b"]


def test_weeks_begin_on_monday() -> None:
    monday = 4 * DAY  # 1970-01-05
    assert week_of(np.array([monday + 3_600]))[1] == 1
    assert hours_of(np.array([monday, monday + DAY + 5])) == pytest.approx([1, *[0] * 23])


def test_the_share_of_an_hour_is_of_that_hours_times() -> None:
    share = share_by_hour(np.array([0, 5, DAY, 3_600]), np.array([True, False, False, True]))
    assert share[:3] == pytest.approx([1 / 3, 1, 0])
