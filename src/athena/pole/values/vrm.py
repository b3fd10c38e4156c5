"""Vehicle registration marks of the United Kingdom, every series since 1963 and the dateless ones before.

A mark is not a vehicle. Marks move between vehicles (cherished transfer), so "who kept AB12 CDE" has an answer
only as at a date; the VIN identifies the vehicle.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import product
from typing import Literal

from athena.pole.refusal import unreadable

Series = Literal["current", "prefix", "suffix", "q", "northern_ireland", "dateless", "diplomatic", "military", "trade"]

# Tried in this order; the first that fits decides. In each, groups are what print with a space between.
# I and Q stand in no letters of Great Britain's marks, and Z only behind; I or Z elsewhere marks Northern Ireland.
_GB = "A-HJ-PR-Y"
_FORMS: tuple[tuple[Series, re.Pattern[str]], ...] = (
    ("current", re.compile(rf"([{_GB}]{{2}}(?:0[2-9]|[1-9]\d))([A-HJ-PR-Z]{{3}})")),
    ("prefix", re.compile(rf"([A-HJ-NPR-TV-Y][1-9]\d{{0,2}})([{_GB}]{{3}})")),
    ("q", re.compile(rf"(Q[1-9]\d{{0,2}})([{_GB}]{{3}})")),
    ("suffix", re.compile(rf"([{_GB}]{{3}})([1-9]\d{{0,2}}[A-HJ-NPR-TV-Y])")),
    ("diplomatic", re.compile(r"(\d{3})([DX])(\d{3})")),
    ("military", re.compile(r"(\d{2})([A-Z]{2})(\d{2})")),
    ("military", re.compile(r"([A-Z]{2})(\d{2})([A-Z]{2})")),
    ("northern_ireland", re.compile(r"(?=.*[IZ])([A-Z]{1,3})([1-9]\d{0,3})")),
    ("northern_ireland", re.compile(r"(?=.*[IZ])([1-9]\d{0,3})([A-Z]{1,3})")),
    ("dateless", re.compile(rf"(?=.{{1,6}}$)([{_GB}]{{1,3}})([1-9]\d{{0,3}})")),
    ("dateless", re.compile(rf"(?=.{{1,6}}$)([1-9]\d{{0,3}})([{_GB}]{{1,3}})")),
    ("trade", re.compile(r"(\d{5})")),
)
_CONFUSED = {"0": "0O", "O": "O0", "1": "1I", "I": "I1"}
_MAX_LENGTH = 7
_SEPTEMBER = 50


@dataclass(frozen=True)
class Vrm:
    """A registration mark: normalised (no spaces, upper case), its series, and the text as it was written.

    Two marks are equal when their normalised texts are; `written` is kept for whoever checks the source. The
    series is the first that the mark fits: a form says which series it can be, not that it was ever issued.
    `str` prints the mark with its usual space, as `AB12 CDE`.
    """

    normalised: str
    series: Series
    written: str = field(compare=False)

    @classmethod
    def parse(cls, text: str) -> "Vrm":
        """Read a mark exactly as it stands; 0 is not O and 1 is not I (for those see `candidate_readings`).

        Raises `Refused` (`pole.value.vrm`) when it fits no series.
        """
        mark = normalise_vrm(text)
        series, _ = _fit(mark)
        if series is None:
            raise unreadable("vrm", "it fits no series of United Kingdom registration marks")
        return cls(mark, series, text)

    @property
    def issued_from(self) -> tuple[int, int] | None:
        """Year and month from which a current-series mark could be issued, or None for the other series.

        The age identifier is the year for March and the year plus 50 for September. A mark may be put on an
        older vehicle, so this bounds the mark and not the vehicle.
        """
        if self.series != "current":
            return None
        age = int(self.normalised[2:4])
        return (2000 + age - _SEPTEMBER, 9) if age > _SEPTEMBER else (2000 + age, 3)

    def __str__(self) -> str:
        """Print the mark with its usual spaces."""
        return " ".join(_fit(self.normalised)[1])


def normalise_vrm(text: str) -> str:
    """Remove spaces, full stops and hyphens and raise letters; what `Vrm.parse` does first."""
    return re.sub(r"[\s.\-]", "", text).upper()


def candidate_readings(text: str) -> tuple[Vrm, ...]:
    """Return every mark the text may be when 0 is confused with O and 1 with I.

    The text as it stands comes first if it is a mark, the others by fewest changes. Empty when none is a mark.
    Candidates are for searching: which one was meant is for a person or other evidence to say.
    """
    mark = normalise_vrm(text)
    if len(mark) > _MAX_LENGTH:
        return ()
    readings = sorted(set(_readings(mark)), key=lambda reading: (_changes(mark, reading), reading))
    return tuple(Vrm(reading, series, text) for reading in readings if (series := _fit(reading)[0]))


def _readings(mark: str) -> Iterator[str]:
    for letters in product(*(_CONFUSED.get(letter, letter) for letter in mark)):
        yield "".join(letters)


def _changes(mark: str, reading: str) -> int:
    return sum(was != now for was, now in zip(mark, reading, strict=True))


def _fit(mark: str) -> tuple[Series | None, tuple[str, ...]]:
    for series, form in _FORMS:
        if match := form.fullmatch(mark):
            return series, match.groups()
    return None, ()
