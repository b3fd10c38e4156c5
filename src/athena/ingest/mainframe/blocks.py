"""One block of records to one Arrow batch: segments chosen, columns decoded, doubts and positions beside them."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pyarrow as pa

from athena.ingest.mainframe.choices import Choices
from athena.ingest.mainframe.columns import bytes_array, compile_column
from athena.ingest.mainframe.doubt import Doubt, Ints, Mask, flags, mark
from athena.ingest.mainframe.findings import DOUBT_TYPE, Findings
from athena.ingest.mainframe.layout import Layout, Node
from athena.ingest.mainframe.options import ReadOptions
from athena.ingest.mainframe.records import RecordDecoder, Segments
from athena.ingest.mainframe.rows import gather
from athena.ingest.mainframe.segments import (
    ParentLinks,
    find_field,
    resolve_targets,
    segment_masks,
    segment_text,
)
from athena.ingest.mainframe.shaping import scatter, struct_array
from athena.ingest.mainframe.spans import Span, window
from athena.ingest.mainframe.stream import Block

CHUNK = 1 << 14  # records decoded together: their columns stay in the processor's cache
CHUNK_BYTES = 1 << 23  # and no more than this at their greatest length, for layouts far longer than their records


@dataclass(frozen=True)
class DecodedBlock:
    """A block's columns before what needs file order is known. `filtered` bytes of records were left out."""

    block: Block
    columns: list[pa.Array]
    findings: Findings
    kept: Ints
    values: pa.Array | None
    filtered: int


