"""What a person says of a mainframe file on the command line, as the reader wants it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, TypeVar, cast

import typer

if TYPE_CHECKING:
    from athena.ingest.mainframe.copybook import Copybook
    from athena.ingest.mainframe.formats import StatedFrame
    from athena.ingest.mainframe.framing import RecordFormat
    from athena.ingest.mainframe.infer import Settled
    from athena.ingest.mainframe.layout import Layout, Sync
    from athena.ingest.mainframe.reading import FloatFormat, National, Reading
    from athena.ingest.mainframe.segments import SegmentOptions
    from athena.ingest.mainframe.text import Trim

CopybookArgument = Annotated[Path, typer.Argument(exists=True, dir_okay=False, help="The copybook.")]
FormOption = Annotated[str, typer.Option("--form", help="Copybook form: auto, fixed or free.")]
ReplaceOption = Annotated[list[str], typer.Option("--replace", help="OLD=NEW: exchange text in the copybook.")]
AlsoOption = Annotated[list[Path], typer.Option("--also", help="Further copybooks of the same file.")]
CommaOption = Annotated[bool, typer.Option("--decimal-comma", help="The program said DECIMAL-POINT IS COMMA.")]
FormatOption = Annotated[
    str,
    typer.Option(
        "--format",
        "--record-format",
        "--recfm",
        help="F (FB) fixed, V with RDW, VB with BDW and RDW, VS and VBS in segments, T (D, D2) lines, L length in a "
        "field, O counters alone. Found from the bytes if not given, and the variants of V, VB and T with it.",
    ),
]
RecordLengthOption = Annotated[
    int, typer.Option("--record-length", "--lrecl", help="Format F: bytes, if not the layout's.")
]
LengthFieldOption = Annotated[
    str,
    typer.Option(
        "--length-field",
        "--record-length-field",
        help="Format L: field with the length: LEN + 4, KEY-LEN + DATA-LEN, @3:2:little.",
    ),
]
LengthAdjustOption = Annotated[int, typer.Option("--length-adjust", help="Added to the length field.")]
LengthMapOption = Annotated[list[str], typer.Option("--length", help="VALUE=BYTES: the length field holds a type.")]
LittleOption = Annotated[bool, typer.Option("--little", help="RDW and BDW are little-endian.")]
RdwLittleOption = Annotated[
    bool | None,
    typer.Option("--rdw-little/--rdw-big", "--rdw-little-endian/--rdw-big-endian", help="Byte order of the RDW."),
]
BdwLittleOption = Annotated[
    bool | None,
    typer.Option("--bdw-little/--bdw-big", "--bdw-little-endian/--bdw-big-endian", help="Byte order of the BDW."),
]
RdwCountsOption = Annotated[
    bool | None,
    typer.Option("--rdw-excludes-itself/--rdw-includes-itself", help="Whether the RDW counts its own four bytes."),
]
BdwCountsOption = Annotated[
    bool | None,
    typer.Option("--bdw-excludes-itself/--bdw-includes-itself", help="Whether the BDW counts its own four bytes."),
]
RdwAdjustOption = Annotated[int, typer.Option("--rdw-adjust", "--rdw-adjustment", help="Added to every RDW length.")]
BdwAdjustOption = Annotated[int, typer.Option("--bdw-adjust", "--bdw-adjustment", help="Added to every BDW length.")]
NewlineOption = Annotated[list[str], typer.Option("--newline", help="Format T: line end in hex (0A, 0D0A, 15, 25).")]
SkipBlankOption = Annotated[bool, typer.Option("--skip-blank-lines", help="Format T: an empty line is no record.")]
FileHeaderOption = Annotated[
    int, typer.Option("--file-header", "--file-start-offset", help="Bytes before the first record.")
]
FileTrailerOption = Annotated[
    int, typer.Option("--file-trailer", "--file-end-offset", help="Bytes after the last record.")
]
HeaderRecordOption = Annotated[
    str, typer.Option("--header-record", help="The 01 record that stands once, before all others; passed over.")
]
TrailerRecordOption = Annotated[
    str, typer.Option("--trailer-record", help="The 01 record that stands once, after all others; passed over.")
]
RecordStartOption = Annotated[
    int, typer.Option("--record-start", "--record-start-offset", help="Bytes before each record's fields.")
]
RecordEndOption = Annotated[
    int, typer.Option("--record-end", "--record-end-offset", help="Bytes after each record's fields.")
]
CodePageOption = Annotated[
    str,
    typer.Option(
        "--code-page",
        "--encoding",
        "--codepage",
        "--ebcdic-code-page",
        help="Code page: cp285, cp037, cp1047, ascii, utf-8, common, @FILE; ebcdic: found among the EBCDIC ones; found "
        "from the bytes if not given.",
    ),
]
FieldCodePageOption = Annotated[list[str], typer.Option("--field-code-page", help="FIELD[,FIELD]=PAGE.")]
TrimOption = Annotated[str, typer.Option("--trim", "--trimming", help="right, left, both or none.")]
FloatsOption = Annotated[
    str, typer.Option("--floats", "--floating-point-format", help="ibm, ibm-little, ieee or ieee-little.")
]
NationalOption = Annotated[str, typer.Option("--national", help="PIC N: utf-16-be or utf-16-le.")]
OccursOption = Annotated[str, typer.Option("--occurs", help="shift: fields follow the last occurrence; max.")]
SyncOption = Annotated[str, typer.Option("--sync", help="ibm, natural or none.")]
DateOption = Annotated[list[str], typer.Option("--date", help="FIELD=YYMMDD@1930: read a field as a date.")]
SegmentFieldOption = Annotated[
    str, typer.Option("--segment-field", "--record-type-field", help="The record-type field.")
]
SegmentOption = Annotated[
    list[str],
    typer.Option(
        "--segment", "--redefine-segment", help="VALUE[,VALUE]=RECORD or =REDEFINITION: what a record type chooses."
    ),
]
OnlyOption = Annotated[
    list[str], typer.Option("--only-segment", "--segment-filter", help="Keep only records of this type.")
]
ParentOption = Annotated[list[str], typer.Option("--parent", help="CHILD=PARENT: link by record type.")]
ChooseOption = Annotated[
    list[str],
    typer.Option(
        "--choose",
        "--redefine-rule",
        help="REDEFINITION=FIELD:VALUE[,VALUE] or REDEFINITION=CONDITION: a field that chooses one, in any group.",
    ),
]
CountOption = Annotated[
    list[str], typer.Option("--count", help="COUNTER:VALUE=N or TABLE:VALUE=N: what a counter's value means.")
]
NativeOption = Annotated[bool, typer.Option("--native-little", help="COMP-5 is little-endian.")]


@dataclass(frozen=True)
class SaidOfFrame:
    """Every option about records and blocks, as given; what was not given has its default."""

    record_format: str = ""
    record_length: int = 0
    length_field: str = ""
    length_adjust: int = 0
    length_map: Sequence[str] = ()
    little: bool = False
    rdw_little: bool | None = None
    bdw_little: bool | None = None
    rdw_excludes: bool | None = None
    bdw_excludes: bool | None = None
    rdw_adjust: int = 0
    bdw_adjust: int = 0
    newline: Sequence[str] = ()
    skip_blank: bool = False
    file_header: int = 0
    file_trailer: int = 0
    record_start: int = 0
    record_end: int = 0

    def stated(self) -> StatedFrame:
        """The options that were said, by name, with the record format they imply where it was not said itself."""
        from athena.ingest.mainframe.formats import StatedFrame
        from athena.ingest.mainframe.framing import FrameOptions

        said: dict[str, object] = {
            "length": self.record_length,
            "length_adjust": self.length_adjust,
            "length_map": lengths(self.length_map),
            "rdw_adjust": self.rdw_adjust,
            "bdw_adjust": self.bdw_adjust,
            "newline": tuple(bytes.fromhex(text) for text in self.newline),
            "skip_blank": self.skip_blank,
            "file_header": self.file_header,
            "file_trailer": self.file_trailer,
            "before": self.record_start,
            "after": self.record_end,
        }
        said = {name: value for name, value in said.items() if value}
        for name, value in (
            ("little", True if self.little else self.rdw_little),
            ("block_little", True if self.little else self.bdw_little),
            ("inclusive", None if self.rdw_excludes is None else not self.rdw_excludes),
            ("block_inclusive", None if self.bdw_excludes is None else not self.bdw_excludes),
        ):
            if value is not None:
                said[name] = value
        form = self._format(said)
        if form == "V":
            said = {name: value for name, value in said.items() if not name.startswith("block_")}
        if form:
            said["format"] = form
        options = replace(FrameOptions(), **said)  # type: ignore[arg-type]
        return StatedFrame(options, frozenset(said), self.length_field or None)

    def _format(self, said: dict[str, object]) -> RecordFormat | None:
        from athena.ingest.mainframe.framing import format_called

        if self.length_field or self.length_map:
            return "L"
        if self.record_format:
            form = format_called(self.record_format)
            if form is None:
                raise typer.BadParameter(f"'{self.record_format}' is no record format", param_hint="--format")
            return form
        if self.newline or self.skip_blank:
            return "T"
        if self.bdw_little is not None or {"block_inclusive", "bdw_adjust"} & said.keys():
            return "VB"
        if {"little", "inclusive", "rdw_adjust"} & said.keys():
            return "V"
        return "F" if self.record_length else None


@dataclass(frozen=True)
class Opened:
    """A copybook made ready for one file: without the header and trailer records, and with their bytes passed over."""

    book: Copybook
    layouts: tuple[Layout, ...]
    settled: Settled
    reading: Reading
    length_field: str | None


def open_copybook(
    copybook: Path, also: Sequence[Path], form: str, replaced: Sequence[str], decimal_comma: bool
) -> Copybook:
    """The copybook as the options say it is written."""
    from athena.ingest.mainframe.copybook import load_copybook

    return load_copybook(
        copybook,
        *also,
        form=one_of(form, "--form", "auto", "fixed", "free"),
        replacing=pairs(replaced),
        decimal_comma=decimal_comma,
    )


def settle_file(
    book: Copybook,
    files: Sequence[Path],
    frame: SaidOfFrame,
    header: str,
    trailer: str,
    page: str,
    reading: Reading,
    *,
    doubtful: bool = False,
) -> Opened:
    """Settle what the options leave open from the file's first bytes; `doubtful` as `settle`."""
    from athena.ingest.mainframe.codepages import code_page
    from athena.ingest.mainframe.infer import settle

    rest = book.without(*filter(None, (header, trailer)))
    said = replace(
        frame,
        file_header=frame.file_header + _record_width(book, header, reading),
        file_trailer=frame.file_trailer + _record_width(book, trailer, reading),
    )
    stated = said.stated()
    layouts = rest.layouts(sync=reading.sync, shift=reading.occurs == "shift")
    layouts = tuple(layout for layout in layouts if layout.root.item.level != 77) or layouts
    settled = settle(files, layouts, stated, page or None, reading, doubtful=doubtful)
    reading = replace(reading, page=code_page(settled.code_page))
    return Opened(rest, layouts, settled, reading, stated.length_field)


