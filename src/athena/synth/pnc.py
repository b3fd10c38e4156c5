"""PNC IDs with the right check letter, for the people whom the force has met."""

import numpy as np

from athena.synth.crimes import Crimes
from athena.synth.draws import Ints
from athena.synth.world import World

_SERIALS = 9_000_000
_FIRST_YEAR = 1975
_LETTERS = np.array(list("ZABCDEFGHJKLMNPQRTUVWXY"))


class PncIds:
    """PNC IDs: for those who offend and had a record, and for whoever the force ever named as a suspect."""

    def __init__(self, world: World, crimes: Crimes) -> None:
        prior = world.offenders.person[
            world.dice("pnc", "prior").chance(world.offenders.person, world.rates.number("offending.prior_record"))
        ]
        named = crimes.suspect[crimes.suspect >= 0]
        self._people = np.unique(np.concatenate((prior, named)))
        self._serial = _SERIALS + world.dice("pnc", "serial").shuffle(len(self._people))
        born = world.people.born[self._people] // 365 + 1970
        latest = world.period.first_day // 365 + 1970
        span = np.maximum(latest - born - 10, 1)
        year = np.minimum(born + 10 + world.dice("pnc", "year").below(self._people, span), latest)
        self._year = np.maximum(year, _FIRST_YEAR)

    def texts(self, person: Ints) -> list[str]:
        """Return `YY/NNNNNNNC` for each person, with the right check letter; empty for who has none."""
        place = np.minimum(np.searchsorted(self._people, person), len(self._people) - 1)
        has = self._people[place] == person
        year, serial = self._year[place] % 100, self._serial[place]
        letter = _LETTERS[(year * 10_000_000 + serial) % len(_LETTERS)]
        rows = zip(has.tolist(), year.tolist(), serial.tolist(), letter.tolist(), strict=True)
        return [f"{y:02d}/{n}{check}" if known else "" for known, y, n, check in rows]
