"""JSON lines: one object a line, strict about its names."""

import io
import itertools
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import IO

import pyarrow as pa

from athena.failures import Refused
from athena.ingest.bytes_in import BytesIn
from athena.ingest.delimited import compared
from athena.ingest.source import Misread

_BATCH = 20_000
# A line longer than this is not a record: a file without line ends would be read whole to find its first.
_LINE_LIMIT = 1 << 20
_MISREAD_LIMIT = 100_000
_WITHIN = "."


@dataclass(frozen=True)
class JsonLines:
    """UTF-8 text, one JSON object a line, each with exactly the names in `columns`, in any order.

    Every value arrives as text: a string as it is, a number or truth value as JSON writes it, `null` as the empty
    text. `caller.surname` names a value inside an object; an object that is `null` has all its values empty.
    """

    columns: tuple[str, ...]

    def header(self, content: BytesIn) -> Sequence[str]:
        """Read the names of the first object, those inside an object with a point between."""
        line = io.BufferedReader(content, _LINE_LIMIT).readline(_LINE_LIMIT)
        if not line.strip():
            raise Refused(
                "ingest.empty-file",
                "A file is empty",
                content.name,
                "It has no line, so nobody can tell an empty month from a failed export",
                "Whoever delivered it: export it again",
            )
        try:
            return list(self._flat(_object(line)))
        except ValueError as error:
            raise Refused(
                "ingest.not-json-lines",
                "A file is not JSON lines",
                f"{content.name}, row 1",
                str(error),
                "Whoever delivered it: export it as one JSON object a line, in UTF-8",
            ) from error

    def check(self, header: Sequence[str], file: str) -> None:
        """Refuse a first object with a missing or an unknown name."""
        compared(self.columns, header, f"{file}, row 1")

    def schema(self) -> pa.Schema:
        """Every value as text."""
        return pa.schema([(name, pa.string()) for name in self.columns])

    def rows(self, content: BytesIn, header: Sequence[str], file: str) -> "JsonLinesRows":  # noqa: ARG002 - Format's
        """Read the rows in order."""
        return JsonLinesRows(self, content, file)

    def original(self, content: IO[bytes], row: int) -> bytes:
        """Find the line of one row."""
        lines = (line for line in content if line.strip(b"\r\n"))
        return next(itertools.islice(lines, row - 1, None)).rstrip(b"\r\n")

    def values(self, line: bytes) -> list[str]:
        """The values of one line in the order of `columns`; raise `ValueError` in words for what it should not be."""
        found = self._flat(_object(line))
        missing, unknown = set(self.columns) - set(found), set(found) - set(self.columns)
        if missing or unknown:
            raise ValueError(
                f"it lacks {', '.join(sorted(missing)) or 'nothing'} and has {', '.join(sorted(unknown)) or 'nothing'} "
                "that is not known"
            )
        return [found[name] for name in self.columns]

    def _flat(self, found: Mapping[str, object]) -> dict[str, str]:
        flat: dict[str, str] = {}
        for name, value in found.items():
            inner = [column for column in self.columns if column.startswith(name + _WITHIN)]
            if inner and value is None:
                flat |= dict.fromkeys(inner, "")
            elif inner and isinstance(value, dict):
                flat |= {f"{name}{_WITHIN}{key}": _text(one) for key, one in value.items()}
            else:
                flat[name] = _text(value)
        return flat


class JsonLinesRows:
    """The rows of one file while they are read; see `source.Rows`."""

    def __init__(self, format: JsonLines, content: BytesIn, file: str) -> None:
        self.misread: list[Misread] = []
        self.notes: list[str] = []
        self._format = format
        self._content = content
        self._file = file
        # Kept, because a reader that nobody holds closes what it reads from.
        self._reader = io.BufferedReader(content, _LINE_LIMIT)
        self._lines: Iterator[tuple[int, bytes]] = enumerate((line for line in self._reader if line.strip()), 1)

    def __iter__(self) -> "JsonLinesRows":
        """Give itself."""
        return self

    def __next__(self) -> tuple[pa.Array, pa.RecordBatch]:
        """Give the next rows and their numbers."""
        numbers, rows = [], []
        taken = 0
        for number, line in itertools.islice(self._lines, _BATCH):
            taken += 1
            try:
                rows.append(self._format.values(line))
                numbers.append(number)
            except ValueError as error:
                self._skip(number, str(error))
        if not taken:
            raise StopIteration
        columns = [pa.array(column, pa.string()) for column in zip(*rows, strict=True)] or [
            pa.array([], pa.string()) for _ in self._format.columns
        ]
        return pa.array(numbers, pa.int64()), pa.record_batch(columns, schema=self._format.schema())

    def covered(self) -> tuple[date, date] | None:
        """Say nothing of months: the rows do not, and the file's name or the source does."""
        return None

    def count(self) -> int:
        """Count the lines that are not blank, by the bytes as they came in."""
        self._content.drain()
        return self._content.lines

    def _skip(self, number: int, why: str) -> None:
        self.misread.append(Misread(number, why))
        if len(self.misread) > _MISREAD_LIMIT:
            raise Refused(
                "ingest.unreadable",
                "A file cannot be read as JSON lines",
                f"{self._file}, row {number:,}",
                f"Over {_MISREAD_LIMIT:,} lines are not the objects they should be",
                "Whoever delivered it: export it again",
            )


def _object(line: bytes) -> Mapping[str, object]:
    try:
        found = json.loads(line, object_pairs_hook=_once)
    except UnicodeDecodeError as error:
        raise ValueError("it is not in UTF-8") from error
    except json.JSONDecodeError as error:
        raise ValueError(f"it is not JSON at character {error.pos}: {error.msg}") from error
    if not isinstance(found, dict):
        raise ValueError("it is not a JSON object")
    return found


def _once(pairs: list[tuple[str, object]]) -> dict[str, object]:
    found = dict(pairs)
    if len(found) < len(pairs):
        raise ValueError("it names a value twice, and nobody can say which is meant")
    return found


def _text(value: object) -> str:
    if value is None:
        return ""
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False, sort_keys=True)
