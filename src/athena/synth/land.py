"""The land of Northmere: coast, river, boroughs and wards.

All of it lies in the North Sea, about 70 km east of Spurn Head (National Grid TA and OV squares), where the grid and
OSTN15 hold but no town can be meant. Whoever sees it on a map of Britain sees at once that it is invented.
"""

from dataclasses import dataclass

import numpy as np

from athena.synth.draws import Dice, Ints, Mask, Reals
from athena.synth.places import load_places
from athena.synth.polygon import area, cells, contains, nearest

WEST, EAST, SOUTH, NORTH = 592_000.0, 620_000.0, 400_000.0, 428_000.0
BOROUGHS = ("Merehaven", "Oxgang Vale", "Stellbridge", "Wrenfold", "Harrowsea")
RIVER = "River Stell"
_TOWNS = np.array([[614_500, 413_500], [598_500, 420_500], [604_000, 411_800], [600_000, 404_500], [613_500, 423_500]])
_WEIGHT = np.array([0.46, 0.13, 0.2, 0.11, 0.1])
_SPREAD = np.array([2_600.0, 1_900.0, 2_100.0, 1_800.0, 1_700.0])
_COUNTRY = 0.00012
_RIVER_WIDTH = 140.0
_PER_WARD = 7_000


@dataclass(frozen=True)
class Land:
    """Outline, coast and river as lines of eastings and northings, and the areas that the outline is cut into.

    `ward_borough` gives for each ward the number of its borough; rings are closed without repeating the first point.
    """

    outline: Reals
    coast: Reals
    river: Reals
    borough_rings: tuple[Reals, ...]
    ward_rings: tuple[Reals, ...]
    ward_seeds: Reals
    ward_borough: Ints
    ward_names: tuple[str, ...]

    def ward_code(self, ward: int) -> str:
        """Return the code of a ward; `X05` is no country that the Office for National Statistics has."""
        return f"X05{ward + 1:06d}"

    def borough_name(self, borough: int) -> str:
        """Return the name of a borough, which is also that of its town."""
        return BOROUGHS[borough]

    def borough_code(self, borough: int) -> str:
        """Return the code of a borough."""
        return f"X07{borough + 1:06d}"

    def borough_of(self, points: Reals) -> Ints:
        """Return the borough of each point (n, 2) of eastings and northings: that of the nearest town."""
        return nearest(points, _TOWNS.astype(np.float64))[0]

    def ward_of(self, points: Reals) -> Ints:
        """Return the ward of each point (n, 2) of eastings and northings."""
        borough = self.borough_of(points)
        ward = np.zeros(len(points), np.int64)
        for number in range(len(BOROUGHS)):
            own = np.flatnonzero(self.ward_borough == number)
            here = borough == number
            ward[here] = own[nearest(points[here], self.ward_seeds[own])[0]]
        return ward


def make_land(dice: Dice, people: int) -> Land:
    """Draw the map for a population: always the same outline for a seed, with one ward for about 7,000 people."""
    coast = _wander(dice, "coast", EAST, SOUTH, NORTH, 1_500.0)
    west = _wander(dice, "west", WEST, SOUTH, NORTH, 700.0)
    outline = np.concatenate((west, coast[::-1]))
    boroughs = cells(outline, _TOWNS.astype(np.float64))
    seeds, owner = _ward_seeds(dice, max(2 * len(BOROUGHS), round(people / _PER_WARD)))
    rings = [ring for number in range(len(BOROUGHS)) for ring in cells(boroughs[number], seeds[owner == number])]
    names = _ward_names(dice, len(rings))
    return Land(outline, coast, _river(dice), tuple(boroughs), tuple(rings), seeds, owner, names)


def density(points: Reals) -> Reals:
    """Return how thickly people live at each point, in no unit: a city, four towns, villages."""
    away = np.hypot(points[:, None, 0] - _TOWNS[:, 0], points[:, None, 1] - _TOWNS[:, 1])
    towns: Reals = (_WEIGHT / _SPREAD**2 * 1e6 * np.exp(-away / _SPREAD)).sum(axis=1)
    return towns + _COUNTRY


