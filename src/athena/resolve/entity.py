"""Entity ids: opaque, stable, and never given to anything else.

Every record has one birth id, made from its record id alone. An entity bears the birth id of its *anchor*: of its
records the one that the force received first, ties settled by record id. So an id can only ever name something that
holds the one record it was made from; when two entities become one the id that was given first lives on; and when
they are taken apart each has its own id back. Who is called what is a function of which records are together and of
when each was received, and of nothing that happened in between.
"""

import base64
import hashlib
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property
from typing import NewType

import numpy as np
from numpy.typing import NDArray

from athena.failures import StopTheLine
from athena.resolve.linkage import RecordId

EntityId = NewType("EntityId", str)

_LETTERS = 13
# Crockford's digits: no I, L, O or U, so that an id survives being read out over the radio.
_DIGITS = bytes.maketrans(b"ABCDEFGHIJKLMNOPQRSTUVWXYZ234567", b"0123456789ABCDEFGHJKMNPQRSTVWXYZ")


class EntityKind(StrEnum):
    """What an entity is. Records of different kinds may be about one; entities of different kinds never are one."""

    PERSON = "person"
    VEHICLE = "vehicle"
    DEVICE = "device"
    PLACE = "place"
    ORGANISATION = "organisation"


_PREFIX = {
    EntityKind.PERSON: "P",
    EntityKind.VEHICLE: "V",
    EntityKind.DEVICE: "D",
    EntityKind.PLACE: "L",
    EntityKind.ORGANISATION: "O",
}


def birth_id(kind: EntityKind, record: RecordId) -> EntityId:
    """The id that an entity of `kind` bears while `record` is its anchor: 65 bits of a hash, and it says nothing."""
    spelled = hashlib.sha256(f"athena entity {kind}\n{record}".encode()).digest()
    digits = base64.b32encode(spelled).translate(_DIGITS)[:_LETTERS].decode()
    return EntityId(f"{_PREFIX[kind]}-{digits}")


@dataclass(frozen=True)
class Membership:
    """Which entity each record of one kind belongs to. `record_ids` are sorted; `entity_ids` are beside them."""

    kind: EntityKind
    record_ids: NDArray[np.str_]
    entity_ids: NDArray[np.str_]

    @property
    def digest(self) -> str:
        """SHA-256 over every record and its entity: equal where who is whom, and who is called what, are equal."""
        lines = (f"{record}\t{entity}\n" for record, entity in zip(self.record_ids, self.entity_ids, strict=True))
        return hashlib.sha256("".join(lines).encode()).hexdigest()

    @cached_property
    def by_record(self) -> dict[RecordId, EntityId]:
        """The entity of each record."""
        pairs = zip(self.record_ids, self.entity_ids, strict=True)
        return {RecordId(str(record)): EntityId(str(entity)) for record, entity in pairs}


def named(
    kind: EntityKind, record_ids: NDArray[np.str_], cluster: NDArray[np.int32], first_seen: NDArray[np.int64]
) -> Membership:
    """Give each cluster the birth id of its anchor.

    `cluster` and `first_seen` (microseconds since 1970) lie beside `record_ids`, which are sorted. Stops the line in
    the case, which 65 bits make a matter of once in a million forces, that two clusters would bear one id.
    """
    order = np.lexsort((np.arange(len(record_ids)), first_seen))
    numbers, first = np.unique(cluster[order], return_index=True)
    ids = np.array([birth_id(kind, RecordId(str(record_ids[order[one]]))) for one in first], dtype=np.str_)
    if len(np.unique(ids)) != len(ids):
        raise StopTheLine(f"two {kind} entities would bear one id; nothing was published")
    found = ids[np.searchsorted(numbers, cluster)] if len(ids) else np.array([], dtype=np.str_)
    return Membership(kind, record_ids, found)