def _record_width(book: Copybook, name: str, reading: Reading) -> int:
    if not name:
        return 0
    return book.layout(name, sync=reading.sync, shift=reading.occurs == "shift").width


def reading_of(
    *,
    trim: str,
    floats: str,
    national: str,
    occurs: str,
    sync: str,
    native_little: bool,
    count: Sequence[str],
    field_code_page: Sequence[str],
) -> Reading:
    """How values are read; the code page is settled later."""
    from athena.ingest.mainframe.codepages import code_page
    from athena.ingest.mainframe.reading import Reading

    return Reading(
        trim=cast("Trim", one_of(trim, "--trim", "right", "left", "both", "none")),
        floats=cast(
            "FloatFormat", one_of(_plain_floats(floats), "--floats", "ibm", "ibm-little", "ieee", "ieee-little")
        ),
        national=cast("National", one_of(national, "--national", "utf-16-be", "utf-16-le")),
        occurs=one_of(occurs, "--occurs", "shift", "max"),
        sync=cast("Sync", one_of(sync, "--sync", "ibm", "natural", "none")),
        native_little=native_little,
        counts=counts(count),
        field_pages={
            name.strip(): code_page(page) for names, page in pairs(field_code_page).items() for name in names.split(",")
        },
    )


def _plain_floats(name: str) -> str:
    """The name of a float format without what says the same: IEEE754, little_endian, big."""
    return name.lower().replace("_", "-").replace("754", "").replace("-endian", "").removesuffix("-big")


