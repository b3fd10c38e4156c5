"""Counts of recorded crime: by month, type and area, with months that were not delivered shown as gaps, not as zero."""

import itertools
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

import ibis
import ibis.expr.types as ir

from athena.access.view import View
from athena.failures import Refused
from athena.ingest.coverage import Coverage, Delivered, Span, coverage, delivered_in

MONTH = "month"
_RECORDS = "street"
# How each dimension is read from a crime record and from a published table of counts.
_OF_CRIME: Mapping[str, str] = {
    MONTH: "month",
    "type": "crime_type_original",
    "force": "force",
    "district": "district",
    "lsoa": "lsoa_code",
    "place": "location_text",
    "outcome": "last_outcome_original",
}
_OF_COUNTS: Mapping[str, str] = {
    MONTH: "month",
    "type": "major_category_original",
    "subtype": "minor_category_original",
    "area": "area_code",
    "name": "area_name",
    "borough": "borough",
}

_AREAS_OF_CRIME = ("force", "district", "lsoa_code")
_AREAS_OF_COUNTS = ("area_code", "area_name", "borough")
_TYPES_OF_CRIME = ("crime_type", "crime_type_original")
_TYPES_OF_COUNTS = ("major_category", "major_category_original")


@dataclass(frozen=True)
class Question:
    """What is counted: the dimensions to count by, in order, and what to keep.

    `area` is an LSOA or ward code, a district or borough, or a force as the publisher names its files. `source` is
    nothing for crimes as single records, or a source of published counts: the two are never added together,
    because they count the same crimes.
    """

    by: Sequence[str]
    area: str | None = None
    type: str | None = None
    first: date | None = None
    last: date | None = None
    source: str | None = None


@dataclass(frozen=True)
class Count:
    """One line of the answer: the dimensions' values in order, and the count, nothing where it was not delivered."""

    values: Sequence[str]
    count: int | None


@dataclass(frozen=True)
class Answer:
    """The counts, in the order of the dimensions; the gaps; and what a reader must know, in words."""

    by: Sequence[str]
    counts: Sequence[Count]
    gaps: Sequence[str]
    notes: Sequence[str]
    snapshot: int

    @property
    def total(self) -> int:
        """The sum of what was counted."""
        return sum(count.count or 0 for count in self.counts)


def count_crimes(view: View, question: Question) -> Answer:
    """Answer a question over current records; records that their publisher has withdrawn do not count.

    An unknown dimension, or an area that nothing at all lies in, is refused with what there is; an area in which
    nothing of that type or time lies has zero.
    """
    dimensions = _OF_CRIME if question.source is None else _OF_COUNTS
    unknown = [name for name in question.by if name not in dimensions]
    if unknown:
        raise Refused(
            "counts.unknown-dimension",
            "Crimes cannot be counted by this",
            f"--by {','.join(question.by)}",
            f"{', '.join(unknown)} is not something that these records say",
            f"Count by any of: {', '.join(dimensions)}",
        )
    everywhere = _records(view) if question.source is None else _published(view, question.source)
    there = _within(everywhere, Question((), area=question.area, source=question.source))
    rows = _within(everywhere, question)
    covered = _covered(view, there, question) if question.source is None else _standing(view, everywhere, question)
    found = _grouped(view, rows, [dimensions[name] for name in question.by])
    if not found and question.area is not None and not _grouped(view, there, ()):
        raise _nothing_there(view, question)
    counts = _filled(found, question, covered) if MONTH in question.by else found
    return Answer(
        tuple(question.by),
        [Count(values, count) for values, count in sorted(counts.items())],
        [f"{item.area} {item.kind}: no delivery for {', '.join(map(str, item.gaps))}" for item in covered if item.gaps],
        _notes(question, covered),
        view.snapshot,
    )


def _records(view: View) -> ir.Table:
    crime = view.table("crime")
    current = crime.filter(crime.valid_to.isnull(), crime.withdrawn_at.isnull())
    return current.mutate(
        force=current.slot.split("/")[0],
        # "Tower Hamlets 015B": the district is the name less its last word.
        district=current.lsoa_name.re_replace(r" \S+$", ""),
        count=ibis.literal(1),
    )


def _published(view: View, source: str) -> ir.Table:
    table = view.table("crime_count")
    current = table.filter(table.source == source, table.valid_to.isnull(), table.withdrawn_at.isnull())
    flat = current.mutate(pair=current.months.unnest())
    return flat.mutate(month=flat.pair["month"], count=flat.pair["count"], force=ibis.literal("metropolitan"))


