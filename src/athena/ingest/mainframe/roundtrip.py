"""Round trip: decode, encode again, and list every field whose bytes did not come back as they were."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import pyarrow as pa

from athena.ingest.mainframe.copybook import Copybook
from athena.ingest.mainframe.doubt import Bytes, Ints
from athena.ingest.mainframe.encode import RecordEncoder, as_struct
from athena.ingest.mainframe.layout import Layout, Node
from athena.ingest.mainframe.options import ReadOptions
from athena.ingest.mainframe.reader import LegacyReader


@dataclass(frozen=True)
class RoundTrip:
    """How many records came back byte for byte, and for each field how many did not."""

    records: int
    identical: int
    fields: dict[str, int]


def round_trip(copybook: Copybook, paths: Sequence[Path], options: ReadOptions) -> RoundTrip:
    """Decode files and compare every record's bytes with its re-encoding.

    Bytes of no field (fillers, slack, what follows the layout) are taken from the record itself; a null leaves the
    bytes it came from. Only copybooks with one record are compared. Raises `ValueError` for more.
    """
    kept = replace(options, raw=True)
    reader = LegacyReader(copybook, kept)
    if len(reader.layouts) != 1:
        raise ValueError("round trips compare one record at a time")
    layout = reader.layouts[0]
    encoder = RecordEncoder(layout, kept.reading)
    records = identical = 0
    fields: dict[str, int] = {}
    for batch in reader.batches(paths):
        records += batch.num_rows
        raw = batch.column("_raw")
        same, differing = _compare(layout, encoder, as_struct(batch), raw)
        identical += same
        for path, count in differing.items():
            fields[path] = fields.get(path, 0) + count
    return RoundTrip(records, identical, fields)


def _compare(
    layout: Layout, encoder: RecordEncoder, values: pa.StructArray, raw: pa.Array
) -> tuple[int, dict[str, int]]:
    originals = raw.to_pylist()
    if layout.varies:
        return _compare_varying(layout, encoder, values, originals)
    base, lengths = _matrix(originals, layout.width)
    encoded = encoder.encode(values, base)
    again = encoded.data.reshape(len(originals), layout.width)
    differs = (again != base) & (np.arange(layout.width) < lengths[:, None])
    if not differs.any():
        return len(originals), {}
    found = {node.path: _rows(differs, node) for node in layout.root.walk() if not node.is_group}
    return int((~differs.any(axis=1)).sum()), {path: count for path, count in found.items() if count}


def _rows(differs: "np.ndarray[tuple[int, ...], np.dtype[np.bool_]]", node: Node) -> int:
    return int(differs[:, node.offset : node.end].any(axis=1).sum())


def _matrix(originals: list[bytes], width: int) -> tuple[Bytes, Ints]:
    lengths = np.array([len(record) for record in originals], np.int64)
    padded = b"".join(record[:width].ljust(width, b"\0") for record in originals)
    return np.frombuffer(padded, np.uint8).reshape(len(originals), width), lengths


def _compare_varying(
    layout: Layout, encoder: RecordEncoder, values: pa.StructArray, originals: list[bytes]
) -> tuple[int, dict[str, int]]:
    """Records whose tables shift are compared whole: a byte has no fixed field."""
    encoded = encoder.encode(values)
    same = sum(
        encoded.record(number) == record[: int(encoded.lengths[number])] for number, record in enumerate(originals)
    )
    missing = len(originals) - same
    return same, {layout.name: missing} if missing else {}
