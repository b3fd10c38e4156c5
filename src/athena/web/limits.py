"""Rate limits: how often one address may ask, so that guessing and scraping are slow. Kept in memory."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from threading import Lock
from time import monotonic

_MOST_KNOWN = 10_000


@dataclass
class Limit:
    """At most `burst` at once and `a_minute` over time for each key; threads share it."""

    burst: int
    a_minute: float
    clock: Callable[[], float] = monotonic
    _left: dict[str, tuple[float, float]] = field(default_factory=dict)
    _turn: Lock = field(default_factory=Lock)

    def allows(self, key: str) -> bool:
        """Whether `key` may ask now; if so, it has asked."""
        now = self.clock()
        with self._turn:
            left, at = self._left.get(key, (float(self.burst), now))
            left = min(float(self.burst), left + (now - at) * self.a_minute / 60)
            if left < 1:
                self._left[key] = (left, now)
                return False
            if len(self._left) >= _MOST_KNOWN:
                self._left.clear()
            self._left[key] = (left - 1, now)
            return True
