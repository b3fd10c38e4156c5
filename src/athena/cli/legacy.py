"""`athena legacy`: look at mainframe files, and turn them into Parquet."""

import dataclasses
import json
from pathlib import Path
from typing import Annotated, TypeVar, cast

import typer
from rich.console import Console
from rich.progress import BarColumn, DownloadColumn, Progress, TextColumn, TransferSpeedColumn
from rich.table import Table

from athena.cli.failing import explained
from athena.ingest.mainframe.codepages import code_page
from athena.ingest.mainframe.convert import Conversion, convert
from athena.ingest.mainframe.copybook import Copybook, load_copybook
from athena.ingest.mainframe.dates import DateRule
from athena.ingest.mainframe.describe import field_hex, layout_lines
from athena.ingest.mainframe.framing import FrameOptions, RecordFormat
from athena.ingest.mainframe.infer import FormatVerdict, Settled, Verdict, infer_code_page, infer_format, sample, settle
from athena.ingest.mainframe.layout import Layout, Sync
from athena.ingest.mainframe.options import ReadOptions
from athena.ingest.mainframe.reader import LegacyReader
from athena.ingest.mainframe.reading import FloatFormat, Reading
from athena.ingest.mainframe.refusal import LegacyRefusedError
from athena.ingest.mainframe.segments import SegmentOptions
from athena.ingest.mainframe.text import Trim

app = typer.Typer(help="Mainframe files: look at their layout, turn them into Parquet.", no_args_is_help=True)
_out = Console()
_err = Console(stderr=True)

FormOption = Annotated[str, typer.Option("--form", help="Copybook form: auto, fixed or free.")]
ReplaceOption = Annotated[list[str], typer.Option("--replace", help="OLD=NEW: exchange text in the copybook.")]
FormatOption = Annotated[
    str,
    typer.Option(
        "--format", help="F fixed, V with RDW, VB with BDW and RDW, T lines, L length in a field, O counters alone."
    ),
]
JsonOption = Annotated[bool, typer.Option("--json", help="Print JSON on standard output.")]


def register(parent: typer.Typer) -> None:
    """Add `athena legacy` to the command line."""
    parent.add_typer(app, name="legacy")


@app.command()
def inspect(
    copybook: Annotated[Path, typer.Argument(exists=True, dir_okay=False)],
    file: Annotated[Path | None, typer.Argument(exists=True, dir_okay=False)] = None,
    form: FormOption = "auto",
    replace: ReplaceOption = [],  # noqa: B006
    record_format: FormatOption = "",
    code_page_name: Annotated[str, typer.Option("--code-page", help="Code page; inferred where not given.")] = "",
    records: Annotated[int, typer.Option("--records", help="How many records to show.")] = 3,
    occurs: Annotated[str, typer.Option("--occurs", help="shift or max.")] = "shift",
    sync: Annotated[str, typer.Option("--sync", help="ibm, natural or none.")] = "ibm",
    as_json: JsonOption = False,
) -> None:
    """Show a copybook's layout; with a file, its first records beside their bytes and a verdict on its format."""
    with explained():
        book = load_copybook(copybook, form=_one_of(form, "--form", "auto", "fixed", "free"), replacing=_pairs(replace))
        reading = Reading(occurs=_one_of(occurs, "--occurs", "shift", "max"), sync=_sync(sync))
        layouts = book.layouts(sync=reading.sync, shift=reading.occurs == "shift")
        found: dict[str, object] = {"records": [_layout_json(layout) for layout in layouts]}
        if not as_json:
            for layout in layouts:
                _out.print(_layout_table(layout))
        if file is not None:
            found["file"] = _inspect_file(book, layouts, file, reading, record_format, code_page_name, records, as_json)
        if as_json:
            print(json.dumps(found, default=str, ensure_ascii=False))


