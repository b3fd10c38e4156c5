"""Fields read from the bytes by the slow decoder: numbers as `Decimal`, dates and text in plain Python.

Nothing here goes through NumPy, Arrow, Ibis or DuckDB, so what it says is a second opinion on what they loaded.
"""

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from functools import cached_property

from athena.ingest.mainframe.codepages import CodePage
from athena.ingest.mainframe.columns import is_number
from athena.ingest.mainframe.dates import DateRule
from athena.ingest.mainframe.exact import exact_number
from athena.ingest.mainframe.layout import Node
from athena.ingest.mainframe.reading import Reading
from athena.ingest.migration.mapped import Value


@dataclass(frozen=True)
class ExactField:
    """One elementary item, ready to be read from its bytes."""

    node: Node
    reading: Reading

    @cached_property
    def rule(self) -> DateRule | None:
        """How it writes a date, if it is one."""
        return self.reading.date_of(self.node.path, self.node.name)

    @cached_property
    def totalled(self) -> bool:
        """Whether it can be hash-totalled: numbers by their sum, dates by the sum of their day numbers."""
        return self.rule is not None or is_number(self.node)

    @cached_property
    def page(self) -> CodePage:
        """The code page of its text."""
        return self.reading.page_of(self.node.path, self.node.name)

    def value(self, data: bytes) -> Value:
        """What its bytes say; nothing where they are no such value, are cut off, or are not there."""
        if len(data) < self.node.width and (self.totalled or not data):
            return None
        if not self.totalled:
            return self.page.decode(data).strip(" \0") or None
        number = self._number(data)
        return number if self.rule is None or number is None else to_date(int(number), self.rule)

    def key_part(self, value: Value) -> str:
        """A value as it stands in a key: numbers with the digits of their scale, dates in ISO form."""
        if isinstance(value, Decimal) and self.node.item.picture is not None:
            return f"{value:.{max(self.node.item.picture.scale, 0)}f}"
        return "" if value is None else str(value)

    def _number(self, data: bytes) -> Decimal | None:
        picture = self.node.item.picture
        if is_number(self.node) and picture is not None:
            return exact_number(self.node, picture, self.reading, data)
        text = self.page.decode(data).strip()
        return Decimal(text) if text.isascii() and text.isdigit() else None


def totalled_within(node: Node, reading: Reading) -> bool:
    """Whether a field holds a number or a date: itself, or in an occurrence of its table."""
    return any(not one.is_group and ExactField(one, reading).totalled for one in node.walk())


def to_date(number: int, rule: DateRule) -> date | None:
    """The day that digits mean under a rule; nothing where there is no such day."""
    if number <= 0:
        return None
    if rule.epoch is not None:
        nines = number >= 99_999 and set(str(number)) == {"9"}
        last = (date.max - rule.epoch).days
        return None if nines or number > last else rule.epoch + timedelta(days=number)
    digits = str(number).rjust(len(rule.format), "0")
    if len(digits) > len(rule.format):
        return None
    parts: dict[str, str] = {}
    for letter, digit in zip(rule.format, digits, strict=True):
        parts[letter] = parts.get(letter, "") + digit
    year = int(parts["Y"])
    if "C" in parts:
        year += 1900 + 100 * int(parts["C"])
    elif "YYYY" not in rule.format and rule.window is not None:
        year += rule.window - rule.window % 100
        year += 100 if year < rule.window else 0
    try:
        if "M" in parts:
            return date(year, int(parts["M"]), int(parts["D"]))
        found = date(year, 1, 1) + timedelta(days=int(parts["D"]) - 1)
    except (ValueError, OverflowError):
        return None
    return found if found.year == year and int(parts["D"]) > 0 else None


def weight(value: Value) -> Decimal | None:
    """What a value adds to a hash total: a number itself, a date its day number (1 is 1 January of the year 1)."""
    if isinstance(value, date):
        return Decimal(value.toordinal())
    return value if isinstance(value, Decimal) else None
