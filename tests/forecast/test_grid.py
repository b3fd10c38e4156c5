import numpy as np
import pytest
import shapely

from athena.failures import Refused
from athena.forecast.events import Events
from athena.forecast.grid import grid_of_boundary, grid_of_events


def test_cells_are_those_that_meet_the_boundary() -> None:
    grid = grid_of_boundary(shapely.box(10, 10, 990, 490))
    assert (grid.cells, grid.square_km) == (8, 0.5)
    triangle = grid_of_boundary(shapely.Polygon([(1, 1), (999, 1), (1, 999)]))
    assert triangle.cells < 16


def test_an_event_is_in_its_cell_or_outside() -> None:
    grid = grid_of_boundary(shapely.box(1, 1, 499, 499))
    at = np.array([100.0, 300.0, 100.0, 900.0])
    up = np.array([100.0, 100.0, 300.0, 100.0])
    assert grid.cell_of(Events(np.zeros(4), at, up)).tolist() == [0, 1, 2, -1]


def test_without_a_boundary_the_area_is_drawn_from_the_past_alone(events: Events) -> None:
    grid = grid_of_events(events.before(17_200))
    assert 200 <= grid.cells <= 324
    with pytest.raises(Refused) as found:
        grid_of_events(events.before(0))
    assert found.value.code == "forecast.no-events"


def test_spreading_gives_back_each_cell(events: Events) -> None:
    grid = grid_of_events(events)
    values = np.arange(grid.cells, dtype=float)
    assert grid.spread(values)[grid.inside].tolist() == values.tolist()
