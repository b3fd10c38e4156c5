"""A profile: what the records of one person or thing say, and what says so, through one view."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from athena.access.entities import entity_of
from athena.access.shape import ACCESS_LOG, LOG_LABEL
from athena.access.view import View
from athena.access.withheld import Withheld, why_row
from athena.failures import Refused
from athena.pole import title_column
from athena.profile.claim import Claim, Saying, Told, claims, saying
from athena.profile.oneness import NOTHING, Oneness, oneness
from athena.profile.record import Record, records
from athena.profile.review import review_on
from athena.profile.tie import Tie, Ties, ties
from athena.profile.timeline import Event, events

WARNINGS = "warnings_text"


@dataclass(frozen=True)
class Warning_:
    """A marker for officers as a source recorded it, and until when it may be relied on.

    No source of Athena's gives a marker an end of its own, so it lasts no longer than its record: `review_on`, or
    where that is empty, until somebody reviews it.
    """

    text: str
    saying: Saying


@dataclass(frozen=True)
class Profile:
    """Everything that one view may tell of one person or thing.

    `events` are in the order of time, each with the roles that this one had *in it*; nothing here says what a person
    is. `places`, `things` and `people` are ties with their days; `telephones` is the claim of that name. `left` says
    of each part how many are not shown. `masked` counts the records on which a field group is hidden from this
    reader. `looked` says why the log of who has looked is not open here, or is None where it is.
    """

    id: str
    kind: str
    title: str
    followed_from: str | None
    snapshot: int
    as_known_on: datetime | None
    records: tuple[Record, ...]
    total: int
    claims: tuple[Claim, ...]
    warnings: tuple[Warning_, ...]
    events: tuple[Event, ...]
    places: tuple[Tie, ...]
    things: tuple[Tie, ...]
    people: tuple[Tie, ...]
    left: dict[str, int]
    oneness: Oneness
    masked: dict[str, int]
    looked: Withheld | None


def profile(view: View, entity_id: str, as_known_on: datetime | None = None) -> Profile:
    """The profile of an entity, of what an old id leads to, or of a single record, as `view` may see it.

    `as_known_on` shows what was held at that moment: versions, links and judgements that came later are left out.
    Who is whom is that of the view's snapshot, so open the view on the snapshot of that moment to have both: see
    `athena.access.session.snapshot_known_on`. Each part is a release. Refused with `profile.nobody` where the view
    returns nothing of it, and as `entity_of` and `View.release` refuse.
    """
    whole = entity_of(view, entity_id)
    found = () if whole is None else records(view, whole.kind, whole.records, as_known_on)
    if whole is None or not found:
        raise _nobody(view, entity_id, as_known_on)
    mine = [one.id for one in found]
    linked = ties(view, mine, as_known_on)
    happened = events(linked)
    told = _told(found, linked, happened)
    return Profile(
        whole.id,
        found[0].kind,
        _title(found, told),
        whole.followed_from,
        view.snapshot,
        as_known_on,
        found,
        whole.total,
        claims(found[0].kind, found, told, frozenset({WARNINGS})),
        tuple(Warning_(str(one.says[WARNINGS]), saying(one, told)) for one in found if WARNINGS in one.says),
        happened,
        linked.of("person_location", "event_location"),
        linked.of("person_object"),
        linked.of("person_person"),
        _left(linked),
        oneness(view, mine, as_known_on) if whole.id not in mine else NOTHING,
        _masked(found),
        _looked(view),
    )


def _told(found: Sequence[Record], linked: Ties, happened: Sequence[Event]) -> Told:
    days: dict[str, list[str]] = {one.id: [] for one in found}
    gradings: dict[str, str] = {}
    for tie in linked.ties:
        if tie.group in ("person_event", "object_event"):
            days[tie.by].append(tie.other.when)
        if tie.grading:
            gradings[tie.by] = tie.grading
    every_day = [event.when for event in happened]
    return Told(gradings, {one.id: review_on(one, every_day) for one in found}, days)


def _title(found: Sequence[Record], told: Told) -> str:
    column = title_column(found[0].kind)
    named = [one for one in claims(found[0].kind, found, told) if one.property == column]
    return named[0].values[0].text if named else ""


def _left(linked: Ties) -> dict[str, int]:
    return {
        "events": linked.left("person_event", "object_event", "event_event"),
        "places": linked.left("person_location", "event_location"),
        "things": linked.left("person_object"),
        "people": linked.left("person_person"),
    }


def _masked(found: Sequence[Record]) -> dict[str, int]:
    groups = sorted({group for one in found for group in one.hidden})
    return {group: sum(group in one.hidden for one in found) for group in groups}


def _looked(view: View) -> Withheld | None:
    if view.decisions.decision(ACCESS_LOG, LOG_LABEL.id, "account").allowed:
        return None
    why = why_row(view.door.policy, view.decisions, ACCESS_LOG, LOG_LABEL.id)
    return Withheld(why.reason, why.ask, "log of who has looked", 1, why.rules)


def _nobody(view: View, name: str, as_known_on: datetime | None) -> Refused:
    then = "" if as_known_on is None else f", as known on {as_known_on:%Y-%m-%d %H:%M}"
    return Refused(
        "profile.nobody",
        "This view returns nobody and nothing with this id",
        f"{name}{then}",
        "; ".join(str(line) for line in view.withheld()) or "No record or entity has it in this snapshot",
        "Copy the whole id from where it was shown; or ask under a case that needs it",
    )