class BlockDecoder:
    """Decodes blocks; made once for a file, safe to share between threads."""

    def __init__(self, layouts: Sequence[Layout], options: ReadOptions, *, judge_length: bool) -> None:
        self._options = options
        self._decoders = [RecordDecoder(layout, options.reading) for layout in layouts]
        self._judge = judge_length
        widest = max(layout.width for layout in layouts)
        self._together = max(64, min(CHUNK, CHUNK_BYTES // max(widest, 1)))
        self._padded = options.frame.format == "T"
        self._targets: dict[str, str] = {}
        self._field: Node | None = None
        if options.segments is not None:
            self._field = find_field(layouts, options.segments.field, "--segment-field")
            self._targets = resolve_targets(layouts, options.segments)
            self._read_field = compile_column(self._field, options.reading).decode
        self._choices = Choices(layouts, options.choices, options.reading) if options.choices else None
        self._least = {layout.name: least_lengths(layout, self._targets) for layout in layouts}
        self.schema = pa.schema(self._position_fields() + self._record_fields() + self._closing_fields())

    # -- the schema ------------------------------------------------------------------------------------------

    def _position_fields(self) -> list[pa.Field]:
        fields = [pa.field(name, pa.int64(), False) for name in ("_record", "_offset", "_length")]
        if self._options.separate:
            fields.append(pa.field("_file", pa.int32(), False))
        if self._options.segments is not None:
            fields.append(pa.field("_segment", pa.string()))
            if self._options.segments.parents:
                fields.append(pa.field("_parent", pa.int64()))
        return fields

    def _record_fields(self) -> list[pa.Field]:
        if len(self._decoders) == 1:
            return self._decoders[0].fields
        return [pa.field(decoder.layout.name, pa.struct(decoder.fields)) for decoder in self._decoders]

    def _closing_fields(self) -> list[pa.Field]:
        raw = [pa.field("_raw", pa.binary(), False)] if self._options.raw else []
        return [*raw, pa.field("_doubt", DOUBT_TYPE)]

    # -- the values ------------------------------------------------------------------------------------------

    def decode(self, block: Block) -> DecodedBlock:
        """Columns of one block. No state is kept, so blocks may be decoded in any order."""
        values, kept = self._segments_of(block)
        findings = Findings()
        pieces: list[list[pa.Array]] = []
        for start in range(0, len(kept), self._together):
            rows = kept[start : start + self._together]
            chosen = None if values is None else values.slice(start, len(rows))
            pieces.append(self._chunk(block, rows, np.arange(start, start + len(rows)), chosen, findings))
        if not pieces:
            pieces.append([pa.nulls(0, field.type) for field in self._record_fields()])
        columns = [
            pa.concat_arrays(list(column)) if len(pieces) > 1 else column[0] for column in zip(*pieces, strict=True)
        ]
        filtered = int(block.lengths.sum() - block.lengths[kept].sum())
        return DecodedBlock(block, columns, findings, kept, values, filtered)

    def finish(self, decoded: DecodedBlock, links: ParentLinks) -> tuple[pa.RecordBatch, Findings]:
        """The batch of a block; blocks are finished in file order."""
        block, kept = decoded.block, decoded.kept
        columns: list[pa.Array] = [
            pa.array(block.first + kept),
            pa.array(block.offsets[kept]),
            pa.array(block.lengths[kept]),
        ]
        if self._options.separate:
            columns.append(pa.array(np.full(len(kept), block.source, np.int32)))
        if decoded.values is not None and self._options.segments is not None:
            columns.append(decoded.values)
            if self._options.segments.parents:
                columns.append(self._parents(decoded, links))
        columns += decoded.columns
        if self._options.raw:
            columns.append(raw_records(block, kept))
        columns.append(decoded.findings.to_arrow(len(kept)))
        return pa.RecordBatch.from_arrays(columns, schema=self.schema), decoded.findings

    def _parents(self, decoded: DecodedBlock, links: ParentLinks) -> pa.Array:
        parent, orphans = links.link_numbers(decoded.values, decoded.block.first + decoded.kept)
        doubts = flags(len(orphans))
        mark(doubts, orphans, Doubt.ORPHAN)
        decoded.findings.add("_parent", doubts, np.arange(len(orphans)))
        return parent

    def _segments_of(self, block: Block) -> tuple[pa.Array | None, Ints]:
        """Each record's segment value, and the records to keep."""
        everything = np.arange(len(block.starts), dtype=np.int64)
        if self._field is None or self._options.segments is None:
            return None, everything
        span = self._span(block, everything, everything)
        view = window(span, self._field.offset, self._field.width, self._options.reading.page.space)
        values = segment_text(self._read_field(view.rows)[0])
        keep = self._options.segments.keep
        if keep is None:
            return values, everything
        wanted = pa.compute.is_in(values, value_set=pa.array(sorted(keep)))
        at = np.flatnonzero(np.asarray(wanted))
        return values.take(pa.array(at)), at

    def _span(self, block: Block, rows: Ints, origin: Ints) -> Span:
        starts = block.starts[rows]
        return Span(block.buffer, starts, starts + block.lengths[rows], origin, self._padded)

    def _chunk(
        self, block: Block, rows: Ints, origin: Ints, values: pa.Array | None, findings: Findings
    ) -> list[pa.Array]:
        span = self._span(block, rows, origin)
        masks = {} if values is None else segment_masks(values, self._targets)
        if masks:
            known = np.logical_or.reduce(list(masks.values()))
            doubts = flags(span.count)
            mark(doubts, ~known, Doubt.UNKNOWN_SEGMENT)
            findings.add("_segment", doubts, origin)
        chosen = self._chosen(span, findings)
        if len(self._decoders) == 1:
            decoder = self._decoders[0]
            columns, lengths = decoder.decode(span, Segments(masks | chosen), findings)
            self._judge_lengths(decoder, span, lengths, masks, findings)
            return columns
        return [self._one_of_many(decoder, span, masks, chosen, findings) for decoder in self._decoders]

    def _chosen(self, span: Span, findings: Findings) -> dict[str, Mask]:
        """The rows that choose each redefinition by a rule of its own; rows that choose none are flagged."""
        if self._choices is None:
            return {}
        chosen = self._choices.masks(span)
        findings.add("_choice", self._choices.undecided(chosen, span.count), span.origin)
        return chosen

    def _one_of_many(
        self,
        decoder: RecordDecoder,
        span: Span,
        masks: dict[str, Mask],
        chosen: dict[str, Mask],
        findings: Findings,
    ) -> pa.Array:
        """The struct column of one 01 record: only the rows that are of it are decoded."""
        mine = self._rows_of(decoder, masks, span.count)
        at = np.flatnonzero(mine)
        inside = {path: mask[at] for path, mask in masks.items()}
        part = span if len(at) == span.count else span.some(at)
        picked = {path: mask[at] for path, mask in chosen.items()}
        columns, lengths = decoder.decode(part, Segments(inside | picked), findings)
        self._judge_lengths(decoder, part, lengths, inside, findings)
        struct = struct_array([(field.name, column) for field, column in zip(decoder.fields, columns, strict=True)])
        return struct if len(at) == span.count else scatter(struct, at, span.count)

    def _rows_of(self, decoder: RecordDecoder, masks: dict[str, Mask], count: int) -> Mask:
        """Rows of a record: those its own values or its redefinitions choose; all of them without segments."""
        if not masks:
            return np.ones(count, bool)
        name = decoder.layout.name
        own = [mask for path, mask in masks.items() if path.split(".", 1)[0] == name]
        return np.logical_or.reduce(own) if own else np.zeros(count, bool)

    def _judge_lengths(
        self, decoder: RecordDecoder, span: Span, lengths: Ints, masks: dict[str, Mask], findings: Findings
    ) -> None:
        """Flag records shorter than their layout can be, or longer than it turned out to be."""
        if not self._judge:
            return
        given = span.ends - span.starts
        least = self._least[decoder.layout.name]
        needed = np.full(span.count, least[""])
        for path, mask in masks.items():
            if path in least:
                needed[mask] = least[path]
        doubts = flags(span.count)
        if not self._padded:
            mark(doubts, given < needed, Doubt.SHORT_RECORD)
        mark(doubts, given > lengths, Doubt.LEFT_OVER_BYTES)
        findings.add("_length", doubts, span.origin)


def least_lengths(layout: Layout, targets: dict[str, str]) -> dict[str, int]:
    """The fewest bytes a record needs, in general (key "") and for each chosen redefinition."""
    least = {"": layout.least}
    for path in set(targets.values()):
        if path.split(".", 1)[0] == layout.name and path != layout.name:
            node = layout.find(path)
            tail = max((other.end for other in layout.root.walk() if other.offset < node.offset), default=0)
            shares = {other.path for group in _sharing(layout.root, node) for other in group}
            others = [other.end for other in layout.root.children if other.path not in shares]
            least[path] = (
                min(layout.least, max([node.end, *others])) if node.path.count(".") == 1 else min(tail, layout.least)
            )
    return least


def _sharing(root: Node, node: Node) -> list[list[Node]]:
    return [group for parent in root.walk() for group in parent.storage() if node in group]


def raw_records(block: Block, kept: Ints) -> pa.Array:
    """The bytes of records as a binary column."""
    starts, lengths = block.starts[kept], block.lengths[kept]
    if len(kept) and (lengths == lengths[0]).all():
        return bytes_array(gather(block.buffer, starts, int(lengths[0])))
    offsets = np.zeros(len(kept) + 1, np.int32)
    np.cumsum(lengths, out=offsets[1:])
    index = np.arange(int(offsets[-1])) + np.repeat(starts - offsets[:-1], lengths)
    return pa.Array.from_buffers(
        pa.binary(), len(kept), [None, pa.py_buffer(offsets), pa.py_buffer(block.buffer[index])], 0
    )
