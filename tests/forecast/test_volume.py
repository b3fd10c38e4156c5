import numpy as np

from athena.forecast.events import Events
from athena.forecast.volume import expected_volume


def steady(rate: float, days: int, seed: int) -> Events:
    draw = np.random.default_rng(seed)
    day = np.sort(draw.uniform(0, days, draw.poisson(rate * days)))
    return Events(day, day, day)


def test_the_interval_of_a_steady_process_holds_four_in_five() -> None:
    held = 0
    for seed in range(200):
        events = steady(10, 220, seed)
        found = expected_volume(events, 210, 7)
        held += found.low <= len(events.between(210, 217)) <= found.high
    assert 0.77 * 200 <= held <= 0.92 * 200


def test_nothing_from_the_origin_on_changes_it() -> None:
    events = steady(10, 220, 1)
    assert expected_volume(events, 150, 7) == expected_volume(events.before(150), 150, 7)


def test_no_history_and_silence_expect_nothing() -> None:
    assert expected_volume(steady(10, 30, 1), 3, 7).expected == 0
    quiet = Events(np.array([0.0]), np.zeros(1), np.zeros(1))
    assert expected_volume(quiet, 400, 7).high == 0
