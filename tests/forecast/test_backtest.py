import dataclasses

import numpy as np
import pytest

from athena.forecast.backtest import BackTest, back_test
from athena.forecast.events import Events, in_order
from athena.forecast.grid import grid_of_events
from athena.forecast.methods import METHODS


@pytest.fixture(scope="module")
def tested(events: Events) -> BackTest:
    return back_test(events, grid_of_events, 7)


def test_it_finds_the_hot_spots_and_beats_knowing_nothing(tested: BackTest) -> None:
    assert list(tested.scores) == list(METHODS)
    assert tested.scores["uniform"].hit_rate(0.10) == pytest.approx(0.10, abs=0.01)
    for name in ("count", "kde", "kernel_mixture", "blend"):
        assert tested.scores[name].hit_rate(0.10) > 0.3
        assert tested.scores[name].bits > 0.2
    assert 0.5 < sum(tested.weights.values()) <= 1 + 1e-9
    assert all(tested.seconds[name] >= 0 for name in METHODS)


def test_no_forecast_reads_an_event_at_or_after_its_origin(events: Events, tested: BackTest) -> None:
    """Events after the first test window's origin moved elsewhere: every forecast made by then is bit-identical."""
    origin = tested.protocol.first_test
    later = events.day >= origin
    moved = in_order(events.day, np.where(later, 4000 - events.x, events.x), events.y)
    again = back_test(moved, grid_of_events, 7)
    assert again.trial == tested.trial
    assert again.grid.cells == tested.grid.cells
    for name in METHODS:
        first, same = tested.scores[name].windows[0], again.scores[name].windows[0]
        assert first.most != same.most or first.hits != same.hits or name == "uniform"


def test_the_choice_is_made_before_the_test(tested: BackTest) -> None:
    assert tested.trial.chosen in METHODS
    assert len(tested.trial.scores["count"].windows) > 0
    best = max(score.bits for name, score in tested.trial.scores.items())
    assert tested.trial.chosen == "count" or tested.trial.scores[tested.trial.chosen].bits == best


def test_where_nothing_beats_counting_it_says_so_and_counts() -> None:
    """Every address has its own lasting rate and its neighbours tell nothing of it: there the count is the truth."""
    draw = np.random.default_rng(9)
    steps = np.arange(125.0, 3000.0, 250.0)
    x, y = (one.ravel() for one in np.meshgrid(steps, steps))
    cell = draw.choice(len(x), 4000, p=draw.dirichlet(np.full(len(x), 0.3)))
    found = back_test(in_order(17_000 + draw.uniform(0, 300, 4000), x[cell], y[cell]), grid_of_events, 7)
    assert found.trial.chosen == "count"
    assert "count" in found.trial.why


def test_a_history_too_short_to_try_methods_on_counts(events: Events) -> None:
    short = dataclasses.replace(events.between(17_000, 17_275))
    found = back_test(short, grid_of_events, 28)
    assert found.trial.chosen == "count"
    assert found.trial.scores == {}
