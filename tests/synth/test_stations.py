import numpy as np

from athena.synth.land import BOROUGHS
from athena.synth.stations import CUSTODY, station_addresses, station_name
from athena.synth.world import World


def test_every_borough_has_a_station_in_it_where_it_has_streets(world: World) -> None:
    found = station_addresses(world.streets)
    assert len(found) == len(BOROUGHS)
    for borough, address in enumerate(found.tolist()):
        if (world.streets.borough == borough).any():
            street = int(world.streets.street_of(np.array([address]))[0])
            assert world.streets.borough[street] == borough


def test_cells_are_at_stations_that_exist() -> None:
    assert all(station_name(borough).endswith("POLICE STATION") for borough in CUSTODY)
