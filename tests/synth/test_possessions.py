import numpy as np

from athena.pole.values.phone import Phone
from athena.pole.values.vrm import Vrm
from athena.synth.possessions import PHONES, phone_text
from athena.synth.world import World


def test_every_telephone_number_is_in_a_range_kept_for_drama() -> None:
    for number in range(0, PHONES, 251):
        assert Phone.parse(phone_text(number)).fictitious


def test_some_share_a_telephone_and_some_change_it(world: World) -> None:
    everyone = np.arange(len(world.people))
    start = world.telephones.number_on(everyone, np.full(len(everyone), world.period.first_day))
    end = world.telephones.number_on(everyone, np.full(len(everyone), world.period.first_day + 364))
    has = start >= 0
    assert 0.7 < has.mean() < 0.95
    shared = len(everyone[has]) - len(np.unique(start[has]))
    assert 0.02 < shared / has.sum() < 0.12
    assert 0.05 < (start[has] != end[has]).mean() < 0.2


def test_marks_are_well_formed_distinct_and_of_no_region(world: World) -> None:
    vehicles = world.vehicles
    own = [vehicles.mark(n) for n in range(len(vehicles)) if vehicles.clone_of[n] < 0]
    assert len(set(own)) == len(own)
    for mark in own:
        assert Vrm.parse(mark).series == "current"
        assert mark[0] in "JTU"


def test_the_age_on_a_mark_is_that_of_its_registration(world: World) -> None:
    for number in range(50):
        year, second = divmod(int(world.vehicles.first_registered[number]), 2)
        assert Vrm.parse(world.vehicles.mark(number)).issued_from == (year, 9 if second else 3)


def test_a_clone_bears_the_mark_of_another_and_somebody_else_drives_it(world: World) -> None:
    vehicles = world.vehicles
    clones = np.flatnonzero(vehicles.clone_of >= 0)
    assert len(clones) >= 1
    for clone in clones.tolist():
        assert vehicles.mark(clone) == vehicles.mark(int(vehicles.clone_of[clone]))
        assert vehicles.keeper[clone] in world.offenders.person


def test_a_vehicle_has_its_next_keeper_from_the_day_of_sale(world: World) -> None:
    sold = np.flatnonzero(world.vehicles.sold < 2**31 - 1)
    day = world.vehicles.sold[sold].astype(np.int64)
    assert (world.vehicles.driver_on(sold, day - 1) == world.vehicles.keeper[sold]).all()
    assert (world.vehicles.driver_on(sold, day) == world.vehicles.next_keeper[sold]).all()


def test_a_vehicle_of_a_person_is_one_that_the_person_keeps(world: World) -> None:
    everyone = np.arange(-1, len(world.people))
    found = world.vehicles.of(everyone)
    has = found >= 0
    assert (world.vehicles.keeper[found[has]] == everyone[has]).all()
    assert set(everyone[has].tolist()) == set(world.vehicles.keeper.tolist())
