import numpy as np

from athena.synth import Rates
from athena.synth.world import World, make_world


def test_the_same_seed_makes_the_same_world_and_another_makes_another(world: World, rates: Rates) -> None:
    stages: list[str] = []
    again = make_world(world.dice.seed, world.count, world.period.years, rates, stages.append)
    assert np.array_equal(again.people.surname, world.people.surname)
    assert np.array_equal(again.events.at, world.events.at)
    assert len(stages) == len(set(stages)) == 4
    other = make_world(world.dice.seed + 1, world.count, world.period.years, rates, stages.append)
    assert not np.array_equal(other.people.surname, world.people.surname)
