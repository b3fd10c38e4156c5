"""What a configuration says of relatives: which attributes they share, and how twins compare."""

import numpy as np
from numpy.typing import NDArray

from athena.resolve.compare import LEVELS, dates, names
from athena.resolve.configuration import Configuration
from athena.resolve.weighing import MOST_LEVELS, NEEDED, NEVER, SHARED


def household(by: Configuration) -> tuple[bool, ...]:
    """Of each attribute, whether relatives share its value."""
    return tuple(attribute.name in by.household for attribute in by.attributes)


def like_twins(by: Configuration) -> NDArray[np.uint8]:
    """Of each attribute and level, what it says of twins.

    They have a family name and a full date of birth in common and their given names differ (`NEEDED`), they agree in
    full in something that a household shares (`SHARED`), and in no identifier of one person (`NEVER`).
    """
    says = np.zeros((len(by.attributes), MOST_LEVELS), np.uint8)
    for column, attribute in enumerate(by.attributes):
        top = len(LEVELS[attribute.comparison].assumed)
        if attribute.comparison == "name":
            says[column, names.FAMILY_ONLY] = NEEDED
        elif attribute.comparison == "date":
            says[column, dates.EQUAL] = NEEDED
        elif attribute.name in by.household:
            says[column, top] = SHARED
        elif attribute.comparison == "identifier":
            says[column, top] = NEVER
    return says
