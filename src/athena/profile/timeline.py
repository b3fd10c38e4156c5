"""Timeline: what a person or thing had a part in, in the order of time, with the role of each event and no other."""

from __future__ import annotations

from dataclasses import dataclass

from athena.profile.tie import Other, Tie, Ties

GROUPS = ("person_event", "object_event", "event_event")


@dataclass(frozen=True)
class Event:
    """One event: what it is, when and where, and in which roles, by which links.

    Two roles in one event stand side by side: a person may be suspect and victim of one affray.
    """

    record: str
    kind: str
    title: str
    when: str
    place: str
    roles: tuple[str, ...]
    ties: tuple[Tie, ...]


def events(linked: Ties) -> tuple[Event, ...]:
    """The events of `linked`, the earliest first; those that nobody dated, or whose time is not shown, at the end."""
    found: dict[str, list[Tie]] = {}
    for tie in linked.of(*GROUPS):
        found.setdefault(tie.other.record, []).append(tie)
    each = [_event(same[0].other, same) for same in found.values()]
    return tuple(sorted(each, key=lambda one: (not one.when, one.when, one.record)))


def _event(other: Other, same: list[Tie]) -> Event:
    roles = tuple(dict.fromkeys(tie.said for tie in sorted(same, key=lambda tie: tie.role)))
    return Event(other.record, other.kind, other.title, other.when, other.place, roles, tuple(same))
