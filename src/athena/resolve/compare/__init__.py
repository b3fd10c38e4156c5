"""How two values of one attribute are compared: into one of a few levels, and how rare what agrees is.

Every comparison has the same form. It takes rows of two value tables, pair by pair, and gives a level for each (1 is
the least alike; 0 is kept for pairs of which one has no value) and the bits of rarity of what agrees. What a level is
worth is learnt; what it means is said in words.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from athena.resolve.compare import dates, identifiers, names, postcodes, texts
from athena.resolve.configuration import Comparison


@dataclass(frozen=True)
class Levels:
    """The levels of a comparison from 1 up: in words, and how often each is assumed to occur among records of one.

    `relatives` is how often among records of two relatives; empty where that is as among one person's (what a household
    shares) or any two's (what it does not). `family` says that a family's share of the value is part of what is
    compared. Written by hand from general knowledge; see `estimating.estimate` for how much it counts.
    """

    words: tuple[str, ...]
    assumed: tuple[float, ...]
    relatives: tuple[float, ...] = ()
    family: bool = False


LEVELS: Mapping[Comparison, Levels] = {
    "name": Levels(names.WORDS, names.ASSUMED, names.RELATIVES, family=True),
    "date": Levels(dates.WORDS, dates.ASSUMED, dates.RELATIVES),
    "postcode": Levels(postcodes.WORDS, postcodes.ASSUMED),
    "identifier": Levels(identifiers.WORDS, identifiers.ASSUMED),
    "text": Levels(texts.WORDS, texts.ASSUMED),
}
"""Every comparison's levels."""
