"""A discrete-event simulation of response: calls come, the nearest free unit on duty goes, the rest queue by grade.

The judge of every formula in this room: it assumes no distribution, takes calls as they came, and is itself checked
against queues whose answer is known (`tests/deploy/test_simulation.py`).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from athena.compiled import compiled
from athena.deploy.beats import Floats, Integers
from athena.failures import Refused

Truths = npt.NDArray[np.bool_]


@dataclass(frozen=True)
class Calls:
    """Calls in order of time: `minute` each came, its `place`, its `grade` (1 goes first), and minutes of `service`.

    All four are (calls,). Service runs from dispatch to close, travel included.
    """

    minute: Floats
    place: Integers
    grade: Integers
    service: Floats

    def __post_init__(self) -> None:
        if (np.diff(self.minute) < 0).any() or (self.service < 0).any() or (self.grade < 1).any():
            raise Refused(
                "deploy.calls-out-of-order",
                "these calls cannot be simulated",
                f"{len(self.minute):,} calls",
                "calls must be in order of time, with grades from 1 and no negative service",
                "sort them by time and leave out those that were closed before they were dispatched",
            )

    def __len__(self) -> int:
        """How many calls."""
        return len(self.minute)


@dataclass(frozen=True)
class Answered:
    """What became of each call: the `unit` sent (-1: none before the end), minutes of `wait` for it, and of `travel`.

    `busy` is (units,): minutes each was on a call.
    """

    unit: Integers
    wait: Floats
    travel: Floats
    busy: Floats

    @property
    def minutes(self) -> Floats:
        """Minutes from call to arrival, infinite where no unit ever came free."""
        return np.where(self.unit < 0, np.inf, self.wait + self.travel)


def simulate(calls: Calls, travel: Floats, on_duty: Truths, slot: float = 60.0) -> Answered:
    """Play the calls through units, `travel` (places, units) minutes away, on duty by `slot` minutes.

    `on_duty` is (slots, units) and repeats when the calls outlast it. A unit that goes off duty finishes its call. A
    queued call goes to the first unit that comes free, the best grade first, then the oldest.
    """
    unit, wait, busy = _play(
        calls.minute, calls.place, calls.grade, calls.service, travel, on_duty, slot, int(calls.grade.max(initial=1))
    )
    sent = unit >= 0
    way = np.zeros(len(calls))
    way[sent] = travel[calls.place[sent], unit[sent]]
    return Answered(unit, wait, way, busy)


@compiled
def _play(
    minute: Floats,
    place: Integers,
    grade: Integers,
    service: Floats,
    travel: Floats,
    on_duty: Truths,
    slot: float,
    grades: int,
) -> tuple[Integers, Floats, Floats]:
    calls, units = len(minute), travel.shape[1]
    slots = on_duty.shape[0]
    free_at = np.zeros(units)
    busy = np.zeros(units)
    sent = np.full(calls, -1, np.int64)
    wait = np.zeros(calls)
    # One queue a grade: the calls of a grade are queued in order, so a head and a tail into a list of them suffice.
    queue = np.empty((grades, calls), np.int64)
    head = np.zeros(grades, np.int64)
    tail = np.zeros(grades, np.int64)
    waiting = 0
    upcoming = 0
    now = 0.0
    while upcoming < calls or waiting > 0:
        if waiting == 0:
            now = minute[upcoming]
        else:
            now = _next_moment(now, free_at, slot, minute[upcoming] if upcoming < calls else np.inf)
        row = int(now // slot) % slots
        while waiting > 0:
            first = 0
            while head[first] == tail[first]:
                first += 1
            call = queue[first, head[first]]
            unit = _nearest(travel[place[call]], free_at, on_duty[row], now)
            if unit < 0:
                break
            head[first] += 1
            waiting -= 1
            sent[call], wait[call] = unit, now - minute[call]
            free_at[unit] = now + service[call]
            busy[unit] += service[call]
        while upcoming < calls and minute[upcoming] <= now:
            call = upcoming
            upcoming += 1
            unit = _nearest(travel[place[call]], free_at, on_duty[row], now) if waiting == 0 else -1
            if unit >= 0:
                sent[call] = unit
                free_at[unit] = now + service[call]
                busy[unit] += service[call]
            else:
                level = grade[call] - 1
                queue[level, tail[level]] = call
                tail[level] += 1
                waiting += 1
        if waiting > 0 and upcoming == calls and not on_duty.any():
            break
    return sent, wait, busy


@compiled
def _next_moment(now: float, free_at: Floats, slot: float, arrival: float) -> float:
    """The next arrival, return of a unit, or change of shift after `now`."""
    moment = min(arrival, (now // slot + 1) * slot)
    for unit in range(len(free_at)):
        if free_at[unit] > now:
            moment = min(moment, free_at[unit])
    return moment


@compiled
def _nearest(travel: Floats, free_at: Floats, on_duty: Truths, now: float) -> int:
    best = -1
    for unit in range(len(free_at)):
        if on_duty[unit] and free_at[unit] <= now and (best < 0 or travel[unit] < travel[best]):
            best = unit
    return best
