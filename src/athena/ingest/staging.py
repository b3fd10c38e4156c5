"""Staging: the rows of recognised files stream through their source's mapping into a table beside the lake."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date

import ibis
import ibis.expr.types as ir
import pyarrow as pa
import pyarrow.compute as pc

from athena.failures import Refused
from athena.ingest.recognise import Recognised, RefusedFile
from athena.ingest.source import Labelling, Misread, Part, Raw, Record, Rule, Source
from athena.lake.versions import CONTENT, DATED, FILE, KEY, LABEL, PART, PROBLEM, ROW, SLOT
from athena.lake.writing import Writer
from athena.pole import Label

MISREAD = "misread"
_MONTH = "_month"
_HASH_LENGTH = 32
KEY_LENGTH = 16
_BETWEEN = "\x1f"


@dataclass(frozen=True)
class ReadFile:
    """A file that was read to its end: what it is, and how many rows it has by a count apart from the parsing."""

    recognised: Recognised
    sha256: str
    size: int
    rows_in: int
    covered: tuple[date, date]
    misread: Sequence[Misread]
    notes: Sequence[str]


@dataclass
class Progress:
    """How far a command is: bytes and rows so far, of how many bytes, and the file that is being read.

    The one mutable thing here: it is changed where the work is done and shown by a face.
    """

    total_bytes: int = 0
    bytes: int = 0
    rows: int = 0
    doing: str = ""
    tell: Callable[["Progress"], None] = field(default=lambda progress: None)

    def add(self, *, bytes: int = 0, rows: int = 0, doing: str | None = None) -> None:
        """Count more bytes or rows, or say what is being done now."""
        self.bytes += bytes
        self.rows += rows
        self.doing = self.doing if doing is None else doing
        self.tell(self)


class Unreadable(Exception):
    """One file of those being staged cannot be read; the others can be staged without it."""

    def __init__(self, refused: RefusedFile) -> None:
        super().__init__(refused)
        self.refused = refused


def stage(
    writer: Writer, table: str, source: Source, files: Sequence[Recognised], progress: Progress
) -> list[ReadFile]:
    """Read `files`, all of one source, into the staged `table`; raise `Unreadable` for the first that fails."""
    arriving = _Arriving(source, files, progress)
    try:
        writer.stage(table, pa.RecordBatchReader.from_batches(arriving.schema, arriving.batches()), shape(source))
    except Exception as error:
        # An error inside the stream reaches us as DuckDB's words about it; the stream knows what it really was.
        if arriving.failure is not None:
            raise arriving.failure from None
        raise Refused(
            "ingest.mapping-fails",
            "The mapping of a source cannot be computed over its rows",
            f"source {source.name}, in one of {len(files)} files such as {files[0].member.name}",
            str(error).split("\n")[0],
            "A data engineer: let the mapping give nothing where a text is not a value (try_cast), and let a rule "
            "quarantine that row",
        ) from error
    return _dated(writer, table, arriving.read)


def _dated(writer: Writer, table: str, files: list[ReadFile]) -> list[ReadFile]:
    """Give the files with the months that their rows say they cover, where the source has its rows say so."""
    rows = writer.staged(table).group_by(FILE).agg(first=ibis._[DATED].min(), last=ibis._[DATED].max())
    months = {
        row[FILE]: (row["first"].replace(day=1), row["last"].replace(day=1))
        for row in writer.rows(rows).to_pylist()
        if row["first"] is not None
    }
    return [replace(file, covered=months.get(file.recognised.number, file.covered)) for file in files]


class _Arriving:
    """The rows of several files as one stream of batches."""

    def __init__(self, source: Source, files: Sequence[Recognised], progress: Progress) -> None:
        self.schema = pa.schema(
            [
                (FILE, pa.int32()),
                (ROW, pa.int64()),
                (SLOT, pa.dictionary(pa.int8(), pa.string())),
                (_MONTH, pa.date32()),
                *source.format.schema(),
            ]
        )
        self.read: list[ReadFile] = []
        self.failure: Unreadable | BaseException | None = None
        self._source = source
        self._files = files
        self._progress = progress

    def batches(self) -> Iterator[pa.RecordBatch]:
        """Give the rows of every file in turn."""
        for file in self._files:
            try:
                yield from self._of(file)
            except Refused as refusal:
                self.failure = Unreadable(RefusedFile(file.member.name, self._source.name, refusal))
                raise
            except Exception as error:
                self.failure = error
                raise

    def _of(self, file: Recognised) -> Iterator[pa.RecordBatch]:
        self._progress.add(doing=file.member.name)
        with file.bytes_in(lambda count: self._progress.add(bytes=count)) as content:
            rows = file.source.format.rows(content, file.header, file.member.name)
            for numbers, batch in rows:
                if file.only is not None:
                    numbers, batch = _picked(file.only, numbers, batch)
                self._progress.add(rows=batch.num_rows)
                yield self._stamped(file, numbers, batch)
            self.read.append(
                ReadFile(
                    file,
                    rows_in=rows.count() if file.only is None else len(file.only),
                    sha256=content.sha256,
                    size=content.size,
                    covered=rows.covered() or (file.slot.first, file.slot.last),
                    misread=tuple(row for row in rows.misread if file.only is None or row.row in file.only),
                    notes=tuple(rows.notes),
                )
            )

    def _stamped(self, file: Recognised, numbers: pa.Array, batch: pa.RecordBatch) -> pa.RecordBatch:
        count = batch.num_rows
        slot = pa.DictionaryArray.from_arrays(pa.repeat(pa.scalar(0, pa.int8()), count), [file.slot.name])
        return pa.record_batch(
            [
                pa.repeat(pa.scalar(file.number, pa.int32()), count),
                numbers,
                slot,
                pa.repeat(pa.scalar(file.slot.first, pa.date32()), count),
                *batch.columns,
            ],
            schema=self.schema,
        )


def _picked(only: frozenset[int], numbers: pa.Array, batch: pa.RecordBatch) -> tuple[pa.Array, pa.RecordBatch]:
    wanted = pc.is_in(numbers, pa.array(sorted(only), pa.int64()))
    return numbers.filter(wanted), batch.filter(wanted)


@ibis.udf.scalar.builtin  # type: ignore[untyped-decorator]
def sha256(text: str) -> str:  # type: ignore[empty-body]
    """SHA-256 in hex, by the engine."""


def shape(source: Source) -> ir.Table:
    """Write a source's mapping, key and rules as one expression over an unbound table `arriving`.

    Whatever its mapping raises is raised: it has then no meaning over the columns of its format.
    """
    columns = {field.name: ibis.dtype(field.type) for field in source.format.schema()}
    raw = ibis.table({FILE: "int32", ROW: "int64", SLOT: "string", _MONTH: "date", **columns}, name="arriving")
    record = {name: _value(value) for name, value in source.mapping(raw).items()}
    content = sha256(ibis.literal(_BETWEEN).join([raw[name].cast("string") for name in columns]))
    key = None if source.key is None else sha256(source.key(raw)).left(KEY_LENGTH)
    whole = content.left(KEY_LENGTH)
    stated = {
        FILE: raw[FILE],
        ROW: raw[ROW],
        SLOT: raw[SLOT],
        KEY: whole if key is None else key.coalesce(whole),
        CONTENT: content.left(_HASH_LENGTH),
        PROBLEM: _first_broken(source.rules, raw, record),
        LABEL: _label(source.label, raw),
        DATED: ibis.null("date") if source.dated is None else source.dated(raw),
    }
    parts = {f"{PART}{part.name}": _part(part, raw) for part in source.also}
    return raw.select(**stated, **record, **parts)


def _part(part: Part, raw: Raw) -> ir.Value:
    """The record of a part as one structure with its label, or nothing on a row that has no such part."""
    record = {name: _value(value) for name, value in part.mapping(raw).items()}
    whole = ibis.struct({LABEL: _label(part.label, raw), **record})
    return whole if part.present is None else part.present(raw).ifelse(whole, ibis.null(whole.type()))


def _label(labelling: Labelling, raw: Raw) -> ir.Value:
    if isinstance(labelling, Label):
        return ibis.literal(int(labelling.id), "int64")
    word, otherwise = labelling.word(raw), ibis.literal(int(labelling.otherwise.id), "int64")
    return word.cases(*((said, int(label.id)) for said, label in labelling.labels.items()), else_=otherwise)


def _value(value: ir.Value | str) -> ir.Value:
    return value if isinstance(value, ir.Value) else ibis.literal(value)


def _first_broken(rules: Sequence[Rule], raw: ir.Table, record: Record) -> ir.Value:
    if not rules:
        return ibis.literal(None, type="string")
    return ibis.cases(*((rule.broken(raw, record).fill_null(False), rule.name) for rule in rules))
