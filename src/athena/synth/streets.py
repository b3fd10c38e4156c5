"""Streets and addresses: estates of parallel streets about the towns, and their houses, shops and postcodes.

An address is a number from 0; everything about it (street, door, point, postcode, UPRN) is worked out from that
number, so that a million of them take no memory. Neighbours have neighbouring numbers: that is truth, and no file
shows it (UPRNs are in another order).
"""

from dataclasses import dataclass

import numpy as np

from athena.synth.draws import Dice, Ints, Reals
from athena.synth.land import Land, borough_shares, centre_distance, density, dry, total_area
from athena.synth.places import load_places

_STREETS_PER_ESTATE = 11
_DOOR = 7.5
_ROW = 58.0
_CELL = 640.0
_INWARD = "ABDEFGHJLNPQRSTUWXYZ"
_KINDS = ("SHOP", "SHOP", "SHOP", "OFFICE", "PUBLIC HOUSE", "TAKEAWAY", "BANK", "CAR PARK", "SCHOOL", "SURGERY")
_SPARE_STREETS = 3


@dataclass(frozen=True)
class Streets:
    """Every street as columns; addresses of street s are `first[s]` to `first[s] + doors[s] - 1`.

    Streets of homes come first, then those of shops (`homes` addresses are homes). `start` is a street's first door in
    metres of easting and northing, `along` its direction, `deprived` runs from 0 (least) to 1 (most).
    """

    name: Ints
    start: Reals
    along: Reals
    first: Ints
    doors: Ints
    ward: Ints
    borough: Ints
    estate: Ints
    deprived: Reals
    homes: int
    total: int
    uprn_key: Dice

    @property
    def home_streets(self) -> int:
        """How many streets are of homes."""
        return int(np.searchsorted(self.first, self.homes))

    def street_of(self, address: Ints) -> Ints:
        """Return the street of each address."""
        return np.searchsorted(self.first, address, side="right") - 1

    def home_in(self, borough: Ints, luck: Reals) -> Ints:
        """Return a home of each borough, all alike likely by a `luck` of [0, 1); -1 for a borough without homes."""
        doors = np.where(np.arange(len(self.doors)) < self.home_streets, self.doors, 0)
        order = np.argsort(self.borough, kind="stable")
        upto = np.concatenate((np.zeros(1, np.int64), np.cumsum(doors[order])))
        low, high = (upto[np.searchsorted(self.borough[order], borough, side=side)] for side in ("left", "right"))
        place = low + np.floor(luck * (high - low)).astype(np.int64)
        street = np.minimum(np.searchsorted(upto, place, side="right") - 1, len(order) - 1)
        found = self.first[order[street]] + place - upto[street]
        return np.where(high > low, found, -1).astype(np.int64)

    def point(self, address: Ints) -> Reals:
        """Return easting and northing of each address in metres (n, 2): its door, odd numbers to the left."""
        street = self.street_of(address)
        door = address - self.first[street]
        along = self.along[street]
        aside = np.where(door % 2 == 0, -9.0, 9.0)
        across = np.column_stack((-along[:, 1], along[:, 0]))
        return np.round(self.start[street] + along * ((door // 2) * 2 * _DOOR)[:, None] + across * aside[:, None], 1)

    def door(self, address: Ints) -> Ints:
        """Return the house number of each address."""
        return np.asarray(address - self.first[self.street_of(address)] + 1, np.int64)

    def street_name(self, street: int) -> str:
        """Return the name of a street; two towns may have one of the same name."""
        places, number = load_places(), int(self.name[street])
        stems = places.street_stems
        return f"{stems[number % len(stems)]} {places.street_types[number // len(stems)]}"

    def outward(self, street: int) -> str:
        """Return the outward part of a street's postcodes. No postcode area is called NX."""
        return f"NX{int(self.borough[street]) * 10 + int(self.ward[street]) % 10 + 1}"

    def postcode(self, street: int, door: int) -> str:
        """Return a postcode: about twenty doors of one street share one."""
        unit = street * 5 + (door - 1) // 20
        letters = len(_INWARD)
        first, last = _INWARD[unit // letters % letters], _INWARD[unit % letters]
        return f"{self.outward(street)} {unit // letters**2 % 10}{first}{last}"

    def kind(self, address: int) -> str:
        """Return what stands there: a dwelling, or which sort of premises."""
        return "DWELLING" if address < self.homes else _KINDS[address % len(_KINDS)]

    def street_text(self) -> tuple[str, ...]:
        """Return the names of all streets, in order."""
        return tuple(self.street_name(street) for street in range(len(self.name)))


def make_streets(dice: Dice, land: Land, homes: int, premises: int) -> Streets:
    """Lay out streets for at least so many homes and premises on the land."""
    home_doors = _doors(dice, "homes", homes, 34.0)
    shop_doors = _doors(dice, "shops", premises, 26.0)
    doors = np.concatenate((home_doors, shop_doors))
    estates = -(-len(home_doors) // _STREETS_PER_ESTATE)
    shop_estates = -(-len(shop_doors) // _STREETS_PER_ESTATE)
    spots, side = _spots(dice, land, estates + shop_estates)
    estate, place = _order(spots, len(home_doors), len(shop_doors), estates)
    start, along = _lay(dice, spots, estate, place, doors, side)
    middle = start + along * (doors * _DOOR / 2)[:, None]
    ward = land.ward_of(middle)
    first = np.concatenate((np.zeros(1, np.int64), np.cumsum(doors)[:-1]))
    name = dice("streets", "name").below(np.arange(len(doors)), load_places().street_names)
    deprived = _deprivation(dice, spots, estate)
    return Streets(
        name,
        start,
        along,
        first,
        doors,
        ward,
        land.ward_borough[ward],
        estate,
        deprived,
        int(home_doors.sum()),
        int(doors.sum()),
        dice,
    )


def _doors(dice: Dice, name: str, wanted: int, mean: float) -> Ints:
    """Draw how many doors each street has until there are enough; the last street is cut to fit nothing over."""
    streets = int(wanted / mean * 1.5) + _SPARE_STREETS
    doors = np.exp(np.log(mean) + 0.45 * dice("streets", "doors", name).normal(np.arange(streets)))
    doors = np.clip(np.round(doors / 2) * 2, 6, 96).astype(np.int64)
    return np.asarray(doors[: int(np.searchsorted(np.cumsum(doors), wanted)) + 1], np.int64)


def _spots(dice: Dice, land: Land, estates: int) -> tuple[Reals, float]:
    """Choose where estates stand: cells of a lattice, the thickly peopled ones first, none in water."""
    side = min(_CELL, (total_area(land) / (1.5 * estates)) ** 0.5)
    low, high = land.outline.min(axis=0), land.outline.max(axis=0)
    x, y = np.meshgrid(np.arange(low[0], high[0], side), np.arange(low[1], high[1], side))
    lattice = np.column_stack((x.reshape(-1), y.reshape(-1))) + side / 2
    lattice = lattice[dry(land, lattice)]
    luck = -np.log(dice("streets", "spot").exponential(np.arange(len(lattice))))
    score = 1.6 * np.log(density(lattice)) + luck
    # Boroughs take turns by their share (Sainte-Lague), so that the smallest Northmere has all its towns.
    borough = land.borough_of(lattice)
    ranked = np.lexsort((-score, borough))
    rank = np.arange(len(ranked)) - np.searchsorted(borough[ranked], borough[ranked], side="left")
    turn = (rank + 0.5) / borough_shares()[borough[ranked]]
    chosen = ranked[np.argsort(turn, kind="stable")[:estates]]
    shift = np.column_stack([dice("streets", "shift", axis).uniform(chosen) - 0.5 for axis in ("x", "y")])
    return lattice[chosen] + shift * side * 0.3, side


def _order(spots: Reals, home_streets: int, shop_streets: int, estates: int) -> tuple[Ints, Ints]:
    """Give streets to estates: shops to the estates nearest to a centre, homes to the rest."""
    by_centre = np.argsort(centre_distance(spots), kind="stable")
    shops, homes = by_centre[: len(spots) - estates], np.sort(by_centre[len(spots) - estates :])
    number = np.arange(home_streets)
    shop_number = np.arange(shop_streets)
    estate = np.concatenate((homes[number // _STREETS_PER_ESTATE], shops[shop_number % len(shops)]))
    place = np.concatenate((number % _STREETS_PER_ESTATE, shop_number // len(shops)))
    return estate, place


def _lay(dice: Dice, spots: Reals, estate: Ints, place: Ints, doors: Ints, side: float) -> tuple[Reals, Reals]:
    """Lay the streets of an estate side by side, turned as the estate is; the last two cross the others' ends."""
    turn = dice("streets", "turn").uniform(np.arange(len(spots)))[estate] * np.pi
    forward = np.column_stack((np.cos(turn), np.sin(turn)))
    aside = np.column_stack((-forward[:, 1], forward[:, 0]))
    row = side / _CELL * _ROW
    length = doors * _DOOR
    crossing = place >= _STREETS_PER_ESTATE - 2
    along = np.where(crossing[:, None], aside, forward)
    offset = np.where(
        crossing[:, None],
        forward * ((place - _STREETS_PER_ESTATE + 1.5) * 4.6 * row)[:, None],
        aside * ((place - (_STREETS_PER_ESTATE - 3) / 2) * row)[:, None],
    )
    return np.round(spots[estate] + offset - along * (length / 2)[:, None], 1), along


def _deprivation(dice: Dice, spots: Reals, estate: Ints) -> Reals:
    """Rank estates from least to most deprived: near a centre more so, with estates that are otherwise."""
    luck = dice("streets", "deprived").normal(np.arange(len(spots)))
    rank = np.argsort(np.argsort(-centre_distance(spots) + 0.8 * luck, kind="stable"), kind="stable")
    here = (rank / max(1, len(spots) - 1))[estate]
    own = dice("streets", "deprived", "own").normal(np.arange(len(estate))) * 0.05
    return np.clip(here + own, 0.0, 1.0)
