"""`athena legacy`: look at mainframe files, and turn them into Parquet."""

from __future__ import annotations

import dataclasses
import json
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.progress import BarColumn, DownloadColumn, Progress, TextColumn, TransferSpeedColumn

from athena.cli.failing import explained
from athena.cli.legacy_printing import err, layout_json, layout_table, out, print_records, print_verdicts, report
from athena.cli.legacy_stating import (
    AlsoOption,
    BdwAdjustOption,
    BdwCountsOption,
    BdwLittleOption,
    ChooseOption,
    CodePageOption,
    CommaOption,
    CopybookArgument,
    CountOption,
    DateOption,
    FieldCodePageOption,
    FileHeaderOption,
    FileTrailerOption,
    FloatsOption,
    FormatOption,
    FormOption,
    HeaderRecordOption,
    LengthAdjustOption,
    LengthFieldOption,
    LengthMapOption,
    LittleOption,
    NationalOption,
    NativeOption,
    NewlineOption,
    OccursOption,
    OnlyOption,
    Opened,
    ParentOption,
    RdwAdjustOption,
    RdwCountsOption,
    RdwLittleOption,
    RecordEndOption,
    RecordLengthOption,
    RecordStartOption,
    ReplaceOption,
    SaidOfFrame,
    SegmentFieldOption,
    SegmentOption,
    SkipBlankOption,
    SyncOption,
    TrailerRecordOption,
    TrimOption,
    open_copybook,
    pairs,
    reading_of,
    segments_of,
    settle_file,
)

if TYPE_CHECKING:
    from athena.ingest.mainframe.convert import Conversion
    from athena.ingest.mainframe.copybook import Copybook
    from athena.ingest.mainframe.options import ReadOptions
    from athena.ingest.mainframe.segments import SegmentOptions

app = typer.Typer(help="Mainframe files: look at their layout, turn them into Parquet.", no_args_is_help=True)
JsonOption = Annotated[bool, typer.Option("--json", help="Print JSON on standard output.")]


def register(parent: typer.Typer) -> None:
    """Add `athena legacy` to the command line."""
    parent.add_typer(app, name="legacy")


@app.command()
def inspect(
    copybook: CopybookArgument,
    file: Annotated[Path | None, typer.Argument(exists=True, dir_okay=False)] = None,
    form: FormOption = "auto",
    replaced: ReplaceOption = [],  # noqa: B006
    also: AlsoOption = [],  # noqa: B006
    decimal_comma: CommaOption = False,
    record_format: FormatOption = "",
    record_length: RecordLengthOption = 0,
    length_field: LengthFieldOption = "",
    length_adjust: LengthAdjustOption = 0,
    length_map: LengthMapOption = [],  # noqa: B006
    little: LittleOption = False,
    rdw_little: RdwLittleOption = None,
    bdw_little: BdwLittleOption = None,
    rdw_excludes: RdwCountsOption = None,
    bdw_excludes: BdwCountsOption = None,
    rdw_adjust: RdwAdjustOption = 0,
    bdw_adjust: BdwAdjustOption = 0,
    newline: NewlineOption = [],  # noqa: B006
    skip_blank: SkipBlankOption = False,
    file_header: FileHeaderOption = 0,
    file_trailer: FileTrailerOption = 0,
    header_record: HeaderRecordOption = "",
    trailer_record: TrailerRecordOption = "",
    record_start: RecordStartOption = 0,
    record_end: RecordEndOption = 0,
    code_page_name: CodePageOption = "",
    field_code_page: FieldCodePageOption = [],  # noqa: B006
    trim: TrimOption = "right",
    floats: FloatsOption = "ibm",
    national: NationalOption = "utf-16-be",
    occurs: OccursOption = "shift",
    sync: SyncOption = "ibm",
    native_little: NativeOption = False,
    count: CountOption = [],  # noqa: B006
    segment_field: SegmentFieldOption = "",
    segment: SegmentOption = [],  # noqa: B006
    choose: ChooseOption = [],  # noqa: B006
    records: Annotated[int, typer.Option("--records", help="How many records to show.")] = 3,
    as_json: JsonOption = False,
) -> None:
    """Show a copybook's layout; with a file, its first records beside their bytes and a verdict on its format."""
    with explained():
        book = open_copybook(copybook, also, form, replaced, decimal_comma)
        frame = SaidOfFrame(
            record_format, record_length, length_field, length_adjust, length_map, little, rdw_little, bdw_little,
            rdw_excludes, bdw_excludes, rdw_adjust, bdw_adjust, newline, skip_blank, file_header, file_trailer,
            record_start, record_end,
        )  # fmt: skip
        reading = reading_of(
            trim=trim,
            floats=floats,
            national=national,
            occurs=occurs,
            sync=sync,
            native_little=native_little,
            count=count,
            field_code_page=field_code_page,
        )
        found: dict[str, object] = {
            "records": [
                layout_json(layout) for layout in book.layouts(sync=reading.sync, shift=reading.occurs == "shift")
            ]
        }
        if not as_json:
            for layout in book.layouts(sync=reading.sync, shift=reading.occurs == "shift"):
                out.print(layout_table(layout))
        if file is not None:
            opened = settle_file(
                book, [file], frame, header_record, trailer_record, code_page_name, reading, doubtful=True
            )
            segments = segments_of(segment_field, segment, [], [])
            found["file"] = _inspect_file(opened, file, segments, choose, frame, code_page_name, records, as_json)
        if as_json:
            print(json.dumps(found, default=str, ensure_ascii=False))