def _within(rows: ir.Table, question: Question) -> ir.Table:
    of_crime = question.source is None
    if question.area is not None:
        rows = rows.filter(_any_is(rows, _AREAS_OF_CRIME if of_crime else _AREAS_OF_COUNTS, question.area))
    if question.type is not None:
        rows = rows.filter(_any_is(rows, _TYPES_OF_CRIME if of_crime else _TYPES_OF_COUNTS, question.type))
    if question.first is not None:
        rows = rows.filter(rows.month >= question.first)
    if question.last is not None:
        rows = rows.filter(rows.month <= question.last)
    return rows


def _any_is(rows: ir.Table, fields: Sequence[str], wanted: str) -> ir.BooleanValue:
    return ibis.or_(*(rows[field].lower() == wanted.lower() for field in fields))


def _grouped(view: View, rows: ir.Table, columns: Sequence[str]) -> dict[tuple[str, ...], int]:
    keys = [rows[column].name(f"by_{number}") for number, column in enumerate(columns)]
    counted = rows.group_by(keys).agg(counted=rows["count"].sum()) if keys else rows.agg(counted=rows["count"].sum())
    found = {}
    for row in view.execute(counted).to_pylist():
        values = tuple(_said(row[f"by_{number}"]) for number in range(len(columns)))
        # The sum over no rows at all is unknown: nothing was found, which is not a count of zero.
        if row["counted"] is not None:
            found[values] = int(row["counted"])
    return found


def _said(value: object) -> str:
    if isinstance(value, date):
        return f"{value:%Y-%m}"
    return "(not stated)" if value is None else str(value)


def _covered(view: View, rows: ir.Table, question: Question) -> list[Coverage]:
    forces = set(view.execute(rows.select("force").distinct())["force"].to_pylist())
    found = [item for item in coverage(delivered_in(view)) if item.kind == _RECORDS and item.area in forces]
    return [_clipped(item, question) for item in found]


def _standing(view: View, published: ir.Table, question: Question) -> list[Coverage]:
    """The months that the tables have as they stand: the window of a table moves on, and a month falls out of it."""
    months = view.execute(published.select("force", "month").distinct()).to_pylist()
    kind = f"counts by {str(question.source).removeprefix('mps-')}"
    found = coverage(Delivered(row["force"], kind, Span(row["month"], row["month"]), ()) for row in months)
    return [_clipped(item, question) for item in found]


def _clipped(item: Coverage, question: Question) -> Coverage:
    gaps = (
        Span(max(gap.first, question.first or gap.first), min(gap.last, question.last or gap.last)) for gap in item.gaps
    )
    return Coverage(item.area, item.kind, item.span, [gap for gap in gaps if gap.first <= gap.last])


def _filled(
    found: Mapping[tuple[str, ...], int], question: Question, covered: Sequence[Coverage]
) -> dict[tuple[str, ...], int | None]:
    """Add the months that have no rows: zero where they were delivered, nothing where they were not."""
    place = list(question.by).index(MONTH)
    others = {values[:place] + values[place + 1 :] for values in found}
    if len(question.by) == 1:
        others.add(())
    filled: dict[tuple[str, ...], int | None] = dict(found)
    for month, rest in itertools.product(_months(covered, question), others):
        values = (*rest[:place], f"{month:%Y-%m}", *rest[place:])
        if values not in filled:
            filled[values] = 0 if any(item.covers(month) for item in covered) else None
    return filled


def _months(covered: Sequence[Coverage], question: Question) -> Iterable[date]:
    spans = [item.span for item in covered if item.span is not None]
    if not spans:
        return ()
    first = max(filter(None, (min(span.first for span in spans), question.first)))
    last = min(filter(None, (max(span.last for span in spans), question.last)))
    return Span(first, last).months()


def _notes(question: Question, covered: Sequence[Coverage]) -> list[str]:
    forces = ", ".join(sorted({item.area for item in covered})) or "nobody"
    notes = [f"Recorded by: {forces}. Another force's crimes in the same place are not counted here."]
    partly = [item for item in covered if item.gaps]
    if MONTH in question.by and len(covered) > 1 and partly:
        notes.append("Some months have a delivery from some of these forces only; see the gaps.")
    if question.source is None:
        notes.append("Places are anonymised map points and times are months: never an address, never a day.")
    return notes


def _nothing_there(view: View, question: Question) -> Refused:
    table = view.table("crime_count")
    matching = table.filter(_any_is(table, _AREAS_OF_COUNTS, str(question.area)))
    held = view.execute(matching.select("source").distinct().order_by("source"))["source"].to_pylist()
    remedy = f"Ask for one of them with --source: {', '.join(held)}" if held else "See `athena status` for what is held"
    return Refused(
        "counts.nothing-there",
        "No crime that was counted lies in this area",
        f"--area {question.area}",
        "No current record names it as LSOA, district or force"
        + (", but published counts do" if held else ", and no published table does"),
        remedy,
    )
