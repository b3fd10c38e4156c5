"""An effect and its ledger entry happen together or not at all.

Two stores cannot commit in one step, so one of them must decide: the ledger does.

1. The effect is written down as an intent (its changes, and the ledger's size), and nobody sees it yet.
2. The entry, carrying the intent's id and the hash of each row as it will be, is appended to the ledger. When that
   returns the effect has happened.
3. The changes are written to their tables and the intent is removed, in one transaction.

A stop between 1 and 2 leaves an intent whose id the ledger does not know: it never happened and is dropped. A stop
between 2 and 3 leaves one whose id the ledger knows: its changes are written now. `recover` does this whenever a
state is opened, before anybody reads. Steps 1 to 3 and recovery hold the same lock, so recovery never mistakes a
slow commit for an abandoned one.
"""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import delete, select

from athena.access.log import Logs, log_name
from athena.access.state.attested import ROWS, attested
from athena.access.state.database import StateDatabase
from athena.access.state.effect import Change, apply, change_from
from athena.access.state.models import IntentRow
from athena.failures import StopTheLine
from athena.ledger.entry import Event
from athena.ledger.workspace import LogName

INTENT = "intent"
"""Where an entry's details carry the id of the intent it decided."""


@dataclass(frozen=True)
class Outbox:
    """The one way to change the state: every effect through the ledger."""

    database: StateDatabase
    logs: Logs

    def commit(self, event: Event, changes: Sequence[Change], now: datetime) -> int:
        """Record `event` and make `changes` true, together or not at all; give the entry's number.

        When the ledger refuses the entry nothing has changed and its failure is raised as it is. When the state
        cannot be written after the ledger has the entry, the failure is raised and the next commit or opening
        completes it.
        """
        intent = secrets.token_hex(16)
        log = self.logs.named(log_name(event))
        with self.database.alone():
            self._settle_all()
            with self.database.transaction() as session:
                rows = attested(session, changes)
            recorded = replace(event, details={**event.details, INTENT: intent, ROWS: rows})
            self._intend(intent, log_name(event), changes, now)
            # When this raises, the ledger may still hold the entry: a failed sync is not a failed write. The
            # intent stays, and whoever settles it asks the ledger.
            entry = log.append(recorded).index
            self._complete(intent, changes, entry)
        return entry

    def recover(self) -> int:
        """Complete or drop every effect that a stop left half-way; say how many there were."""
        if not self._waiting():
            return 0
        with self.database.alone():
            return self._settle_all()

    def _intend(self, intent: str, name: LogName, changes: Sequence[Change], now: datetime) -> None:
        size = self.logs.named(name).reader().size()
        with self.database.transaction() as session:
            session.add(
                IntentRow(
                    id=intent, log=str(name), changes=[one.as_json() for one in changes], ledger_size=size, made_at=now
                )
            )

    def _complete(self, intent: str, changes: Sequence[Change], entry: int) -> None:
        with self.database.transaction() as session:
            apply(session, changes, entry)
            removed = session.connection().execute(delete(IntentRow).where(IntentRow.id == intent))
            if removed.rowcount != 1:
                raise StopTheLine(f"intent {intent} of ledger entry {entry} was settled by somebody else")

    def _waiting(self) -> list[IntentRow]:
        with self.database.transaction() as session:
            return list(session.scalars(select(IntentRow).order_by(IntentRow.made_at, IntentRow.id)))

    def _settle_all(self) -> int:
        waiting = self._waiting()
        if not waiting:
            return 0
        decided = {name: self._decided(name, waiting) for name in {LogName(row.log) for row in waiting}}
        for row in waiting:
            entry = decided[LogName(row.log)].get(row.id)
            if entry is None:
                self._drop(row.id)
            else:
                self._complete(row.id, [change_from(one) for one in row.changes], entry)
        return len(waiting)

    def _drop(self, intent: str) -> None:
        with self.database.transaction() as session:
            session.execute(delete(IntentRow).where(IntentRow.id == intent))

    def _decided(self, name: LogName, waiting: Sequence[IntentRow]) -> dict[str, int]:
        """The intents that the log called `name` knows, with the entries that decided them."""
        since = min(row.ledger_size for row in waiting if row.log == name)
        return {
            str(entry.event.details[INTENT]): entry.seq
            for entry in self.logs.named(name).reader().entries(since)
            if INTENT in entry.event.details
        }
