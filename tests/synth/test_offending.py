import numpy as np

from athena.synth.world import World


def test_those_who_offend_are_mostly_young_and_male_and_few_do_most(world: World) -> None:
    offenders, people = world.offenders, world.people
    assert 0.7 < (~people.female[offenders.person]).mean() < 0.95
    age = people.age(offenders.person.astype(np.int64), world.period.first_day)
    assert np.median(age) < 32
    activity = np.sort(offenders.activity)[::-1]
    assert activity[: max(1, len(activity) // 10)].sum() > 0.2 * activity.sum()


def test_nobody_is_listed_twice(world: World) -> None:
    assert len(np.unique(world.offenders.person)) == len(world.offenders.person)


def test_groups_are_small_and_companions_are_of_ones_own_group(world: World) -> None:
    offenders = world.offenders
    sizes = np.diff(offenders.group_first)
    assert sizes.max() <= 8
    position = np.arange(len(offenders.person))
    companion = offenders.companion(world.dice, "test", position, position)
    has = companion >= 0
    assert has.any()
    assert (offenders.group[companion[has]] == offenders.group[position[has]]).all()
    assert (companion[has] != position[has]).all()


def test_an_offender_near_a_place_is_mostly_of_its_ward(world: World) -> None:
    offenders = world.offenders
    at = np.arange(3_000)
    ward = np.full(3_000, int(offenders.ward[0]))
    borough = np.full(3_000, int(offenders.borough[0]))
    found = offenders.near(world.dice, world.rates, "test", at, ward, borough)
    assert (offenders.ward[found] == offenders.ward[0]).mean() > 0.5
    assert len(np.unique(offenders.borough[found])) > 1
