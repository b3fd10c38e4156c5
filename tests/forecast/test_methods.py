import numpy as np
import pytest

from athena.forecast.events import Events
from athena.forecast.grid import grid_of_events
from athena.forecast.methods import METHODS, Fitted, prospective
from athena.forecast.surfaces import Scales, Surfaces


def test_a_forecast_before_a_fit_is_a_mistake(events: Events) -> None:
    grid = grid_of_events(events.before(17_200))
    made = Surfaces(grid, events).at(17_200.0)
    with pytest.raises(ValueError, match="fit before"):
        Fitted(Scales()).densities(made, grid, events.before(17_200), 17_200.0)


def test_near_and_recent_events_weigh_most_in_a_prospective_map() -> None:
    at = np.array([125.0, 3125.0])
    events = Events(np.array([0.0, 98.0]), at, np.full(2, 125.0))
    grid = grid_of_events(Events(np.zeros(2), np.array([0.0, 3999.0]), np.array([0.0, 999.0])))
    density = grid.spread(prospective(grid, events, 100.0))
    assert density[0, 12] > density[0, 13] > density[0, 0] > 0


def test_every_method_is_said_in_words() -> None:
    assert all(len(words) > 10 for words in METHODS.values())