@app.command(name="convert")
def convert_command(
    copybook: Annotated[Path, typer.Argument(exists=True, dir_okay=False)],
    files: Annotated[list[Path], typer.Argument(exists=True, dir_okay=False)],
    output: Annotated[Path, typer.Option("-o", "--output", help="The Parquet file to write.")],
    form: FormOption = "auto",
    replace: ReplaceOption = [],  # noqa: B006
    more_copybooks: Annotated[list[Path], typer.Option("--also", help="Further copybooks of the same file.")] = [],  # noqa: B006
    record_format: FormatOption = "",
    record_length: Annotated[int, typer.Option("--record-length", help="Format F: bytes, if not the layout's.")] = 0,
    length_field: Annotated[str, typer.Option("--length-field", help="Format L: the field with the length.")] = "",
    length_adjust: Annotated[int, typer.Option("--length-adjust", help="Added to the length field.")] = 0,
    length_map: Annotated[list[str], typer.Option("--length", help="VALUE=BYTES: the length field holds a type.")] = [],  # noqa: B006
    little: Annotated[bool, typer.Option("--little", help="Descriptor words are little-endian.")] = False,
    rdw_excludes_itself: Annotated[
        bool, typer.Option("--rdw-excludes-itself", help="The RDW does not count its own four bytes.")
    ] = False,
    bdw_excludes_itself: Annotated[
        bool, typer.Option("--bdw-excludes-itself", help="The BDW does not count its own four bytes.")
    ] = False,
    rdw_adjust: Annotated[int, typer.Option("--rdw-adjust", help="Added to every RDW length.")] = 0,
    bdw_adjust: Annotated[int, typer.Option("--bdw-adjust", help="Added to every BDW length.")] = 0,
    newline: Annotated[list[str], typer.Option("--newline", help="Format T: line end in hex (0A, 0D0A, 15, 25).")] = [],  # noqa: B006
    file_header: Annotated[int, typer.Option("--file-header", help="Bytes before the first record.")] = 0,
    file_trailer: Annotated[int, typer.Option("--file-trailer", help="Bytes after the last record.")] = 0,
    record_start: Annotated[int, typer.Option("--record-start", help="Bytes before each record's fields.")] = 0,
    record_end: Annotated[int, typer.Option("--record-end", help="Bytes after each record's fields.")] = 0,
    separate: Annotated[
        bool, typer.Option("--separate", help="Each file has its own header and end; else they are parts of one.")
    ] = False,
    code_page_name: Annotated[
        str, typer.Option("--code-page", help="Code page: cp285, cp037, cp1047, latin-1, @FILE; inferred if not given.")
    ] = "",
    field_code_page: Annotated[list[str], typer.Option("--field-code-page", help="FIELD=PAGE.")] = [],  # noqa: B006
    trim: Annotated[str, typer.Option("--trim", help="right, left, both or none.")] = "right",
    floats: Annotated[str, typer.Option("--floats", help="ibm, ieee or ieee-little.")] = "ibm",
    occurs: Annotated[str, typer.Option("--occurs", help="shift: fields follow the last occurrence; max.")] = "shift",
    sync: Annotated[str, typer.Option("--sync", help="ibm, natural or none.")] = "ibm",
    date: Annotated[list[str], typer.Option("--date", help="FIELD=YYMMDD@1930: read a field as a date.")] = [],  # noqa: B006
    segment_field: Annotated[str, typer.Option("--segment-field", help="The record-type field.")] = "",
    segment: Annotated[list[str], typer.Option("--segment", help="VALUE=RECORD or VALUE=REDEFINITION.")] = [],  # noqa: B006
    only_segment: Annotated[list[str], typer.Option("--only-segment", help="Keep only records of this type.")] = [],  # noqa: B006
    parent: Annotated[list[str], typer.Option("--parent", help="CHILD=PARENT: link by record type.")] = [],  # noqa: B006
    fillers: Annotated[bool, typer.Option("--fillers", help="Keep FILLER items.")] = False,
    field_bytes: Annotated[bool, typer.Option("--field-bytes", help="Keep each field's bytes beside it.")] = False,
    group_text: Annotated[list[str], typer.Option("--group-text", help="GROUP: give it as one string too.")] = [],  # noqa: B006
    native_little: Annotated[bool, typer.Option("--native-little", help="COMP-5 is little-endian.")] = False,
    count: Annotated[list[str], typer.Option("--count", help="FIELD:VALUE=N: what a counter's value means.")] = [],  # noqa: B006
    raw: Annotated[bool, typer.Option("--raw", help="Keep each record's bytes.")] = False,
    quarantine: Annotated[bool, typer.Option("--quarantine", help="Set unreadable bytes aside.")] = False,
    as_json: JsonOption = False,
) -> None:
    """Decode mainframe files to one Parquet file; it appears whole or not at all."""
    with explained():
        book = load_copybook(
            copybook, *more_copybooks, form=_one_of(form, "--form", "auto", "fixed", "free"), replacing=_pairs(replace)
        )
        frame = FrameOptions(
            format=cast(RecordFormat, _one_of(record_format or "F", "--format", "F", "V", "VB", "T", "L", "O")),
            length=record_length,
            little=little,
            inclusive=not rdw_excludes_itself,
            rdw_adjust=rdw_adjust,
            block_little=little,
            block_inclusive=not bdw_excludes_itself,
            bdw_adjust=bdw_adjust,
            length_adjust=length_adjust,
            length_map=_lengths(length_map),
            newline=tuple(bytes.fromhex(text) for text in newline) or (b"\r\n", b"\n"),
            before=record_start,
            after=record_end,
            file_header=file_header,
            file_trailer=file_trailer,
        )
        stated = bool(record_format) or frame != FrameOptions()
        layouts = book.layouts(sync=_sync(sync), shift=occurs == "shift")
        settled = settle(files, layouts, frame if stated else None, code_page_name or None)
        reading = Reading(
            page=code_page(settled.code_page),
            trim=cast(Trim, _one_of(trim, "--trim", "right", "left", "both", "none")),
            floats=cast(FloatFormat, _one_of(floats, "--floats", "ibm", "ieee", "ieee-little")),
            occurs=_one_of(occurs, "--occurs", "shift", "max"),
            sync=_sync(sync),
            fillers=fillers,
            field_bytes=field_bytes,
            group_text=frozenset(group_text),
            native_little=native_little,
            counts=_counts(count),
            field_pages={name: code_page(page) for name, page in _pairs(field_code_page).items()},
            dates={name: DateRule.parse(rule) for name, rule in _pairs(date).items()},
        )
        options = ReadOptions(
            frame=settled.frame,
            reading=reading,
            segments=_segments(segment_field, segment, only_segment, parent),
            length_field=length_field or None,
            separate=separate,
            quarantine=quarantine,
            raw=raw,
        )
        _report(_convert(book, files, output, options), settled, files, output, as_json)