@app.command(name="convert")
def convert_command(
    copybook: CopybookArgument,
    files: Annotated[list[Path], typer.Argument(exists=True, dir_okay=False, help="The file, or its parts.")],
    output: Annotated[Path, typer.Option("-o", "--output", help="The Parquet file to write.")],
    form: FormOption = "auto",
    replaced: ReplaceOption = [],  # noqa: B006
    also: AlsoOption = [],  # noqa: B006
    decimal_comma: CommaOption = False,
    record_format: FormatOption = "",
    record_length: RecordLengthOption = 0,
    length_field: LengthFieldOption = "",
    length_adjust: LengthAdjustOption = 0,
    length_map: LengthMapOption = [],  # noqa: B006
    little: LittleOption = False,
    rdw_little: RdwLittleOption = None,
    bdw_little: BdwLittleOption = None,
    rdw_excludes: RdwCountsOption = None,
    bdw_excludes: BdwCountsOption = None,
    rdw_adjust: RdwAdjustOption = 0,
    bdw_adjust: BdwAdjustOption = 0,
    newline: NewlineOption = [],  # noqa: B006
    skip_blank: SkipBlankOption = False,
    file_header: FileHeaderOption = 0,
    file_trailer: FileTrailerOption = 0,
    header_record: HeaderRecordOption = "",
    trailer_record: TrailerRecordOption = "",
    record_start: RecordStartOption = 0,
    record_end: RecordEndOption = 0,
    code_page_name: CodePageOption = "",
    field_code_page: FieldCodePageOption = [],  # noqa: B006
    trim: TrimOption = "right",
    floats: FloatsOption = "ibm",
    national: NationalOption = "utf-16-be",
    occurs: OccursOption = "shift",
    sync: SyncOption = "ibm",
    native_little: NativeOption = False,
    count: CountOption = [],  # noqa: B006
    segment_field: SegmentFieldOption = "",
    segment: SegmentOption = [],  # noqa: B006
    only_segment: OnlyOption = [],  # noqa: B006
    parent: ParentOption = [],  # noqa: B006
    choose: ChooseOption = [],  # noqa: B006
    date: DateOption = [],  # noqa: B006
    separate: Annotated[
        bool, typer.Option("--separate", help="Each file has its own header and end; else they are parts of one.")
    ] = False,
    fillers: Annotated[bool, typer.Option("--fillers", help="Keep FILLER items.")] = False,
    field_bytes: Annotated[bool, typer.Option("--field-bytes", help="Keep each field's bytes beside it.")] = False,
    group_text: Annotated[list[str], typer.Option("--group-text", help="GROUP: give it as one string too.")] = [],  # noqa: B006
    raw: Annotated[bool, typer.Option("--raw", help="Keep each record's bytes.")] = False,
    quarantine: Annotated[bool, typer.Option("--quarantine", help="Set unreadable bytes aside.")] = False,
    as_json: JsonOption = False,
) -> None:
    """Decode mainframe files to one Parquet file; it appears whole or not at all."""
    from athena.ingest.mainframe.dates import DateRule
    from athena.ingest.mainframe.options import ReadOptions

    with explained():
        book = open_copybook(copybook, also, form, replaced, decimal_comma)
        frame = SaidOfFrame(
            record_format, record_length, length_field, length_adjust, length_map, little, rdw_little, bdw_little,
            rdw_excludes, bdw_excludes, rdw_adjust, bdw_adjust, newline, skip_blank, file_header, file_trailer,
            record_start, record_end,
        )  # fmt: skip
        reading = reading_of(
            trim=trim,
            floats=floats,
            national=national,
            occurs=occurs,
            sync=sync,
            native_little=native_little,
            count=count,
            field_code_page=field_code_page,
        )
        reading = dataclasses.replace(
            reading,
            fillers=fillers,
            field_bytes=field_bytes,
            group_text=frozenset(group_text),
            dates={name: DateRule.parse(rule) for name, rule in pairs(date).items()},
        )
        opened = settle_file(book, files, frame, header_record, trailer_record, code_page_name, reading)
        options = ReadOptions(
            frame=opened.settled.frame,
            reading=opened.reading,
            segments=segments_of(segment_field, segment, only_segment, parent),
            choices=tuple(choose),
            length_field=opened.length_field,
            separate=separate,
            quarantine=quarantine,
            raw=raw,
        )
        report(_convert(opened.book, files, output, options), opened.settled, files, output, as_json)


