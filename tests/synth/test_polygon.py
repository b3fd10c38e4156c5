import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from athena.synth.polygon import area, cells, contains, nearest

SQUARE = np.array([[0.0, 0.0], [10.0, 0.0], [10.0, 10.0], [0.0, 10.0]])
INSIDE = st.lists(st.tuples(st.integers(1, 9), st.integers(1, 9)), min_size=1, max_size=8, unique=True)


@given(INSIDE)
def test_cells_fill_the_outline_and_hold_their_own_seed(points: list[tuple[int, int]]) -> None:
    seeds = np.array(points, float)
    rings = cells(SQUARE, seeds)
    assert sum(area(ring) for ring in rings) == pytest.approx(100)
    middle = np.array([[4.321, 5.678]])
    owner = int(nearest(middle, seeds)[0][0])
    distances = np.sort(np.hypot(*(seeds - middle).T))
    if len(distances) == 1 or distances[1] - distances[0] > 1e-6:
        assert contains(rings[owner], middle)[0]


def test_what_lies_outside_is_outside() -> None:
    assert contains(SQUARE, np.array([[5.0, 5.0], [11.0, 5.0], [-1.0, -1.0]])).tolist() == [True, False, False]


def test_the_nearest_seed_is_found_with_its_distance() -> None:
    number, away = nearest(np.array([[0.0, 0.0]]), np.array([[3.0, 4.0], [30.0, 40.0]]))
    assert (number[0], away[0]) == (0, 5.0)
