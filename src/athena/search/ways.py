"""The ways in which a word may be met, the surest first."""

from __future__ import annotations

from enum import IntEnum


class Way(IntEnum):
    """How a record was found; an answer lists what was met surely before what was met loosely.

    A record's way is the loosest that any word of the question needed.
    """

    SPELT = 1
    WRITTEN = 2
    ALIKE = 3
    NEAR = 4
    SOUNDS = 5

    @property
    def said(self) -> str:
        """The way in words."""
        return _SAID[self]


_SAID = {
    Way.SPELT: "as spelt, in a name or an identifier",
    Way.WRITTEN: "as written, in any field",
    Way.ALIKE: "by a nickname or another spelling of the same name",
    Way.NEAR: "nearly as spelt",
    Way.SOUNDS: "as it sounds",
}
