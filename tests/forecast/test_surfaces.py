import numpy as np
import pytest

from athena.forecast.events import Events
from athena.forecast.grid import grid_of_events
from athena.forecast.surfaces import Scales, Surfaces


def test_every_surface_is_a_density_and_the_walk_is_the_same_as_a_leap(events: Events) -> None:
    grid = grid_of_events(events.before(17_200))
    stepwise, leap = Surfaces(grid, events), Surfaces(grid, events)
    for origin in (17_100.0, 17_107.0, 17_150.0):
        stepwise.at(origin)
    walked, leapt = stepwise.at(17_200.0), leap.at(17_200.0)
    assert walked.sum(axis=1) == pytest.approx(1, abs=1e-5)
    assert np.allclose(walked, leapt, rtol=1e-4)
    with pytest.raises(ValueError, match="back"):
        stepwise.at(17_150.0)


def test_the_exact_cell_of_all_history_is_the_count(events: Events) -> None:
    grid = grid_of_events(events.before(17_200))
    scales = Scales()
    made = Surfaces(grid, events).at(17_200.0)[scales.index(np.inf, 0.0)]
    cell = grid.cell_of(events.before(17_200.0))
    counts = np.bincount(cell[cell >= 0], minlength=grid.cells)
    assert made == pytest.approx(counts / counts.sum(), abs=1e-7)
    assert scales.words(scales.index(np.inf, 0.0)) == "all history, exact cell"
    assert scales.words(scales.count - 1) == "everywhere alike"


def test_an_edge_does_not_look_quiet() -> None:
    """Events spread evenly to the edge: smoothing may not lower the edge, for nobody looked beyond it."""
    steps = np.arange(125.0, 4000.0, 250.0)
    x, y = (one.ravel() for one in np.meshgrid(steps, steps))
    even = Events(np.zeros(len(x)), x, y)
    grid = grid_of_events(even)
    scales = Scales()
    made = Surfaces(grid, even, scales).at(1.0)[scales.index(np.inf, 600.0)]
    assert made.min() == pytest.approx(made.max(), rel=0.02)
