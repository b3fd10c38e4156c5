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
    found = offenders.near(world.dice, world.rates, "test", at, ward, borough, np.zeros(3_000, bool))
    assert (offenders.ward[found] == offenders.ward[0]).mean() > 0.5
    assert len(np.unique(offenders.borough[found])) > 1


def test_what_happens_among_shops_is_not_done_by_those_few_who_live_there(world: World) -> None:
    offenders = world.offenders
    at = np.arange(3_000)
    ward, borough = (np.full(3_000, int(column[0])) for column in (offenders.ward, offenders.borough))
    shares = []
    for central in (False, True):
        found = offenders.near(world.dice, world.rates, "test", at, ward, borough, np.full(3_000, central))
        shares.append((offenders.ward[found] == offenders.ward[0]).mean())
    assert shares[1] < shares[0]
