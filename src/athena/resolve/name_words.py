"""What `names.yaml` knows of words in names: which are none, and which are one name by another."""

from collections.abc import Sequence
from importlib.resources import files

import numpy as np
import yaml
from numpy.typing import NDArray

_KNOWN = yaml.safe_load((files("athena.resolve") / "names.yaml").read_text("utf-8"))

NOT_NAMES: frozenset[str] = frozenset(_KNOWN["not_names"])
"""Words that stand in names without being one: titles, ranks, what migrations left behind."""

NO_NAME: frozenset[str] = frozenset(_KNOWN["no_name"])
"""Whole names that say that nobody knew it; two of these are not one person."""

MOST_GROUPS = 3


def groups_of(words: Sequence[str]) -> NDArray[np.int32]:
    """The numbers of the groups of equivalent names that each word is in: three columns, -1 for none."""
    out = np.full((len(words), MOST_GROUPS), -1, np.int32)
    for row, word in enumerate(words):
        found = _GROUPS.get(word, ())[:MOST_GROUPS]
        out[row, : len(found)] = found
    return out


def _by_word() -> dict[str, list[int]]:
    groups: dict[str, list[int]] = {}
    for number, words in enumerate(_KNOWN["same_name"]):
        for word in dict.fromkeys(words):
            groups.setdefault(word, []).append(number)
    return groups


_GROUPS = _by_word()
