"""What a source is: how to recognise its files, read their rows, and say them in the vocabulary.

A source is one small module that holds one `Source`. Its mapping and its quality rules are Ibis expressions over
the row as delivered, so the same source runs on another engine; see `docs/ingest.md` for a worked example.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import IO, Protocol, TypeAlias

import ibis.expr.types as ir
import pyarrow as pa

from athena.ingest.bytes_in import BytesIn
from athena.pole import Label

# The first modern police force is of 1829: a slot that says it ends so early says that it does not know.
_BEFORE_RECORDS = 1829
UNDATED = date(_BEFORE_RECORDS, 9, 29)
"""The first and last month of a slot whose file's name says none: its rows may say them, and a register has none."""


@dataclass(frozen=True)
class Slot:
    """What a delivered file restates as a whole, so that a later file of the same slot replaces what it said.

    `name` is stable (`city-of-london/2024-05`). `area` and `kind` say whose rows of what they are, for coverage;
    `first` and `last` are the months covered, as their first days. `family` names the kinds that the publisher
    offers for the same area and months: one of them that is missing is a gap.
    """

    name: str
    area: str
    kind: str
    first: date
    last: date
    family: tuple[str, ...] = ()

    @property
    def dated(self) -> bool:
        """Say whether the file's name gives its months; those of a published table are known once it is read."""
        return self.last.year > _BEFORE_RECORDS


class Format(Protocol):
    """How the bytes of one file become rows. A format knows nothing of police work."""

    def header(self, content: BytesIn) -> Sequence[str]:
        """Read the names of the columns and nothing more; raise `Refused` for what is not this format at all."""

    def check(self, header: Sequence[str], file: str) -> None:
        """Raise `Refused` unless a file with this header can be read."""

    def schema(self) -> pa.Schema:
        """Say which columns `rows` gives."""

    def rows(self, content: BytesIn, header: Sequence[str], file: str) -> "Rows":
        """Read the rows of one file whose header was checked, in order, in batches."""

    def original(self, content: IO[bytes], row: int) -> bytes:
        """Find the bytes of one row, numbered from 1, as they were delivered."""


@dataclass(frozen=True)
class Misread:
    """A row that the format could not read: its number from 1, and why."""

    row: int
    reason: str


class Rows(Protocol):
    """The rows of one file while they are read; `notes` say what was left out of them, in words."""

    misread: list[Misread]
    notes: list[str]

    def __iter__(self) -> "Rows":
        """Give itself."""

    def __next__(self) -> tuple[pa.Array, pa.RecordBatch]:
        """Give the row numbers of the next batch and its rows; raise `Refused` where the file ends being readable."""

    def covered(self) -> tuple[date, date] | None:
        """Say the first and last month that the rows cover, where the rows say so."""

    def count(self) -> int:
        """Say how many rows the file has, counted apart from the parsing; only after the last batch."""


Raw: TypeAlias = ir.Table
"""The row as delivered: an Ibis table with the format's columns and `_month`, the slot's first month as a date."""

Record: TypeAlias = Mapping[str, ir.Value]
"""The properties of one kind, by name, as expressions over the raw row."""


@dataclass(frozen=True)
class Rule:
    """A named quality rule: a row for which `broken` is true goes to quarantine and is never loaded.

    `column` is the delivered column that is at fault, `why` says what is wrong with it in plain words, `remedy` what
    to do and who can. `broken` takes the raw row and the mapped record; unknown (null) counts as not broken.
    """

    name: str
    column: str
    why: str
    remedy: str
    broken: Callable[[Raw, Record], ir.BooleanValue]


@dataclass(frozen=True)
class ByWord:
    """A label that depends on the row: `word` picks it from `labels`; any other word, or none, means `otherwise`.

    The category in which a person is spoken of (DPA 2018 s.38(3)) and the handling of intelligence differ from row
    to row of one file.
    """

    word: Callable[[Raw], ir.StringValue]
    labels: Mapping[str, Label]
    otherwise: Label


Labelling: TypeAlias = Label | ByWord
"""One label for every row, or one that the row chooses."""


def labels_in(labelling: Labelling) -> frozenset[Label]:
    """Every label that rows can be given."""
    if isinstance(labelling, Label):
        return frozenset({labelling})
    return frozenset({*labelling.labels.values(), labelling.otherwise})


@dataclass(frozen=True)
class Part:
    """A further record that a row gives beside its main one: the person of a custody row, and the link between them.

    Its record id is `<row>.<name>`, so `name` never changes once records are loaded. `present` says which rows have
    it; without it all do. It is versioned with its row: when the row changes, is withdrawn or comes back, so does it.
    `athena.ingest.linking` makes the parts that are links.
    """

    name: str
    kind: str
    label: Labelling
    mapping: Callable[[Raw], Record]
    present: Callable[[Raw], ir.BooleanValue] | None = None


@dataclass(frozen=True)
class Source:
    """A source of records: each row gives one record of `kind`, and those of the parts in `also` that it has.

    `version` must rise whenever the mapping, the parts, the rules or the key change, for it is what makes a file be
    read again. `recognise` looks at a file's name and gives its slot or nothing. `key` gives the text by which the
    source tells the rows of one slot apart, null on a row that has none; without it only the whole row does. `dated`
    gives the day by which a row says which month it covers, where the file's name does not.
    """

    name: str
    version: int
    title: str
    kind: str
    label: Labelling
    format: Format
    recognise: Callable[[str], Slot | None]
    key: Callable[[Raw], ir.StringValue] | None
    mapping: Callable[[Raw], Record]
    rules: Sequence[Rule]
    also: Sequence[Part] = ()
    dated: Callable[[Raw], ir.DateValue] | None = None

    @property
    def kinds(self) -> tuple[str, ...]:
        """The kinds of record that a row can give, its main one first, each once."""
        return tuple(dict.fromkeys([self.kind, *(part.kind for part in self.also)]))

    @property
    def labels(self) -> frozenset[Label]:
        """Every label that a record of this source can bear."""
        return frozenset(label for _, label in self.kinds_and_labels)

    @property
    def kinds_and_labels(self) -> frozenset[tuple[str, Label]]:
        """Every label that a record of this source can bear, with the kind that bears it."""
        stated = [(self.kind, self.label), *((part.kind, part.label) for part in self.also)]
        return frozenset((kind, label) for kind, labelling in stated for label in labels_in(labelling))

    @property
    def mapping_id(self) -> str:
        """The mapping's name and version, as records carry it."""
        return f"{self.name}@{self.version}"

    def rule(self, name: str) -> Rule | None:
        """Find a rule by its name."""
        return next((rule for rule in self.rules if rule.name == name), None)


def month_named(text: str) -> date:
    """Read `2024-05` or `202405` as the first day of that month."""
    found = re.fullmatch(r"(\d{4})-?(\d{2})", text)
    if found is None:
        raise ValueError(f"{text!r} is not a month")
    return date(int(found[1]), int(found[2]), 1)
