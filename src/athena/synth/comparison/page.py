"""The comparison in words: tables for `docs/synth.md`, put between two marks in the page."""

from collections.abc import Mapping, Sequence

import numpy as np

from athena.synth.comparison.figures import Figures, Shares
from athena.synth.comparison.knox import PLACE_BANDS, TIME_BANDS
from athena.synth.comparison.northmere import RecordsPerPerson
from athena.synth.draws import Reals

BEGIN, END = "<!-- comparison: written by python -m athena.synth.compare -->", "<!-- end of comparison -->"


REPORTED = 1_867_000 / 600_000
"""Person records for each person, at least: what Cleveland Police said of its systems, over decades."""


def comparison_text(
    asked: str, real: Figures, ours: Figures, records: RecordsPerPerson, by_years: Mapping[int, RecordsPerPerson]
) -> str:
    """Return the tables in Markdown, ours in the last column of each.

    `asked` says which Northmere it is; `by_years` has the records of smaller ones over so many years.
    """
    parts = [
        f"Measured on {asked}.",
        "### Share of each crime type, per cent",
        share_table({**real.crime_types, **ours.crime_types}),
        "![Share of each crime type](synth/crime-types.svg)",
        "### Burglary by hour of the week",
        _week_words(real.burglary_week, ours.burglary_week),
        "![Burglary by hour of the week](synth/burglary-week.svg)",
        "### Near repeats of burglary: Knox ratios, and pairs seen in brackets",
        _knox_table(real, ours),
        "![Knox ratios](synth/knox.svg)",
        "### Outcome of stop and search, per cent",
        share_table({**real.stop_outcomes, **ours.stop_outcomes}),
        "![Outcome of stop and search](synth/stop-outcomes.svg)",
        "### Calls by hour, and by priority",
        _week_words(real.calls_by_hour, ours.calls_by_hour),
        "![Calls by hour](synth/calls-hour.svg)",
        share_table({**real.call_grades, **ours.call_grades}),
        "Which share of an hour's calls is urgent (San Diego: priority 0 or 1; Northmere: grade 1):",
        "![Urgent calls by hour](synth/calls-urgent.svg)",
        "### Records of one person",
        _records_words(records),
        "![People by how many records they have, or more](synth/records.svg)",
        _years_words(by_years),
    ]
    return "\n\n".join(parts)


def put_between(page: str, text: str) -> str:
    """Return the page with `text` between the marks. Raises `ValueError` where it does not have both, once each."""
    if page.count(BEGIN) != 1 or page.count(END) != 1:
        raise ValueError("the page does not have both marks of the comparison once")
    before, _, rest = page.partition(BEGIN)
    return f"{before}{BEGIN}\n\n{text}\n\n{END}{rest.partition(END)[2]}"


def share_table(places: Mapping[str, Shares]) -> str:
    """Return a table with a row for each word and a column for each place."""
    words = list(dict.fromkeys(word for share in places.values() for word in share))
    rows = [[word.replace("_", " "), *(_per_cent(share.get(word)) for share in places.values())] for word in words]
    return _table(["", *places], rows)


def overlap(first: Reals, second: Reals) -> float:
    """Return how much two distributions have in common, from 0 to 1 (1 less half the sum of differences)."""
    return 1 - float(np.abs(first - second).sum()) / 2


def _week_words(real: Mapping[str, Reals], ours: Mapping[str, Reals]) -> str:
    columns = {**real, **ours}
    rows = [[name, *(f"{overlap(share, other):.2f}" for other in columns.values())] for name, share in columns.items()]
    return "What two have in common, 1 being the same:\n\n" + _table(["", *columns], rows)


def _knox_table(real: Figures, ours: Figures) -> str:
    rows = []
    for name, table in {**real.knox, **ours.knox}.items():
        for place, band in enumerate(PLACE_BANDS):
            cells = zip(table.ratio[place].tolist(), table.pairs[place].tolist(), strict=True)
            rows.append([name, band, *(f"{ratio:.2f} ({pairs})" for ratio, pairs in cells)])
    return _table(["", "apart", *TIME_BANDS], rows)


def _records_words(records: RecordsPerPerson) -> str:
    people = sum(records.people.values())
    rows = [[name, f"{count:,}", _per_cent(count / people)] for name, count in records.people.items()]
    return (
        f"{records.records:,} person records in crime, custody, stop and intelligence systems are about "
        f"{people:,} people: "
        f"{records.mean:.2f} each, and {records.most} for the one with most. The crime system alone has "
        f"{records.nominals_per_person:.2f} nominals for each person in it.\n\n"
        + _table(["records", "people", "per cent"], rows)
    )


def _years_words(by_years: Mapping[int, RecordsPerPerson]) -> str:
    rows = [
        [str(years), f"{found.mean:.2f}", f"{found.nominals_per_person:.2f}", str(found.most)]
        for years, found in by_years.items()
    ]
    return (
        f"Cleveland Police reported {REPORTED:.1f} or more, over decades. How many there are follows from how many "
        "years the systems hold; in a Northmere of 20,000 people:\n\n"
        + _table(["years", "records a person", "nominals a person in the crime system", "most"], rows)
    )


def _per_cent(share: float | None) -> str:
    return "" if share is None else f"{100 * share:.1f}"


def _table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)
