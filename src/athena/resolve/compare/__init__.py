"""How two values of one attribute are compared: into one of a few levels, and how rare what agrees is.

Every comparison has the same form. It takes rows of two value tables, pair by pair, and gives a level for each (1 is the
least alike; 0 is kept for pairs of which one has no value) and the bits of rarity of what agrees. What a level is worth
is learnt; what it means is said in words.
"""

from collections.abc import Mapping

from athena.resolve.compare import dates, identifiers, names, postcodes, texts
from athena.resolve.configuration import Comparison

LEVELS: Mapping[Comparison, tuple[str, ...]] = {
    "name": names.WORDS,
    "date": dates.WORDS,
    "postcode": postcodes.WORDS,
    "identifier": identifiers.WORDS,
    "text": texts.WORDS,
}
"""Every comparison's levels from 1 up, in words."""
