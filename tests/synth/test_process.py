import dataclasses

import numpy as np
import pytest

from athena.synth import Rates
from athena.synth.period import DAY
from athena.synth.process import CRIME_TYPES, Events, make_events, street_weights
from athena.synth.rates import Rate
from athena.synth.world import World

PEOPLE = 400_000
BURGLARY = CRIME_TYPES.index("burglary")


@pytest.fixture(scope="module")
def many(world: World, rates: Rates) -> Events:
    return make_events(world.dice, rates, world.period, world.streets, world.occasions, PEOPLE)


def test_counts_are_those_of_the_rates(many: Events, rates: Rates) -> None:
    counts = np.bincount(many.type, minlength=len(CRIME_TYPES))
    for number, name in enumerate(CRIME_TYPES):
        assert counts[number] == pytest.approx(rates.number(f"crime.{name}") * PEOPLE / 1000, rel=0.15)


def test_events_are_in_order_and_within_the_period(many: Events, world: World) -> None:
    assert (np.diff(many.at) >= 0).all()
    assert many.at[0] >= world.period.first_day * DAY
    assert many.at[-1] < world.period.end


def test_offspring_come_after_their_parents_and_are_of_their_type(many: Events) -> None:
    child = np.flatnonzero(many.parent >= 0)
    parent = many.parent[child]
    assert len(child) > 200
    assert (many.at[child] > many.at[parent]).all()
    assert (many.type[child] == many.type[parent]).all()
    assert (many.generation[child] == many.generation[parent] + 1).all()


def test_offspring_of_burglary_are_near_and_soon(many: Events, world: World) -> None:
    child = np.flatnonzero((many.parent >= 0) & (many.type == BURGLARY))
    parent = many.parent[child]
    days = (many.at[child] - many.at[parent]) / DAY
    assert np.median(days) < 8
    points = world.streets.point(many.address.astype(np.int64))
    away = np.hypot(*(points[child] - points[parent]).T)
    strangers = np.hypot(*(points[child] - points[np.roll(child, 1)]).T)
    assert np.median(away) < np.median(strangers) / 2


def test_without_contagion_no_event_has_a_parent(world: World, rates: Rates) -> None:
    calm = dict.fromkeys(rates.mix("process.branching")[0], 0.0)
    name = "process.branching"
    other = dataclasses.replace(rates, rates={**rates.rates, name: Rate(name, calm, "a test")})
    events = make_events(world.dice, other, world.period, world.streets, world.occasions, 20_000)
    assert (events.parent == -1).all()


def test_shops_are_where_shoplifting_is_and_deprived_streets_have_more(world: World, rates: Rates) -> None:
    streets = world.streets
    homes = streets.home_streets
    assert street_weights(world.dice, rates, streets, "shoplifting")[:homes].sum() == 0
    burglary = street_weights(world.dice, rates, streets, "burglary")
    assert burglary.sum() == pytest.approx(1)
    each = burglary[:homes] / streets.doors[:homes]
    worse = streets.deprived[:homes] > np.median(streets.deprived[:homes])
    assert each[worse].mean() > each[~worse].mean()
