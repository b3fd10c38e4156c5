import numpy as np

from athena.synth.period import DAY
from athena.synth.world import World


def test_no_home_has_two_households_at_any_year(world: World) -> None:
    for address in world.homes.address:
        assert len(np.unique(address)) == len(address)
        assert address.max() < world.streets.homes


def test_who_lives_at_an_address_is_who_has_that_address(world: World) -> None:
    household = np.arange(len(world.people.size))
    for offset in (0, 100, 250, 364):
        day = np.full(len(household), world.period.first_day + offset)
        assert (world.homes.household_at(world.homes.address_on(household, day), day) == household).all()


def test_about_a_tenth_move_in_a_year(world: World) -> None:
    moved = world.homes.moved < world.period.end // DAY
    assert 0.06 < moved.mean() < 0.14


def test_the_address_before_a_move_is_the_old_one(world: World) -> None:
    homes = world.homes
    mover = np.flatnonzero(homes.moved[0] < world.period.end // DAY)
    day = homes.moved[0, mover].astype(np.int64)
    assert (homes.address_before(mover, day) == homes.address_on(mover, day - 1)).all()
    assert (homes.address_on(mover, day) != homes.address_on(mover, day - 1)).all()
