"""The police stations: one for each borough, in a street of shops, and what is done there."""

import numpy as np

from athena.synth.draws import Ints
from athena.synth.land import BOROUGHS
from athena.synth.streets import Streets

CUSTODY = (0, 2)
"""The boroughs whose stations have cells."""


def station_addresses(streets: Streets) -> Ints:
    """Return the address of each borough's station: premises there if it has any, otherwise some home's."""
    found = []
    for borough in range(len(BOROUGHS)):
        own = np.flatnonzero(streets.borough == borough)
        street = int(own[-1]) if len(own) else len(streets.doors) - 1
        found.append(int(streets.first[street]) + 1)
    return np.array(found, np.int64)


def station_name(borough: int) -> str:
    """Return the name of a borough's station."""
    return f"{BOROUGHS[borough].upper()} POLICE STATION"
