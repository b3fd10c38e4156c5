"""Sessions: who sits at a browser, for which case, until they go idle or the shift ends. Kept in memory only.

A restart signs everybody out. What a cookie holds is random and says nothing; it changes at each sign-in and at each
change of case, so that one that leaked earlier opens nothing.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable
from dataclasses import dataclass, replace
from threading import Lock
from time import monotonic

from athena.access.session import Acting

IDLE_SECONDS = 30 * 60
LONGEST_SECONDS = 10 * 3600
COOKIE = "athena_session"


@dataclass(frozen=True)
class Session:
    """One sign-in: its secret id, as whom it acts, and the word that every form of it must bring back."""

    id: str
    who: Acting
    csrf: str
    began: float
    seen: float


class Sessions:
    """The open sessions of one server; threads share it. `clock` gives seconds that never go back."""

    def __init__(self, clock: Callable[[], float] = monotonic) -> None:
        self._clock = clock
        self._open: dict[str, Session] = {}
        self._turn = Lock()

    def begin(self, who: Acting) -> Session:
        """A new session that acts as `who`."""
        now = self._clock()
        session = Session(secrets.token_urlsafe(32), who, secrets.token_urlsafe(16), now, now)
        with self._turn:
            self._open[session.id] = session
        return session

    def found(self, text: str | None) -> Session | None:
        """The session of this id, seen now; None where there is none, or it was idle or open for too long."""
        now = self._clock()
        with self._turn:
            session = self._open.get(text or "")
            if session is None:
                return None
            if now - session.seen > IDLE_SECONDS or now - session.began > LONGEST_SECONDS:
                del self._open[session.id]
                return None
            self._open[session.id] = seen = replace(session, seen=now)
            return seen

    def changed(self, session: Session, who: Acting) -> Session:
        """The session that goes on as `who` under a new id; the old id opens nothing, and the shift goes on."""
        with self._turn:
            self._open.pop(session.id, None)
            new = replace(
                session, id=secrets.token_urlsafe(32), who=who, csrf=secrets.token_urlsafe(16), seen=self._clock()
            )
            self._open[new.id] = new
        return new

    def end(self, session: Session) -> None:
        """Sign out."""
        with self._turn:
            self._open.pop(session.id, None)