def _segments(name: str, segments: list[str], only: list[str], parents: list[str]) -> SegmentOptions | None:
    if not name:
        if segments or only or parents:
            raise typer.BadParameter("name the record-type field too", param_hint="--segment-field")
        return None
    return SegmentOptions(name, _pairs(segments), frozenset(only) or None, _pairs(parents))


def _convert(book: Copybook, files: list[Path], output: Path, options: ReadOptions) -> Conversion:
    total = sum(path.stat().st_size for path in files)
    columns = (TextColumn("{task.description}"), BarColumn(), DownloadColumn(), TransferSpeedColumn())
    with Progress(*columns, console=_err, transient=True) as progress:
        task = progress.add_task("decoding", total=total)
        return convert(book, files, output, options, lambda count: progress.advance(task, count))


def _report(result: Conversion, settled: Settled, files: list[Path], output: Path, as_json: bool) -> None:
    if not settled.format_stated:
        _err.print(f"record format not stated: read as {settled.format}, {settled.format_confidence:.0%} sure")
    if not settled.code_page_stated:
        _err.print(f"code page not stated: read as {settled.code_page}, {settled.code_page_confidence:.0%} sure")
    doubts = [
        {"field": field, "reason": reason, "count": count} for (field, reason), count in sorted(result.doubts.items())
    ]
    plain = {name: value for name, value in dataclasses.asdict(result).items() if name != "doubts"}
    if as_json:
        how = {name: value for name, value in dataclasses.asdict(settled).items() if name != "frame"}
        print(
            json.dumps({**plain, **how, "file": str(output), "inputs": [str(path) for path in files], "doubts": doubts})
        )
        return
    _out.print(f"{result.records:,} records from {result.bytes:,} bytes to {output}")
    table = Table("bytes of", "count", title="Where every byte went")
    for name in ("record_bytes", "header_bytes", "filler_bytes", "filtered_bytes", "quarantined_bytes"):
        table.add_row(name.removesuffix("_bytes"), f"{plain[name]:,}")
    _out.print(table)
    if doubts:
        table = Table("field", "reason", "values", title=f"{result.doubtful:,} records hold a doubtful value")
        for doubt in doubts:
            table.add_row(str(doubt["field"]), str(doubt["reason"]), f"{doubt['count']:,}")
        _out.print(table)


def _inspect_file(
    book: Copybook,
    layouts: tuple[Layout, ...],
    file: Path,
    reading: Reading,
    record_format: str,
    page_name: str,
    count: int,
    as_json: bool,
) -> dict[str, object]:
    data = sample([file])
    formats = infer_format(data, layouts)
    if record_format:
        frame = FrameOptions(cast(RecordFormat, _one_of(record_format, "--format", "F", "V", "VB", "T")))
    elif formats:
        frame = formats[0].frame
    else:
        raise LegacyRefusedError(
            "NO_FORMAT",
            "no record format explains this file with this copybook",
            where=str(file),
            remedy="Check that the copybook belongs to the file, or state --format.",
        )
    given = frame if frame.length else dataclasses.replace(frame, length=max(layout.width for layout in layouts))
    pages = infer_code_page(data, layouts, given)
    page = page_name or pages[0].answer
    options = ReadOptions(
        frame=given,
        reading=dataclasses.replace(reading, page=code_page(page)),
        raw=True,
        quarantine=True,
        workers=1,
        block_bytes=1 << 16,
    )
    shown = _first_records(book, file, options, count)
    if not as_json:
        _print_verdicts(formats, pages, page_name, record_format)
        _print_records(layouts[0], shown)
    return {
        "formats": [{"format": f.label, "confidence": round(f.confidence, 3), "why": f.why} for f in formats],
        "code_pages": [dataclasses.asdict(verdict) for verdict in pages],
        "records": [{k: v.hex().upper() if isinstance(v, bytes) else v for k, v in row.items()} for row in shown],
    }


