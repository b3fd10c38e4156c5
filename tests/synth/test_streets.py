import numpy as np

from athena.pole.values.postcode import Postcode
from athena.synth.polygon import contains
from athena.synth.world import World


def test_every_address_is_in_one_street_and_on_land(world: World) -> None:
    streets = world.streets
    address = np.arange(streets.total)
    street = streets.street_of(address)
    assert (np.bincount(street) == streets.doors).all()
    assert contains(world.land.outline, streets.point(address)).mean() > 0.98


def test_neighbours_live_beside_each_other(world: World) -> None:
    streets = world.streets
    pairs = np.arange(streets.total - 2)
    same = streets.street_of(pairs) == streets.street_of(pairs + 2)
    apart = np.hypot(*(streets.point(pairs[same]) - streets.point(pairs[same] + 2)).T)
    assert np.allclose(apart, 15, atol=0.3)


def test_postcodes_are_well_formed_and_of_an_area_that_does_not_exist(world: World) -> None:
    streets = world.streets
    for address in range(0, streets.total, 97):
        street = int(streets.street_of(np.array([address]))[0])
        postcode = Postcode.parse(streets.postcode(street, int(streets.door(np.array([address]))[0])))
        assert postcode.area == "NX"


def test_homes_come_first_and_are_dwellings(world: World) -> None:
    streets = world.streets
    assert streets.kind(0) == streets.kind(streets.homes - 1) == "DWELLING"
    assert all(streets.kind(address) != "DWELLING" for address in range(streets.homes, streets.total))


def test_deprivation_runs_from_least_to_most(world: World) -> None:
    assert 0 <= world.streets.deprived.min() < 0.3
    assert 0.7 < world.streets.deprived.max() <= 1


def test_a_home_in_a_borough_is_there_and_every_one_can_be_drawn(world: World) -> None:
    streets = world.streets
    luck = (np.arange(streets.homes * 2) % streets.homes) / streets.homes
    for borough in np.unique(streets.borough).tolist():
        found = streets.home_in(np.full(len(luck), borough), luck)
        homes = np.arange(streets.homes)
        assert set(found.tolist()) - {-1} == set(homes[streets.borough[streets.street_of(homes)] == borough].tolist())
    assert streets.home_in(np.array([99]), np.array([0.5])).tolist() == [-1]
