"""OS grid references and eastings and northings, and their way to WGS84 by OSTN15.

OSTN15 is the Ordnance Survey's own definition of the National Grid; a seven-parameter shift, which most
libraries fall back to offline, is out by 1 to 4 m (measured, reference/dependencies.md section 6).
"""

import math
import re
from dataclasses import dataclass

from athena.pole.refusal import unreadable

_LETTERS = "ABCDEFGHJKLMNOPQRSTUVWXYZ"
_FORM = re.compile(r"([HJNOST][A-HJ-Z])((?:\d\d){1,5})")
_SQUARE = 100_000
_MAX_DIGITS = 5
_MAX_EASTING, _MAX_NORTHING = 700_000, 1_300_000


@dataclass(frozen=True, order=True)
class EastingNorthing:
    """A point of the British National Grid in metres; refused outside the grid's 700 by 1300 km.

    `str` prints `easting,northing` with millimetres, which is as exact as OSTN15 is applied.
    """

    easting: float
    northing: float

    def __post_init__(self) -> None:
        """Refuse a point outside the grid; a swapped pair mostly ends here."""
        if not (0 <= self.easting < _MAX_EASTING and 0 <= self.northing < _MAX_NORTHING):
            raise unreadable("easting_northing", "it lies outside the British National Grid")

    @classmethod
    def parse(cls, text: str) -> "EastingNorthing":
        """Read `easting,northing` in metres.

        Raises `Refused` (`pole.value.easting_northing`) for another form or a point outside the grid.
        """
        match = re.fullmatch(r"\s*(\d{1,6}(?:\.\d+)?)\s*[,\s]\s*(\d{1,7}(?:\.\d+)?)\s*", text)
        if match is None:
            raise unreadable("easting_northing", "it is not two numbers of metres")
        return cls(round(float(match[1]), 3), round(float(match[2]), 3))

    def to_wgs84(self) -> tuple[float, float]:
        """Return longitude and latitude in degrees, by OSTN15.

        Raises `Refused` (`pole.value.easting_northing`) where OSTN15 does not reach, which is far out at sea.
        """
        from convertbng.cutil import convert_lonlat  # numpy: slow to import, and most callers need no geodesy

        longitudes, latitudes = convert_lonlat([self.easting], [self.northing])
        longitude, latitude = float(longitudes[0]), float(latitudes[0])
        if math.isnan(longitude) or math.isnan(latitude):
            raise unreadable("easting_northing", "OSTN15 does not cover it")
        return longitude, latitude

    @classmethod
    def from_wgs84(cls, longitude: float, latitude: float) -> "EastingNorthing":
        """Return the point of the grid for degrees of longitude and latitude, by OSTN15.

        Raises `Refused` (`pole.value.easting_northing`) where OSTN15 does not reach; Northern Ireland is out.
        """
        from convertbng.cutil import convert_bng  # as in to_wgs84

        eastings, northings = convert_bng([longitude], [latitude])
        easting, northing = float(eastings[0]), float(northings[0])
        if math.isnan(easting) or math.isnan(northing):
            raise unreadable("easting_northing", "OSTN15 does not cover it")
        return cls(easting, northing)

    def __str__(self) -> str:
        """Print the point."""
        return f"{self.easting:.3f},{self.northing:.3f}"


@dataclass(frozen=True, order=True)
class GridReference:
    """A square of the National Grid: its 100 km letters and digits for easting and northing within it.

    A reference names a square and not a point: `TQ 30 80` is a kilometre wide, and `corner` is its south-west
    corner. `str` prints `TQ 300 804`.
    """

    square: str
    east: str
    north: str

    @classmethod
    def parse(cls, text: str) -> "GridReference":
        """Read letters and an even number of digits, 2 to 10, spaces ignored.

        Raises `Refused` (`pole.value.grid_reference`) for another form or a square outside the grid.
        """
        match = _FORM.fullmatch(normalise_grid_reference(text))
        if match is None:
            raise unreadable("grid_reference", "it is not two grid letters and an even number of digits")
        half = len(match[2]) // 2
        found = cls(match[1], match[2][:half], match[2][half:])
        _origin(found.square)
        return found

    @property
    def side(self) -> int:
        """The length of the square's side in metres."""
        return int(10 ** (_MAX_DIGITS - len(self.east)))

    @property
    def corner(self) -> EastingNorthing:
        """The south-west corner."""
        easting, northing = _origin(self.square)
        return EastingNorthing(easting + int(self.east) * self.side, northing + int(self.north) * self.side)

    @property
    def centre(self) -> EastingNorthing:
        """The middle of the square: the point that is least wrong when one must be drawn."""
        corner = self.corner
        return EastingNorthing(corner.easting + self.side / 2, corner.northing + self.side / 2)

    def __str__(self) -> str:
        """Print the canonical form."""
        return f"{self.square} {self.east} {self.north}"


def normalise_grid_reference(text: str) -> str:
    """Remove spaces and raise letters; what `GridReference.parse` does first."""
    return "".join(text.split()).upper()


def _origin(square: str) -> tuple[int, int]:
    """Return the south-west corner of a 100 km square; letters run from the north-west in fives, without I."""
    first, second = (_LETTERS.index(letter) for letter in square)
    easting = ((first % 5) - 2) * 5 + second % 5
    northing = (3 - first // 5) * 5 + 4 - second // 5
    if not (0 <= easting * _SQUARE < _MAX_EASTING and 0 <= northing * _SQUARE < _MAX_NORTHING):
        raise unreadable("grid_reference", "its letters name a square outside the British National Grid")
    return easting * _SQUARE, northing * _SQUARE