def _first_records(book: Copybook, file: Path, options: ReadOptions, count: int) -> list[dict[str, object]]:
    rows: list[dict[str, object]] = []
    for batch in LegacyReader(book, options).batches([file]):
        rows.extend(batch.slice(0, count - len(rows)).to_pylist())
        if len(rows) >= count:
            break
    return rows


def _print_verdicts(formats: list[FormatVerdict], pages: list[Verdict], page_name: str, record_format: str) -> None:
    table = Table("question", "answer", "how sure", "why", title="Verdict")
    for found in formats[:3]:
        table.add_row("record format", f"--format {found.label}", f"{found.confidence:.0%}", found.why)
    for verdict in pages[:3]:
        table.add_row("code page", f"--code-page {verdict.answer}", f"{verdict.confidence:.0%}", verdict.why)
    _out.print(table)
    if record_format or page_name:
        stated = " ".join(filter(None, (record_format, page_name)))
        _out.print(f"Stated, and used below: {stated}")


def _print_records(layout: Layout, rows: list[dict[str, object]]) -> None:
    for row in rows:
        raw = row["_raw"]
        values = {key: value for key, value in row.items() if not key.startswith("_")}
        table = Table("field", "bytes", title=f"record {row['_record']} at byte {row['_offset']}")
        for path, digits in field_hex(layout, raw if isinstance(raw, bytes) else b""):
            table.add_row(path, digits if len(digits) <= 64 else digits[:61] + "...")
        _out.print(table)
        _out.print_json(json.dumps(values, default=str, ensure_ascii=False))
        if row["_doubt"]:
            _out.print(f"doubtful: {json.dumps(row['_doubt'])}")


def _layout_table(layout: Layout) -> Table:
    title = f"{layout.name}: {layout.width} bytes" + (f", at least {layout.least}" if layout.varies else "")
    table = Table("level", "name", "offset", "length", "occurs", "holds", "notes", title=title)
    for line in layout_lines(layout):
        level = f"{line.level:02d}" if line.level else ""
        table.add_row(
            level, "  " * line.depth + line.name, str(line.offset), str(line.length), line.occurs, line.kind, line.notes
        )
    return table


def _layout_json(layout: Layout) -> dict[str, object]:
    return {
        "name": layout.name,
        "length": layout.width,
        "least": layout.least,
        "fields": [dataclasses.asdict(line) for line in layout_lines(layout)],
    }


def _sync(value: str) -> Sync:
    return _one_of(value, "--sync", "ibm", "natural", "none")


def _lengths(values: list[str]) -> tuple[tuple[str, int], ...]:
    pairs = _pairs(values)
    if not all(length.isdigit() for length in pairs.values()):
        raise typer.BadParameter("lengths are whole numbers of bytes", param_hint="--length")
    return tuple((value, int(length)) for value, length in pairs.items())


def _counts(values: list[str]) -> dict[str, dict[str, int]]:
    counts: dict[str, dict[str, int]] = {}
    for left, right in _pairs(values).items():
        name, colon, value = left.partition(":")
        if not colon or not right.isdigit():
            raise typer.BadParameter(f"'{left}={right}' is not FIELD:VALUE=N", param_hint="--count")
        counts.setdefault(name, {})[value] = int(right)
    return counts


def _pairs(values: list[str]) -> dict[str, str]:
    pairs: dict[str, str] = {}
    for value in values:
        left, equals, right = value.partition("=")
        if not equals:
            raise typer.BadParameter(f"'{value}' is not NAME=VALUE")
        pairs[left] = right
    return pairs


_Choice = TypeVar("_Choice", bound=str)


def _one_of(value: str, option: str, *allowed: _Choice) -> _Choice:
    for candidate in allowed:
        if value == candidate:
            return candidate
    raise typer.BadParameter(f"'{value}' is not one of {', '.join(allowed)}", param_hint=option)
