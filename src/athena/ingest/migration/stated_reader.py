"""How the files of a migration are read: what a person says to `athena legacy convert` as options, as settings."""

from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict

from athena.ingest.mainframe.codepages import code_page
from athena.ingest.mainframe.copybook import Copybook, load_copybook
from athena.ingest.mainframe.dates import DateRule
from athena.ingest.mainframe.framing import FrameOptions, RecordFormat, format_called
from athena.ingest.mainframe.options import ReadOptions
from athena.ingest.mainframe.reading import FloatFormat, National, Reading
from athena.ingest.mainframe.reference_format import Form
from athena.ingest.mainframe.segments import SegmentOptions
from athena.ingest.mainframe.text import Trim


def _format(given: object) -> object:
    return format_called(given) or given if isinstance(given, str) else given


class Reader(BaseModel):
    """The settings under `[reader]`: one for each option of `athena legacy convert` that says how bytes are read.

    Nothing is inferred: a migration is run again years later, and must read the same bytes the same way.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    # the copybook
    form: Form = "auto"
    decimal_comma: bool = False
    replace: Mapping[str, str] = {}
    # records
    format: Annotated[RecordFormat, BeforeValidator(_format)] = "F"
    record_length: int = 0
    length_field: str | None = None
    length_adjust: int = 0
    lengths: Mapping[str, int] = {}
    little: bool = False
    rdw_little: bool | None = None
    bdw_little: bool | None = None
    rdw_includes_itself: bool = True
    bdw_includes_itself: bool = True
    rdw_adjust: int = 0
    bdw_adjust: int = 0
    newline: tuple[str, ...] = ()
    skip_blank_lines: bool = False
    file_header: int = 0
    file_trailer: int = 0
    header_record: str | None = None
    trailer_record: str | None = None
    record_start: int = 0
    record_end: int = 0
    # values
    code_page: str
    code_pages: Mapping[str, str] = {}
    trim: Trim = "right"
    floats: FloatFormat = "ibm"
    national: National = "utf-16-be"
    occurs: Literal["shift", "max"] = "shift"
    sync: Literal["ibm", "natural", "none"] = "ibm"
    native_little: bool = False
    counts: Mapping[str, Mapping[str, int]] = {}
    dates: Mapping[str, str] = {}
    # record types
    segment_field: str | None = None
    segments: Mapping[str, str] = {}
    parents: Mapping[str, str] = {}
    choose: Mapping[str, str] = {}

    def copybook(self, *paths: Path) -> Copybook:
        """The copybook as it is written, with the records that stand once in it. Raises as `load_copybook`."""
        return load_copybook(*paths, form=self.form, decimal_comma=self.decimal_comma, replacing=self.replace)

    def records(self, copybook: Copybook) -> Copybook:
        """The copybook without the records that stand once, before and after all others."""
        return copybook.without(*filter(None, (self.header_record, self.trailer_record)))

    def options(self, copybook: Copybook) -> ReadOptions:
        """The settings as the mainframe reader takes them. Raises `LegacyRefusedError` for a page or date or record
        that it does not know.
        """
        segments = None
        if self.segment_field is not None:
            segments = SegmentOptions(self.segment_field, self.segments, None, self.parents)
        return ReadOptions(
            frame=self._frame(copybook),
            reading=self._reading(),
            segments=segments,
            choices=tuple(f"{item}={rule}" for item, rule in self.choose.items()),
            length_field=self.length_field,
        )

    def _frame(self, copybook: Copybook) -> FrameOptions:
        plain = FrameOptions()
        return FrameOptions(
            format="L" if self.length_field is not None else self.format,
            length=self.record_length,
            little=self.little if self.rdw_little is None else self.rdw_little,
            inclusive=self.rdw_includes_itself,
            rdw_adjust=self.rdw_adjust,
            block_little=self.little if self.bdw_little is None else self.bdw_little,
            block_inclusive=self.bdw_includes_itself,
            bdw_adjust=self.bdw_adjust,
            length_adjust=self.length_adjust,
            length_map=tuple(self.lengths.items()),
            newline=tuple(bytes.fromhex(end) for end in self.newline) or plain.newline,
            skip_blank=self.skip_blank_lines,
            before=self.record_start,
            after=self.record_end,
            file_header=self.file_header + self._once(copybook, self.header_record),
            file_trailer=self.file_trailer + self._once(copybook, self.trailer_record),
        )

    def _reading(self) -> Reading:
        return Reading(
            page=code_page(self.code_page),
            trim=self.trim,
            floats=self.floats,
            national=self.national,
            occurs=self.occurs,
            sync=self.sync,
            native_little=self.native_little,
            field_pages={name: code_page(page) for name, page in self.code_pages.items()},
            dates={name: DateRule.parse(rule) for name, rule in self.dates.items()},
            counts=self.counts,
        )

    def _once(self, copybook: Copybook, record: str | None) -> int:
        """The bytes of a record that stands once."""
        return copybook.layout(record, sync=self.sync, shift=self.occurs == "shift").width if record else 0
