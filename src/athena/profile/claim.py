"""Claims: one property of a person or thing, with every value that a record gives it and what says so, side by side.

No value is chosen and none is dropped: what is true is for a person to judge, with the sources in view.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from athena.pole import kind
from athena.profile.record import Record

ONLY_ONE = frozenset(
    (
        "date_of_birth",
        "deceased_on",
        "pnc_id",
        "cro_number",
        "gender",
        "vin",
        "first_registered",
        "imei",
        "uprn",
        "registration_number",
    )
)
"""Properties of which a person or thing has one at most, so that two different values cannot both be right."""

_AS_WRITTEN = "_original"


@dataclass(frozen=True)
class Saying:
    """One record that gives a claim its value; `record` leads to its source, grading, terms and review."""

    record: str
    source: str
    grading: str
    handling: str
    lawful_basis: str
    review_group: str
    review_on: str
    first_known: str
    withdrawn: bool


@dataclass(frozen=True)
class Value:
    """One value of a claim, and every record that says it; `first` and `last` are the days of what they came from."""

    text: str
    sayings: tuple[Saying, ...]
    first: str = ""
    last: str = ""

    @property
    def sources(self) -> tuple[str, ...]:
        """The systems that say it, each once."""
        return tuple(sorted({one.source for one in self.sayings}))


@dataclass(frozen=True)
class Claim:
    """One property with its values, the one that most sources give in front.

    `conflict` is set where the values cannot all be right. `why_not` is what the vocabulary warns a reader of.
    """

    property: str
    label: str
    group: str
    values: tuple[Value, ...]
    conflict: bool
    why_not: str = ""


@dataclass(frozen=True)
class Told:
    """What is known of each record beside its own words: its grading, its review, and the days of its events."""

    gradings: Mapping[str, str] = field(default_factory=dict)
    reviews: Mapping[str, str] = field(default_factory=dict)
    days: Mapping[str, Sequence[str]] = field(default_factory=dict)


def claims(
    name: str, records: Iterable[Record], told: Told, leave_out: frozenset[str] = frozenset()
) -> tuple[Claim, ...]:
    """The claims of `records` of kind `name` in the vocabulary's order, without the properties of `leave_out`."""
    each = list(records)
    found = []
    for column in kind(name).own:
        if column in leave_out or column.endswith(_AS_WRITTEN):
            continue
        values = _values(column, each, told)
        if values:
            prop = kind(name).properties[column]
            conflict = column in ONLY_ONE and not agree([one.text for one in values])
            found.append(Claim(column, prop.label, prop.group, values, conflict, prop.why_not or ""))
    return tuple(found)


def agree(values: Sequence[str]) -> bool:
    """Whether values of a property of which there is one could all be right: equal, or partial dates of one day.

    `1970` and `1970-05-09` agree; `1970-05` and `1970-06` do not; a date with doubt marked in it agrees with its year.
    """
    plain = sorted({value.rstrip("~?%") for value in values}, key=len)
    return all(longer.startswith(shorter) for shorter, longer in pairwise(plain))


def saying(record: Record, told: Told) -> Saying:
    """What a claim says of the record that it rests on."""
    return Saying(
        record.id,
        record.source,
        record.grading or told.gradings.get(record.id, ""),
        record.terms.handling,
        record.terms.lawful_basis,
        record.terms.review_group,
        told.reviews.get(record.id, ""),
        record.valid_from.date().isoformat(),
        record.withdrawn is not None,
    )


def _values(column: str, records: Sequence[Record], told: Told) -> tuple[Value, ...]:
    said: dict[str, list[Record]] = {}
    for record in records:
        if column in record.says:
            said.setdefault(str(record.says[column]), []).append(record)
    found = [_value(text, who, told) for text, who in said.items()]
    return tuple(sorted(found, key=lambda one: (-len(one.sources), -len(one.sayings), one.text)))


def _value(text: str, who: Sequence[Record], told: Told) -> Value:
    days = sorted(day for record in who for day in told.days.get(record.id, ()) if day)
    sayings = tuple(saying(record, told) for record in who)
    return Value(text, sayings, days[0][:10] if days else "", days[-1][:10] if days else "")
