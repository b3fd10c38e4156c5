import numpy as np
import pytest

from athena.forecast.events import Events, in_order


def test_events_out_of_order_are_put_in_order_and_never_taken_as_they_are() -> None:
    day, place = np.array([3.0, 1.0, 2.0]), np.array([30.0, 10.0, 20.0])
    made = in_order(day, place, place)
    assert made.day.tolist() == [1, 2, 3]
    assert made.x.tolist() == [10, 20, 30]
    with pytest.raises(ValueError, match="order of time"):
        Events(day, place, place)


def test_between_takes_its_first_moment_and_not_its_end() -> None:
    day = np.array([1.0, 2.0, 3.0])
    made = Events(day, day, day)
    assert made.between(1, 3).day.tolist() == [1, 2]
    assert made.before(2).day.tolist() == [1]
    assert len(made.between(5, 9)) == 0
