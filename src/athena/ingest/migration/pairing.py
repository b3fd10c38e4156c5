"""What the bytes say, set beside what the lake holds; pairs that many records share are judged once."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pyarrow as pa

from athena.ingest.mainframe.doubt import Ints, Mask
from athena.ingest.migration.said import Said
from athena.ingest.migration.standing import same

Keys = np.ndarray[tuple[int, ...], np.dtype[np.uint64]]


@dataclass(frozen=True)
class Held:
    """Records of the lake, in the order of their keys."""

    keys: Keys
    rows: pa.Table

    @classmethod
    def of(cls, table: pa.Table) -> "Held":
        """The records of a table that has their `source_key`."""
        keys = key_numbers(table.column("source_key").to_pylist())
        order = np.argsort(keys, kind="stable")
        return cls(keys[order], table.take(pa.array(order)))

    def places(self, keys: Keys) -> tuple[Ints, Mask]:
        """For each key the row that has it, and whether there is one."""
        if len(self.keys) == 0:
            return np.zeros(len(keys), np.int64), np.zeros(len(keys), bool)
        at = np.minimum(np.searchsorted(self.keys, keys), len(self.keys) - 1)
        return at.astype(np.int64), self.keys[at] == keys

    def values(self, property: str, at: Ints) -> Said:
        """What the property holds in these rows."""
        column = self.rows.column(property).combine_chunks()
        array = pa.concat_arrays(column.chunks) if isinstance(column, pa.ChunkedArray) else column
        if pa.types.is_nested(array.type):
            return Said(at, array.to_pylist())
        found = array.dictionary_encode(null_encoding="encode")
        return Said(np.asarray(found.indices, np.int64)[at], found.dictionary.to_pylist())


def key_numbers(keys: Sequence[str]) -> Keys:
    """Source keys, which are 16 hexadecimal digits, as numbers."""
    return np.frombuffer(bytes.fromhex("".join(keys)), ">u8").astype(np.uint64)


def differing(says: Said, holds: Said) -> Mask:
    """The rows in which a property does not hold what the bytes say."""
    many = max(len(holds.values), 1)
    pairs, whose = np.unique(says.codes * many + holds.codes, return_inverse=True)
    wrong = [not same(says.values[pair // many], holds.values[pair % many]) for pair in pairs.tolist()]
    judged: Mask = np.array(wrong, bool)
    differ: Mask = judged[whose.reshape(-1)]
    return differ
