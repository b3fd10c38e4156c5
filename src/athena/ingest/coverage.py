"""Coverage: which months of what were delivered for whom, and the gaps, which are never shown as zero."""

import itertools
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date

import ibis

from athena.access.view import View
from athena.ingest.source import UNDATED
from athena.ingest.tables import DELIVERED


@dataclass(frozen=True)
class Span:
    """Months from the first to the last, both included, each as its first day."""

    first: date
    last: date

    def months(self) -> Iterator[date]:
        """Give each month in order."""
        month = self.first
        while month <= self.last:
            yield month
            month = next_month(month)

    def __str__(self) -> str:
        """Say it as `2024-11` or `2024-11 to 2025-01`."""
        first, last = f"{self.first:%Y-%m}", f"{self.last:%Y-%m}"
        return first if first == last else f"{first} to {last}"


@dataclass(frozen=True)
class Delivered:
    """One thing delivered: whose rows, of what kind, over which months; `family` are the kinds published with it."""

    area: str
    kind: str
    span: Span
    family: Sequence[str]


@dataclass(frozen=True)
class Coverage:
    """What was delivered of one kind for one area: from the first month to the last, less the gaps.

    `span` is nothing where the kind was never delivered though others of its family were. Gaps lie within the span
    of the whole family, so that a kind that begins later or ends earlier than its neighbours shows it.
    """

    area: str
    kind: str
    span: Span | None
    gaps: Sequence[Span]

    def covers(self, month: date) -> bool:
        """Say whether this month was delivered."""
        within = self.span is not None and self.span.first <= month <= self.span.last
        return within and not any(gap.first <= month <= gap.last for gap in self.gaps)


def coverage(delivered: Iterable[Delivered]) -> list[Coverage]:
    """Work out the coverage of every area and kind, in the order of their names."""
    spans: dict[tuple[str, str], list[Span]] = {}
    families: dict[str, set[str]] = {}
    for item in delivered:
        spans.setdefault((item.area, item.kind), []).append(item.span)
        families.setdefault(item.area, set()).update(item.family)
    for area, family in families.items():
        for kind in family:
            spans.setdefault((area, kind), [])
    return [
        _coverage(area, kind, own, _whole(spans, area, families[area] if kind in families[area] else {kind}))
        for (area, kind), own in sorted(spans.items())
    ]


def delivered_in(view: View) -> list[Delivered]:
    """Read what a workspace was delivered, resubmissions apart, and registers, which are of no month.

    Of a published table only the edition that reaches furthest counts: the window of the next one begins later.
    """
    table = view.table(DELIVERED)
    editions = table.filter(~table.resubmission, table.last_month > UNDATED)
    rows = (
        editions.group_by("source", "slot", "area", "kind", "family")
        .agg(first_month=editions.first_month.argmax(editions.last_month), last_month=editions.last_month.max())
        .drop("source", "slot")
        .distinct()
    )
    return [
        Delivered(row["area"], row["kind"], Span(row["first_month"], row["last_month"]), row["family"].split())
        for row in view.execute(rows.order_by(ibis.asc("area"))).to_pylist()
    ]


def next_month(month: date) -> date:
    """The first day of the month after."""
    return date(month.year + month.month // 12, month.month % 12 + 1, 1)


def _whole(spans: dict[tuple[str, str], list[Span]], area: str, family: set[str]) -> Span | None:
    together = [span for kind in family for span in spans.get((area, kind), ())]
    if not together:
        return None
    return Span(min(span.first for span in together), max(span.last for span in together))


def _coverage(area: str, kind: str, own: Sequence[Span], whole: Span | None) -> Coverage:
    if whole is None:
        return Coverage(area, kind, None, ())
    held = {month for span in own for month in span.months()}
    gaps = tuple(_runs([month for month in whole.months() if month not in held]))
    return Coverage(area, kind, Span(min(held), max(held)) if held else None, gaps)


def _runs(months: Sequence[date]) -> Iterator[Span]:
    start: date | None = None
    for month, following in itertools.zip_longest(months, months[1:]):
        start = start or month
        if following != next_month(month):
            yield Span(start, month)
            start = None