def _convert(book: Copybook, files: list[Path], output: Path, options: ReadOptions) -> Conversion:
    from athena.ingest.mainframe.convert import convert

    total = sum(path.stat().st_size for path in files)
    columns = (TextColumn("{task.description}"), BarColumn(), DownloadColumn(), TransferSpeedColumn())
    with Progress(*columns, console=err, transient=True) as progress:
        task = progress.add_task("decoding", total=total)
        return convert(book, files, output, options, lambda count: progress.advance(task, count))


def _inspect_file(
    opened: Opened,
    file: Path,
    segments: SegmentOptions | None,
    choose: list[str],
    frame: SaidOfFrame,
    page_name: str,
    count: int,
    as_json: bool,
) -> dict[str, object]:
    from athena.ingest.mainframe.infer import examine
    from athena.ingest.mainframe.options import ReadOptions

    formats, pages = examine([file], opened.layouts, opened.settled, opened.reading)
    options = ReadOptions(
        frame=opened.settled.frame,
        reading=opened.reading,
        segments=segments,
        choices=tuple(choose),
        length_field=opened.length_field,
        raw=True,
        quarantine=True,
        workers=1,
        block_bytes=1 << 16,
    )
    shown = _first_records(opened.book, file, options, count)
    if not as_json:
        print_verdicts(formats, pages, page_name, frame.record_format)
        print_records(opened.layouts[0], shown)
    return {
        "formats": [{"format": f.label, "confidence": round(f.confidence, 3), "why": f.why} for f in formats],
        "code_pages": [dataclasses.asdict(verdict) for verdict in pages],
        "records": [{k: v.hex().upper() if isinstance(v, bytes) else v for k, v in row.items()} for row in shown],
    }


def _first_records(book: Copybook, file: Path, options: ReadOptions, count: int) -> list[dict[str, object]]:
    from athena.ingest.mainframe.reader import LegacyReader

    rows: list[dict[str, object]] = []
    for batch in LegacyReader(book, options).batches([file]):
        rows.extend(batch.slice(0, count - len(rows)).to_pylist())
        if len(rows) >= count:
            break
    return rows
