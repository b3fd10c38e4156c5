"""Comma-separated text: strict about its columns, its encoding and its rows."""

import codecs
import csv as text_csv
import difflib
import io
import itertools
from collections.abc import Sequence
from dataclasses import dataclass
from typing import IO

import numpy as np
import pyarrow as pa
import pyarrow.csv as csv

from athena.failures import Refused
from athena.ingest.bytes_in import BytesIn
from athena.ingest.source import Misread

_BLOCK = 4 << 20
_BOM = "\ufeff"
# A file in which this many rows cannot be read is not a damaged file of this source: it is another file.
_MISREAD_LIMIT = 100_000
# No honest header is longer; without a bound, a file without a line break would be read whole to find its header.
_HEADER_LIMIT = 1 << 16
_SHOWN = 5


@dataclass(frozen=True)
class Delimited:
    """Comma-separated UTF-8 text with a header line that names exactly `columns`, in any order.

    Every field arrives as text, untouched; an empty field is the empty text. One row is one line: a quoted field
    with a line break in it is refused, because that is what a lost quotation mark looks like.
    """

    columns: tuple[str, ...]

    def header(self, content: BytesIn) -> Sequence[str]:
        """Read the names in the header line."""
        line = io.BufferedReader(content, _HEADER_LIMIT).readline(_HEADER_LIMIT)
        try:
            text = line.decode("utf-8-sig").strip("\r\n")
        except UnicodeDecodeError as error:
            raise _not_utf8(content.name, 0, "(header)") from error
        if not text.strip():
            raise Refused(
                "ingest.empty-file",
                "A file is empty",
                content.name,
                "It has no header line, so nobody can tell an empty month from a failed export",
                "Whoever delivered it: export it again",
            )
        if "\r" in text or len(line) == _HEADER_LIMIT:
            raise Refused(
                "ingest.line-ends",
                "A file has no header line that ends where a line should",
                f"{content.name}, row 0 (the header)",
                f"No line feed ends it within {_HEADER_LIMIT:,} bytes, or carriage returns alone end its lines",
                "Whoever delivered it: export it with lines that end in LF or CRLF",
            )
        return next(text_csv.reader([text]))

    def check(self, header: Sequence[str], file: str) -> None:
        """Refuse a header with a mark in front, a missing, an unknown or a doubled column."""
        if header[0].startswith(_BOM):
            raise Refused(
                "ingest.doubled-bom",
                "A file begins with two byte-order marks",
                f"{file}, row 0, column {header[0].lstrip(_BOM)!r}",
                "A program has added a second one to a file that had one, and may have changed more",
                "Whoever delivered it: send the file as it was exported",
            )
        compared(self.columns, header, f"{file}, row 0 (the header)")

    def schema(self) -> pa.Schema:
        """Every column as text."""
        return pa.schema([(name, pa.string()) for name in self.columns])

    def rows(self, content: BytesIn, header: Sequence[str], file: str) -> "DelimitedRows":
        """Read the rows in order."""
        return DelimitedRows(self, content, header, file)

    def original(self, content: IO[bytes], row: int) -> bytes:
        """Find the line of one row; row 0 is the header."""
        lines = (line for line in content if line.strip(b"\r\n"))
        return next(itertools.islice(lines, row, None)).rstrip(b"\r\n")


class DelimitedRows:
    """The rows of one comma-separated file while they are read; see `source.Rows`."""

    def __init__(self, format: Delimited, content: BytesIn, header: Sequence[str], file: str) -> None:
        self.misread: list[Misread] = []
        self.notes: list[str] = []
        self._format = format
        self._content = content
        self._header = header
        self._file = file
        self._next_row = 1
        self._given = 0
        self._reader: csv.CSVStreamingReader | None = None

    def __iter__(self) -> "DelimitedRows":
        """Give itself."""
        return self

    def __next__(self) -> tuple[pa.Array, pa.RecordBatch]:
        """Give the next rows and their numbers."""
        # Opening reads the first rows already, and so can meet text that is not UTF-8.
        try:
            self._reader = self._reader or self._open()
            batch = self._reader.read_next_batch()
        except pa.ArrowInvalid as error:
            raise self._unreadable(str(error)) from error
        if len(self.misread) > _MISREAD_LIMIT:
            raise self._unreadable(f"over {_MISREAD_LIMIT:,} rows have the wrong number of fields")
        self._given += batch.num_rows
        return self._numbers(batch.num_rows), batch.select(list(self._format.columns))

    def covered(self) -> None:
        """Say nothing of months: the rows do not, and the file's name does."""

    def count(self) -> int:
        """Count the lines that are not blank, less the header; refuse if the parser saw another number of rows."""
        self._content.drain()
        lines = self._content.lines - 1
        if lines != self._given + len(self.misread):
            raise Refused(
                "ingest.broken-quote",
                "A file's lines and rows do not agree",
                f"{self._file}",
                f"It has {lines:,} lines below the header and {self._given + len(self.misread):,} rows: a quotation "
                "mark is missing, or a field holds a line break, and rows would be lost inside a field",
                "Whoever delivered it: export it again without line breaks in fields",
            )
        return lines

    def _open(self) -> csv.CSVStreamingReader:
        return csv.open_csv(
            pa.PythonFile(_Utf8(self._content, self._header), mode="r"),
            # One thread, because only then does the parser say which row it could not read.
            read_options=csv.ReadOptions(use_threads=False, block_size=_BLOCK),
            parse_options=csv.ParseOptions(invalid_row_handler=self._skip),
            convert_options=csv.ConvertOptions(
                column_types=self._format.schema(),
                strings_can_be_null=False,
                # Checked on the way in: the parser cannot hand over a row with too many fields that is not UTF-8.
                check_utf8=False,
                include_columns=list(self._format.columns),
            ),
        )

    def _skip(self, row: csv.InvalidRow) -> str:
        self.misread.append(
            Misread(
                row.number - 1,
                f"it has {row.actual_columns} fields where the header names {row.expected_columns}",
            )
        )
        return "skip"

    def _numbers(self, count: int) -> pa.Array:
        skipped = {bad.row for bad in self.misread if bad.row >= self._next_row}
        numbers = np.arange(self._next_row, self._next_row + count + len(skipped), dtype=np.int64)
        if skipped:
            numbers = numbers[~np.isin(numbers, list(skipped))][:count]
        self._next_row = int(numbers[-1]) + 1 if count else self._next_row
        return pa.array(numbers)

    def _unreadable(self, why: str) -> Refused:
        return Refused(
            "ingest.unreadable",
            "A file cannot be read as comma-separated text",
            f"{self._file}, after row {self._next_row - 1:,}",
            why,
            "Whoever delivered it: export it again",
        )


