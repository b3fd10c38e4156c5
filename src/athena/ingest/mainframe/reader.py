"""The reader: a copybook, paths and options in; Arrow batches, byte accounts and counts of doubt out."""

from collections import deque
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import pyarrow as pa

from athena.ingest.mainframe.accounting import Account
from athena.ingest.mainframe.blocks import BlockDecoder, DecodedBlock
from athena.ingest.mainframe.copybook import Copybook
from athena.ingest.mainframe.findings import Findings
from athena.ingest.mainframe.framers import framer_of
from athena.ingest.mainframe.framing import FrameOptions
from athena.ingest.mainframe.layout import Layout, column_name
from athena.ingest.mainframe.lengths import length_terms
from athena.ingest.mainframe.options import ReadOptions
from athena.ingest.mainframe.reading import Reading
from athena.ingest.mainframe.refusal import LegacyRefusedError
from athena.ingest.mainframe.segments import ParentLinks
from athena.ingest.mainframe.stream import Block, ByteStream, blocks

Progress = Callable[[int], None]


class LegacyReader:
    """Reads mainframe files of one copybook.

    `schema` is known before the first byte is read. `batches` may be called once; while it runs, and after, `accounts`
    (one for each input), `records`, `doubtful` and `doubts` (by field and reason) say what has been read so far.
    """

    def __init__(self, copybook: Copybook, options: ReadOptions) -> None:
        self.options = options
        reading = options.reading
        layouts = copybook.layouts(sync=reading.sync, shift=reading.occurs == "shift")
        self.layouts: tuple[Layout, ...] = (
            tuple(layout for layout in layouts if layout.root.item.level != 77) or layouts
        )
        self.frame = self._frame(options.frame)
        known_names(self.layouts, options.reading)
        self._decoder = BlockDecoder(self.layouts, options, judge_length=self._judges(options.frame))
        self.schema: pa.Schema = self._decoder.schema
        self.accounts: list[Account] = []
        self.records = 0
        self.doubtful = 0
        self.doubts: dict[tuple[str, str], int] = {}

    def batches(self, paths: Sequence[Path], progress: Progress | None = None) -> Iterator[pa.RecordBatch]:
        """Batches of records in file order. `progress` is told how many bytes of input each batch used up.

        Raises `LegacyRefusedError` where bytes are not records and may not be quarantined; what was given out before
        stands at its place in the file.
        """
        links = ParentLinks(self.options.segments.parents if self.options.segments else {})
        with ThreadPoolExecutor(max(1, self.options.workers)) as pool:
            waiting: deque[Future[DecodedBlock]] = deque()
            for block in self._blocks(paths):
                waiting.append(pool.submit(self._decoder.decode, block))
                if len(waiting) > self.options.workers + 1:
                    yield self._finish(waiting.popleft().result(), links, progress)
            while waiting:
                yield self._finish(waiting.popleft().result(), links, progress)

    def table(self, paths: Sequence[Path]) -> pa.Table:
        """All records at once, for files that fit in memory."""
        return pa.Table.from_batches(list(self.batches(paths)), self.schema)

    def _finish(self, decoded: DecodedBlock, links: ParentLinks, progress: Progress | None) -> pa.RecordBatch:
        """What must happen in file order: parents, counts."""
        batch, findings = self._decoder.finish(decoded, links)
        self.records += batch.num_rows
        self.accounts[decoded.block.source].records -= decoded.filtered
        self.accounts[decoded.block.source].filtered += decoded.filtered
        self._count(findings, len(decoded.block.starts))
        if progress is not None:
            progress(int(decoded.block.lengths.sum()))
        return batch

    def _count(self, findings: Findings, rows: int) -> None:
        self.doubtful += findings.doubtful(rows)
        for key, count in findings.counts().items():
            self.doubts[key] = self.doubts.get(key, 0) + count

    def _blocks(self, paths: Sequence[Path]) -> Iterator[Block]:
        groups = [[path] for path in paths] if self.options.separate else [list(paths)]
        first = 0
        for source, group in enumerate(groups):
            account = Account()
            self.accounts.append(account)
            with ByteStream(group) as stream:
                for block in blocks(
                    stream,
                    framer_of(self.frame, self.layouts, self.options.reading),
                    account,
                    source=source,
                    first=first,
                    header=self.frame.file_header,
                    trailer=self.frame.file_trailer,
                    size=self.options.block_bytes,
                    quarantine=self.options.quarantine,
                ):
                    yield block
                    first = block.first + len(block.starts)

    def _judges(self, stated: FrameOptions) -> bool:
        """Whether a record's length says something: always, but for fixed records of the layout's own length."""
        return stated.format != "F" or stated.length not in (0, max(layout.width for layout in self.layouts))

    def _frame(self, frame: FrameOptions) -> FrameOptions:
        """Fill in what the copybook says: the record length, the place of the length field."""
        if frame.format == "F" and frame.length == 0:
            longest = max(layout.width for layout in self.layouts)
            return replace(frame, length=longest)
        if frame.format == "L" and not frame.length_fields:
            if self.options.length_field is None:
                raise LegacyRefusedError(
                    "LENGTH_FIELD",
                    "records bounded by a field need the name of that field",
                    where="--length-field",
                    remedy="Name the field of the copybook that holds the record length.",
                )
            fields, constant = length_terms(self.options.length_field, self.layouts, frame.before)
            return replace(frame, length_fields=fields, length_adjust=frame.length_adjust + constant)
        return frame


def known_names(layouts: Sequence[Layout], reading: Reading) -> None:
    """Refuse options for fields the copybook does not have: a misspelt name must not pass for a rule applied."""
    names = {
        name for layout in layouts for node in layout.root.walk() for name in (node.path.upper(), node.name.upper())
    }
    given = {
        "--date": reading.dates,
        "--field-code-page": reading.field_pages,
        "--count": reading.counts,
        "--group-text": reading.group_text,
    }
    for option, wanted in given.items():
        for name in wanted:
            if column_name(name).upper() not in names:
                raise LegacyRefusedError(
                    "UNKNOWN_FIELD",
                    f"no field is called '{name}'",
                    where=option,
                    remedy="Use a name of the copybook, or its dotted path (athena legacy inspect lists them).",
                )
