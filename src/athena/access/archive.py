"""What an entry names only by its hash: the text of each query, sealed, and of each policy that was in force.

A query may hold a name somebody searched for, so it is personal data and may not lie in the log, which is never
erased. The log keeps a salted hash; the text lies here under a key, and can be erased when its time has come.
"""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import NewType

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from sqlalchemy import select

from athena.access.policy import PolicyDigest, digest_of
from athena.access.refused import Refused
from athena.access.state.database import StateDatabase
from athena.access.state.models import PolicyRow, QueryRow
from athena.failures import StopTheLine

QueryDigest = NewType("QueryDigest", str)

_NONCE = 12
_SALT = 16


@dataclass(frozen=True)
class QueryArchive:
    """The sealed texts of queries, by the salted hash that the ledger keeps."""

    database: StateDatabase
    key: bytes

    def keep(self, text: str, now: datetime) -> QueryDigest:
        """Keep `text`, durably, and give its digest: SHA-256 over 16 random bytes and the text."""
        salt, nonce = secrets.token_bytes(_SALT), secrets.token_bytes(_NONCE)
        digest = QueryDigest(hashlib.sha256(salt + text.encode()).hexdigest())
        sealed = nonce + AESGCM(self.key).encrypt(nonce, salt + text.encode(), digest.encode())
        with self.database.transaction() as session:
            session.add(QueryRow(digest=digest, sealed=sealed, kept_at=now))
        return digest

    def text(self, digest: QueryDigest) -> str:
        """The text of `digest`.

        Refused with `access.query-erased` where it is gone; stops the line where it is not what was kept.
        """
        with self.database.transaction() as session:
            row = session.get(QueryRow, digest)
        if row is None:
            raise Refused(
                "query-erased",
                what=f"re-create the query {digest[:16]}",
                why="its text has been erased, as the retention of the log's own personal data demands",
                remedy="the entry still proves that the reading took place; its content is gone for good",
                who="nobody",
            )
        return self._opened(digest, row.sealed)

    def _opened(self, digest: QueryDigest, sealed: bytes) -> str:
        try:
            plain = AESGCM(self.key).decrypt(sealed[:_NONCE], sealed[_NONCE:], digest.encode())
        except InvalidTag as error:
            raise StopTheLine(f"the archived query {digest} was changed in the state database") from error
        if hashlib.sha256(plain).hexdigest() != digest:
            raise StopTheLine(f"the archived query {digest} is not the one the ledger names")
        return plain[_SALT:].decode()


def archived_policy(database: StateDatabase, digest: PolicyDigest) -> Mapping[str, str]:
    """The files of the policy of `digest`.

    Refused with `access.policy-not-archived` where there is none; stops the line where the archive was changed.
    """
    with database.transaction() as session:
        row = session.get(PolicyRow, digest)
    if row is None:
        raise Refused(
            "policy-not-archived",
            what=f"find the policy {digest[:16]}",
            why="no policy of that digest was ever adopted here",
            remedy="restore the state database from backup",
            who="whoever runs the workspace",
        )
    if digest_of(row.files) != digest:
        raise StopTheLine(f"the archived policy {digest} was changed in the state database")
    return dict(row.files)


def policy_in_force(database: StateDatabase) -> PolicyDigest | None:
    """The digest of the policy adopted last, None before the first."""
    with database.transaction() as session:
        newest = session.scalars(select(PolicyRow.digest).order_by(PolicyRow.entry.desc())).first()
    return None if newest is None else PolicyDigest(newest)
