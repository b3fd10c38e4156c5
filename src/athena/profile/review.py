"""Review: by when somebody must decide whether a record may still be kept, as far as this view can tell.

The Code of Practice on Police Information and Records Management (2023) and the College's APP review a person's records
by group, and the clock runs over all of that person's records. A view may not see all of them, so the day worked
out here is the earliest that the shown records allow and says so; the force's own review may be due later, never
earlier.
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import date

from athena.profile.record import Record

CLEAR_YEARS = {"1": 10, "2": 10, "3": 6}
"""Years without a further event after which records of a group are reviewed (APP on information management)."""


def review_on(record: Record, days: Collection[str]) -> str:
    """The day by which `record` is reviewed, in ISO 8601; empty where its group is reviewed by type or not at all.

    `days` are those of all events of the person. An intelligence report bears its own review date.
    """
    if "review_on" in record.says:
        return str(record.says["review_on"])
    years = CLEAR_YEARS.get(record.terms.review_group)
    if years is None:
        return ""
    known = [day[:10] for day in days if len(day) >= len("2024-05-09")]
    last = max([*known, record.received_at.date().isoformat()]) if not known else max(known)
    return _after(date.fromisoformat(last), years).isoformat()


def _after(day: date, years: int) -> date:
    try:
        return day.replace(year=day.year + years)
    except ValueError:  # 29 February
        return day.replace(year=day.year + years, month=3, day=1)
