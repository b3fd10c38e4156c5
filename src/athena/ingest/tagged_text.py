"""Tagged text: reports of `NAME: value` lines, each ended by a line that stands for the end."""

import io
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import IO

import pyarrow as pa

from athena.failures import Refused
from athena.ingest.bytes_in import BytesIn
from athena.ingest.source import Misread

_BATCH = 5_000
_BETWEEN = ": "


@dataclass(frozen=True)
class TaggedText:
    """UTF-8 text of reports, each a line `NAME: value` for every one of `fields` in this order, ended by `end`.

    The last field runs to the end of its report and may have several lines. Every value arrives as text.
    """

    fields: tuple[str, ...]
    end: str

    def header(self, content: BytesIn) -> Sequence[str]:
        """Name the fields: a report carries its own names, and each is held to them."""
        first = io.BufferedReader(content).readline()
        if not first.startswith(f"{self.fields[0]}:".encode()):
            raise Refused(
                "ingest.not-tagged-text",
                "A file does not begin with a report",
                f"{content.name}, line 1",
                f"Its first line does not begin with {self.fields[0]}:",
                "Whoever delivered it: export it again; an empty export has nothing to say and is not sent",
            )
        return self.fields

    def check(self, header: Sequence[str], file: str) -> None:
        """Accept: each report is held to the fields by itself."""

    def schema(self) -> pa.Schema:
        """Every field as text."""
        return pa.schema([(name, pa.string()) for name in self.fields])

    def rows(self, content: BytesIn, header: Sequence[str], file: str) -> "TaggedRows":  # noqa: ARG002 - Format's
        """Read the reports in order."""
        return TaggedRows(self, content, file)

    def original(self, content: IO[bytes], row: int) -> bytes:
        """Find the lines of one report."""
        for number, report in enumerate(_reports(content, self.end), 1):
            if number == row:
                return b"".join(report.lines)
        raise IndexError(row)

    def values(self, lines: Sequence[bytes]) -> list[str]:
        """The values of one report in the order of `fields`; raise `ValueError` in words for what it should not be."""
        try:
            text = [line.decode("utf-8").rstrip("\r\n") for line in lines]
        except UnicodeDecodeError as error:
            raise ValueError("it is not in UTF-8") from error
        found = []
        for place, name in enumerate(self.fields):
            if place >= len(text) or not text[place].startswith(f"{name}:"):
                raise ValueError(f"its line {place + 1} should begin with {name}:")
            found.append(text[place].removeprefix(f"{name}:").strip())
        rest = text[len(self.fields) :]
        if rest:
            found[-1] = "\n".join([found[-1], *rest])
        return found


class TaggedRows:
    """The reports of one file while they are read; see `source.Rows`."""

    def __init__(self, format: TaggedText, content: BytesIn, file: str) -> None:
        self.misread: list[Misread] = []
        self.notes: list[str] = []
        self._format = format
        self._file = file
        self._content = content
        self._end = format.end.encode()
        self._ends = 0
        # Kept, because a reader that nobody holds closes what it reads from.
        self._reader = io.BufferedReader(content)
        self._reports = enumerate(_reports(self._counted(self._reader), format.end), 1)

    def __iter__(self) -> "TaggedRows":
        """Give itself."""
        return self

    def __next__(self) -> tuple[pa.Array, pa.RecordBatch]:
        """Give the next reports and their numbers; refuse where the last one has no end."""
        numbers, rows = [], []
        for number, report in self._reports:
            if not report.ended:
                raise self._cut_short(number)
            try:
                rows.append(self._format.values(report.lines))
                numbers.append(number)
            except ValueError as error:
                self.misread.append(Misread(number, str(error)))
            if len(rows) == _BATCH:
                break
        if not rows:
            raise StopIteration
        columns = [pa.array(column, pa.string()) for column in zip(*rows, strict=True)]
        return pa.array(numbers, pa.int64()), pa.record_batch(columns, schema=self._format.schema())

    def covered(self) -> tuple[date, date] | None:
        """Say nothing of months: the file's name does."""
        return None

    def count(self) -> int:
        """Count the lines that end a report."""
        self._content.drain()
        return self._ends

    def _counted(self, lines: Iterable[bytes]) -> Iterator[bytes]:
        for line in lines:
            self._ends += line.rstrip(b"\r\n") == self._end
            yield line

    def _cut_short(self, number: int) -> Refused:
        return Refused(
            "ingest.unreadable",
            "A file of reports ends in the middle of one",
            f"{self._file}, report {number:,}",
            f"No line {self._format.end} ends it: the file was cut short, or the text of a report holds such a line",
            "Whoever delivered it: export it again",
        )


@dataclass(frozen=True)
class _Report:
    """The lines of one report without the line that ends it, and whether there was one."""

    lines: Sequence[bytes]
    ended: bool


def _reports(lines: Iterable[bytes], end: str) -> Iterator[_Report]:
    found: list[bytes] = []
    for line in lines:
        if line.rstrip(b"\r\n") == end.encode():
            yield _Report(found, ended=True)
            found = []
        else:
            found.append(line)
    if any(line.strip() for line in found):
        yield _Report(found, ended=False)