def centre_distance(points: Reals) -> Reals:
    """Return how far each point is from its town's centre, over how far that town spreads."""
    away = np.hypot(points[:, None, 0] - _TOWNS[:, 0], points[:, None, 1] - _TOWNS[:, 1])
    nearest_town: Reals = (away / _SPREAD).min(axis=1)
    return nearest_town


def borough_shares() -> Reals:
    """Return the share of people who live in each borough."""
    return _WEIGHT


def dry(land: Land, points: Reals) -> Mask:
    """Return whether each point is on land and off the river."""
    across = np.interp(points[:, 0], land.river[:, 0], land.river[:, 1])
    return contains(land.outline, points) & (np.abs(points[:, 1] - across) > _RIVER_WIDTH)


def total_area(land: Land) -> float:
    """Return the force's area in square metres."""
    return area(land.outline)


def _wander(dice: Dice, name: str, x: float, south: float, north: float, amplitude: float) -> Reals:
    """Draw a line from south to north that wanders as coasts do: each octave half as wide and twice as often."""
    y = np.linspace(south, north, 120)
    away = np.zeros(len(y))
    for octave in range(5):
        knots = 3 * 2**octave + 1
        height = dice("land", name, str(octave)).normal(np.arange(knots)) * amplitude / 1.9**octave
        away += np.interp(y, np.linspace(south, north, knots), height)
    return np.column_stack((np.round(x + away), np.round(y)))


def _river(dice: Dice) -> Reals:
    """Draw the river from the western border through Stellbridge to the sea at Merehaven."""
    x = np.linspace(WEST - 4_000, EAST + 6_000, 160)
    course = np.interp(x, [WEST, _TOWNS[2, 0], _TOWNS[0, 0], EAST], [409_000, 412_300, 412_600, 414_200])
    bends = dice("land", "river").uniform(0)[0] * 6 + x / 1_150
    return np.column_stack((np.round(x), np.round(course + 330 * np.sin(bends) + 140 * np.sin(bends * 2.3))))


def _ward_seeds(dice: Dice, wards: int) -> tuple[Reals, Ints]:
    """Draw seeds for wards: more where more people live, none on top of another."""
    tries = np.arange(wards * 60)
    points = np.column_stack(
        (
            WEST + dice("land", "ward", "x").uniform(tries) * (EAST - WEST),
            SOUTH + dice("land", "ward", "y").uniform(tries) * (NORTH - SOUTH),
        )
    )
    borough, _ = nearest(points, _TOWNS.astype(np.float64))
    score = np.log(density(points) + 0.002) - np.log(dice("land", "ward", "luck").exponential(tries))
    share = np.maximum(2, np.round(_WEIGHT * wards)).astype(np.int64)
    seeds, owner = [], []
    for number in range(len(BOROUGHS)):
        own = np.flatnonzero(borough == number)
        ranked = own[np.argsort(-score[own], kind="stable")]
        chosen = _apart(points[ranked], int(share[number]))
        seeds.append(chosen)
        owner.append(np.full(len(chosen), number))
    return np.concatenate(seeds), np.concatenate(owner).astype(np.int64)


def _apart(points: Reals, wanted: int) -> Reals:
    """Take points in order, leaving out those too near to one taken; nearer is allowed until there are enough."""
    gap = 1_400.0
    while True:
        taken: list[Reals] = []
        for point in points:
            if all(np.hypot(*(point - other)) > gap for other in taken):
                taken.append(point)
            if len(taken) == wanted:
                return np.array(taken)
        gap *= 0.7


def _ward_names(dice: Dice, wards: int) -> tuple[str, ...]:
    places = load_places()
    first, last = places.ward_first_parts, places.ward_last_parts
    order = dice("land", "ward", "name").shuffle(len(first) * len(last))[:wards]
    return tuple(first[n % len(first)] + last[n // len(first)] for n in order.tolist())
