"""Arrow columns back to records: the inverse of `records`, and as columnar.

Records are written with every table at its greatest size; where a layout shifts, the bytes of unused occurrences are
then cut out of all records at once.
"""

from dataclasses import dataclass

import numpy as np
import pyarrow as pa

from athena.ingest.mainframe.columns import compile_column
from athena.ingest.mainframe.doubt import Bytes, Ints, Mask
from athena.ingest.mainframe.field_bytes import Encode, compile_bytes
from athena.ingest.mainframe.layout import Layout, Node
from athena.ingest.mainframe.reading import Reading
from athena.ingest.mainframe.refusal import LegacyRefusedError


@dataclass(frozen=True)
class EncodedRecords:
    """Records one after the other in `data`; record i is `data[starts[i] :][: lengths[i]]`."""

    data: Bytes
    starts: Ints
    lengths: Ints

    def record(self, number: int) -> bytes:
        """The bytes of one record."""
        start = int(self.starts[number])
        return self.data[start : start + int(self.lengths[number])].tobytes()

    def joined(self) -> bytes:
        """All records without anything between them."""
        return self.data.tobytes()

    def with_descriptors(self, *, little: bool = False, inclusive: bool = True) -> bytes:
        """All records, each behind a record descriptor word (format V)."""
        if len(self.lengths) == 0:
            return b""
        told = self.lengths + (4 if inclusive else 0)
        words = np.zeros((len(told), 4), np.uint8)
        first, second = (3, 2) if little else (0, 1)
        words[:, first], words[:, second] = told >> 8, told & 0xFF
        begins = np.concatenate((np.zeros(1, np.int64), np.cumsum(self.lengths + 4)[:-1]))
        out = np.empty(int((self.lengths + 4).sum()), np.uint8)
        out[(begins[:, None] + np.arange(4)).reshape(-1)] = words.reshape(-1)
        payload = np.ones(len(out), bool)
        payload[(begins[:, None] + np.arange(4)).reshape(-1)] = False
        out[payload] = self.data
        return out.tobytes()


class RecordEncoder:
    """Encodes columns of one layout. Compiled once, used for every batch."""

    def __init__(self, layout: Layout, reading: Reading) -> None:
        self.layout = layout
        self.reading = reading
        self._encode: dict[str, Encode] = {
            node.path: compile_bytes(node, reading) for node in layout.root.walk() if not node.is_group
        }

    def encode(self, columns: pa.StructArray, base: Bytes | None = None) -> EncodedRecords:
        """Records of a struct column with the fields of the layout.

        A redefinition is written when it has a value, over what it redefines, in the order of the copybook. Nulls and
        fields that are absent (fillers) leave the bytes of `base`, a (n, width) matrix, or of an empty record: spaces
        where text stands, zeros elsewhere. Raises `LegacyRefusedError` DOES_NOT_FIT, or NULL_RECORD.
        """
        if columns.null_count:
            raise LegacyRefusedError(
                "NULL_RECORD",
                "a record is null",
                where=self.layout.name,
                remedy="Leave out records that do not exist before encoding.",
            )
        count = len(columns)
        matrix = np.repeat(self._empty()[None, :], count, axis=0) if base is None else base.copy()
        used: Mask = np.ones((count, self.layout.width), bool)
        self._group(self.layout.root, columns, matrix, used, 0)
        lengths = used.sum(axis=1, dtype=np.int64)
        starts = np.concatenate((np.zeros(1, np.int64), np.cumsum(lengths)[:-1])) if count else lengths
        data = matrix.reshape(-1) if bool(used.all()) else matrix[used]
        return EncodedRecords(data, starts, lengths)

    def _empty(self) -> Bytes:
        """A record in which nothing has been set."""
        empty = np.zeros(self.layout.width, np.uint8)
        for node in self.layout.root.walk():
            if not node.is_group and pa.types.is_string(self._type(node)):
                filling = self.reading.page_of(node.path, node.name).space
                empty[node.offset : node.end] = filling
        return empty

    def _type(self, node: Node) -> pa.DataType:
        return compile_column(node, self.reading).type

    def _group(self, node: Node, values: pa.StructArray, matrix: Bytes, used: Mask, start: int) -> None:
        """Write the parts of a group; `start` is where the group's bytes begin in the matrix."""
        names = {field.name: index for index, field in enumerate(values.type)}
        for shared in node.storage() or [[node]]:
            at = start + shared[0].offset - node.offset
            vary = len(shared) > 1 and any(child.varies for child in shared)
            if vary:
                used[:, at : at + max(child.length for child in shared)] = False
            for child in shared:
                if child.name in names:
                    column = values.field(names[child.name])
                    if vary:
                        used[np.asarray(column.is_valid()), at : at + child.length] = True
                    self._item(child, column, matrix, used, start + child.offset - node.offset)

    def _item(self, node: Node, values: pa.Array, matrix: Bytes, used: Mask, at: int) -> None:
        if node.item.occurs is None:
            self._once(node, values, matrix, used, at)
            return
        lengths = np.diff(values.offsets.to_numpy().astype(np.int64))
        if values.null_count:
            lengths = np.where(np.asarray(values.is_null()), 0, lengths)
        if (lengths > node.count).any():
            raise LegacyRefusedError(
                "DOES_NOT_FIT",
                f"{int(lengths.max())} occurrences do not fit {node.path}",
                where=str(node.item.place),
                remedy=f"Give at most {node.count}, or raise OCCURS in the copybook.",
            )
        elements = values.flatten()
        owner = np.repeat(np.arange(len(lengths)), lengths)
        within = np.arange(len(owner)) - np.repeat(np.cumsum(lengths) - lengths, lengths)
        table = matrix[:, at : at + node.length].reshape(len(matrix), node.count, node.width)
        table_used = used[:, at : at + node.length].reshape(len(matrix), node.count, node.width)
        inner, inner_used = table[owner, within], table_used[owner, within]
        self._once(node, elements, inner, inner_used, 0)
        table[owner, within] = inner
        if node.varies:
            if node.counter is not None:
                table_used[np.arange(node.count) >= lengths[:, None]] = False
            table_used[owner, within] = inner_used
        matrix[:, at : at + node.length] = table.reshape(len(matrix), node.length)
        used[:, at : at + node.length] = table_used.reshape(len(matrix), node.length)

    def _once(self, node: Node, values: pa.Array, matrix: Bytes, used: Mask, at: int) -> None:
        here = np.flatnonzero(~np.asarray(values.is_null())) if values.null_count else None
        if here is not None and len(here) == 0:
            return
        given = values if here is None else values.drop_null()
        if node.is_group:
            if here is None:
                self._group(node, given, matrix, used, at)
                return
            part, part_used = matrix[here], used[here]
            self._group(node, given, part, part_used, at)
            matrix[here], used[here] = part, part_used
            return
        data = self._encode[node.path](given)
        if here is None:
            matrix[:, at : at + node.width] = data
        else:
            matrix[here, at : at + node.width] = data


def as_struct(batch: pa.RecordBatch) -> pa.StructArray:
    """The columns of a batch as one struct column, our own columns (`_record`, `_doubt`, ...) left out."""
    kept = [index for index, field in enumerate(batch.schema) if not field.name.startswith("_")]
    fields = [batch.schema.field(index) for index in kept]
    return pa.StructArray.from_arrays([batch.column(index) for index in kept], fields=fields)