def segments_of(
    name: str, segments: Sequence[str], only: Sequence[str], parents: Sequence[str]
) -> SegmentOptions | None:
    """Record types and their families. Several values may choose one redefinition: `C,D=STATIC-DETAILS`."""
    from athena.ingest.mainframe.segments import SegmentOptions

    if not name:
        if segments or only or parents:
            raise typer.BadParameter("name the record-type field too", param_hint="--segment-field")
        return None
    targets = {value.strip(): target for values, target in pairs(segments).items() for value in values.split(",")}
    return SegmentOptions(name, targets, frozenset(only) or None, pairs(parents))


def lengths(values: Sequence[str]) -> tuple[tuple[str, int], ...]:
    """VALUE=BYTES of the length map."""
    found = pairs(values)
    if not all(length.isdigit() for length in found.values()):
        raise typer.BadParameter("lengths are whole numbers of bytes", param_hint="--length")
    return tuple((value, int(length)) for value, length in found.items())


def counts(values: Sequence[str]) -> dict[str, dict[str, int]]:
    """NAME:VALUE=N of counters that are no numbers."""
    found: dict[str, dict[str, int]] = {}
    for left, right in pairs(values).items():
        name, colon, value = left.partition(":")
        if not colon or not right.isdigit():
            raise typer.BadParameter(f"'{left}={right}' is not FIELD:VALUE=N", param_hint="--count")
        found.setdefault(name, {})[value] = int(right)
    return found


def pairs(values: Sequence[str]) -> dict[str, str]:
    """NAME=VALUE, as many as there are."""
    found: dict[str, str] = {}
    for value in values:
        left, equals, right = value.partition("=")
        if not equals:
            raise typer.BadParameter(f"'{value}' is not NAME=VALUE")
        found[left] = right
    return found


_Choice = TypeVar("_Choice", bound=str)


def one_of(value: str, option: str, *allowed: _Choice) -> _Choice:
    """The value, which must be one of those allowed."""
    for candidate in allowed:
        if value == candidate:
            return candidate
    raise typer.BadParameter(f"'{value}' is not one of {', '.join(allowed)}", param_hint=option)
