"""What the log says of records: keyed references, and which records were deleted on review.

The log is never erased, so it may not name a record: `athena.ledger.subjects` gives each a key of its own, and
destroying the key leaves every entry provable and about nobody. That a record was deleted is kept as a hash under
the workspace's key, so that a reader who asks for it by its id can be told.
"""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select

from athena.access.state.database import StateDatabase
from athena.access.state.models import DisposalRow
from athena.ledger.subjects import SubjectKeys


@dataclass(frozen=True)
class References:
    """The references of one workspace's records. `key` is the workspace's own."""

    database: StateDatabase
    subjects: SubjectKeys
    key: bytes

    def of(self, records: Sequence[str]) -> tuple[str, ...]:
        """The references of `records`, in order; durable before it returns."""
        return tuple(self.subjects.references(records))

    def slot(self, record: str) -> str:
        """How the list of disposals knows `record`: HMAC-SHA-256 of its id under the workspace's key, in hex."""
        return hmac.new(self.key, b"disposal\n" + record.encode(), hashlib.sha256).hexdigest()

    def disposed(self, records: Sequence[str]) -> frozenset[str]:
        """Which of `records` were deleted on review."""
        slots = {self.slot(record): record for record in records}
        with self.database.transaction() as session:
            found = session.scalars(select(DisposalRow.reference).where(DisposalRow.reference.in_(slots)))
            return frozenset(slots[slot] for slot in found)