class _Utf8(io.RawIOBase):
    """Bytes on their way to the parser, refused with row and column where they are not UTF-8."""

    def __init__(self, content: BytesIn, header: Sequence[str]) -> None:
        super().__init__()
        self._content = content
        self._header = header
        self._decoder = codecs.getincrementaldecoder("utf-8")()
        self._rows = 0
        self._line = b""

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]
        piece = self._content.read(len(buffer)) or b""
        try:
            self._decoder.decode(piece, final=not piece)
        except UnicodeDecodeError as error:
            carried = len(error.object) - len(piece)
            raise self._refusal((self._line + piece)[: len(self._line) - carried + error.start]) from error
        self._line = piece[piece.rfind(b"\n") + 1 :] if b"\n" in piece else self._line + piece
        self._rows = self._content.lines - bool(self._line)
        buffer[: len(piece)] = piece
        return len(piece)

    def _refusal(self, sound: bytes) -> Refused:
        *lines, line = sound.split(b"\n")
        row = self._rows + sum(bool(text.strip(b"\r")) for text in lines)
        fields = next(text_csv.reader([line.decode("utf-8", "replace").replace("\r", "")]), [])
        column = min(max(len(fields) - 1, 0), len(self._header) - 1)
        return _not_utf8(self._content.name, row, self._header[column])


def _not_utf8(file: str, row: int, column: str) -> Refused:
    return Refused(
        "ingest.encoding",
        "A file is not in UTF-8",
        f"{file}, row {row:,}, column {column!r}",
        "A byte stands there that cannot stand in UTF-8, and to guess another encoding could change names",
        "Whoever delivered it: export it as UTF-8; iconv -f WINDOWS-1252 -t UTF-8 mends the commonest case",
    )


def compared(columns: Sequence[str], header: Sequence[str], where: str) -> None:
    """Refuse a header that has not exactly `columns`, in any order, and say which are missing, unknown or doubled."""
    missing = [name for name in columns if name not in header]
    unknown = [name for name in header if name not in columns]
    doubled = sorted({name for name in header if header.count(name) > 1})
    if missing or unknown or doubled:
        raise Refused(
            "ingest.columns",
            "A file does not have the columns of its source",
            where,
            "; ".join(filter(None, (_missing(missing, unknown), _unknown(unknown), _doubled(doubled)))),
            "Whoever delivered it: send it with the columns named as before. If the publisher has changed them "
            "for good, a data engineer can extend the source (docs/ingest.md)",
        )


def _missing(missing: Sequence[str], unknown: Sequence[str]) -> str:
    if not missing:
        return ""
    close = {name: difflib.get_close_matches(name, unknown, 1, 0.5) for name in missing}
    words = [f"{name!r}" + (f" (perhaps renamed {close[name][0]!r})" if close[name] else "") for name in missing]
    return "missing: " + _some(words)


def _unknown(unknown: Sequence[str]) -> str:
    return "not known here: " + _some([repr(name[:60]) for name in unknown]) if unknown else ""


def _doubled(doubled: Sequence[str]) -> str:
    return "named twice: " + _some([repr(name[:60]) for name in doubled]) if doubled else ""


def _some(words: Sequence[str]) -> str:
    more = f" and {len(words) - _SHOWN} more" if len(words) > _SHOWN else ""
    return ", ".join(words[:_SHOWN]) + more
