"""What every system has on its desk while it writes its file: the world, its crimes, the clerk, truth, and a folder."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import numpy as np

from athena.synth.clerk import Clerk, Written
from athena.synth.crimes import Crimes
from athena.synth.draws import Dice, Ints
from athena.synth.files import blocks
from athena.synth.period import DAY
from athena.synth.pnc import PncIds
from athena.synth.truth import Truth
from athena.synth.world import World


@dataclass(frozen=True)
class Export:
    """An export under way. `block` is how many rows are worked on at a time; it shows in no byte."""

    world: World
    crimes: Crimes
    clerk: Clerk
    truth: Truth
    folder: Path
    block: int

    @property
    def dice(self) -> Dice:
        """The draws."""
        return self.world.dice

    @cached_property
    def street_names(self) -> tuple[str, ...]:
        """Street and town of every street, on one line."""
        world = self.world
        return tuple(
            f"{name}, {world.land.borough_name(int(borough))}"
            for name, borough in zip(world.streets.street_text(), world.streets.borough, strict=True)
        )

    @cached_property
    def crime_numbers(self) -> list[str]:
        """The number of every crime: counted from 1 in each year, in order of recording."""
        year = self.crimes.recorded.astype("datetime64[s]").astype("datetime64[Y]").astype(np.int64) + 1970
        first = np.searchsorted(year, year, side="left")
        serial = np.arange(len(year)) - first + 1
        return [f"NM{n:07d}/{y % 100:02d}" for n, y in zip(serial.tolist(), year.tolist(), strict=True)]

    @cached_property
    def officers(self) -> int:
        """How many officers there have been."""
        return max(20, round(self.world.count * self.world.rates.number("officers.per_thousand") / 1000))

    @cached_property
    def _collars(self) -> Ints:
        return 1000 + self.dice("hr", "collar").shuffle(self.officers * 3)[: self.officers]

    def collar(self, officer: Ints) -> Ints:
        """Return the collar number of each officer."""
        return self._collars[officer]

    def officer_for(self, system: str, record: Ints) -> Ints:
        """Return the collar number of the officer of each record of a system."""
        return self.collar(self.dice(system, "officer").below(record, self.officers))

    def blocks(self, count: int) -> Iterator[Ints]:
        """Cut record numbers into blocks."""
        return blocks(count, self.block)

    def write_people(
        self,
        system: str,
        record: Ints,
        keys: list[str],
        person: Ints,
        at: Ints,
        roles: list[str],
        *,
        evades: bool = False,
    ) -> Written:
        """Let the clerk write people down at times `at`, and keep who they are and what went wrong in truth."""
        written = self.clerk.write(system, record, person, at // DAY, evades=evades)
        parts = [""] * len(keys)
        self.truth.people(system, keys, parts, person, roles)
        self.truth.faults(system, keys, parts, written.faults)
        return written

    @cached_property
    def pnc(self) -> PncIds:
        """The PNC IDs of everybody who has one."""
        return PncIds(self.world, self.crimes)
