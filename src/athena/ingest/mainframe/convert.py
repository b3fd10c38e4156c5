"""Files to Parquet: streamed, atomic, and reported in bytes and records."""

import os
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from athena.ingest.mainframe.copybook import Copybook
from athena.ingest.mainframe.options import ReadOptions
from athena.ingest.mainframe.reader import LegacyReader, Progress
from athena.ingest.mainframe.refusal import LegacyRefusedError

# columns of many different values gain nothing from a dictionary and pay for it in time
_REPEATING = ("_segment", "reason", "field")


@dataclass(frozen=True)
class Conversion:
    """What came of a conversion. `bytes` is the decompressed size of the input and equals the sum of its parts."""

    records: int
    bytes: int
    record_bytes: int
    header_bytes: int
    filler_bytes: int
    filtered_bytes: int
    quarantined_bytes: int
    doubtful: int
    doubts: dict[tuple[str, str], int]


def convert(
    copybook: Copybook, paths: Sequence[Path], output: Path, options: ReadOptions, progress: Progress | None = None
) -> Conversion:
    """Write every record of `paths` to a Parquet file.

    The output appears whole or not at all: it is written beside its place, synced and renamed. Raises
    `LegacyRefusedError`; then no file is left behind.
    """
    reader = LegacyReader(copybook, options)
    try:
        handle, name = tempfile.mkstemp(prefix=f".{output.name}.", dir=output.parent)
    except OSError as error:
        raise LegacyRefusedError(
            "OUTPUT",
            f"no file can be made in {output.parent}: {error.strerror}",
            where=str(output),
            remedy="Name a folder that exists and that you may write to.",
        ) from error
    os.close(handle)
    temporary = Path(name)
    try:
        _write(reader, paths, temporary, progress)
        with temporary.open("rb") as written:
            os.fsync(written.fileno())
        temporary.chmod(0o644)
        temporary.replace(output)
    finally:
        temporary.unlink(missing_ok=True)
    return report(reader)


def report(reader: LegacyReader) -> Conversion:
    """The accounts of a finished reader, summed over its inputs."""
    accounts = reader.accounts
    return Conversion(
        records=reader.records,
        bytes=sum(account.size for account in accounts),
        record_bytes=sum(account.records for account in accounts),
        header_bytes=sum(account.headers for account in accounts),
        filler_bytes=sum(account.filler for account in accounts),
        filtered_bytes=sum(account.filtered for account in accounts),
        quarantined_bytes=sum(account.quarantined_bytes for account in accounts),
        doubtful=reader.doubtful,
        doubts=reader.doubts,
    )


def _write(reader: LegacyReader, paths: Sequence[Path], target: Path, progress: Progress | None) -> None:
    schema = parquet_schema(reader.schema)
    repeating = [leaf for leaf in _leaf_paths(schema) if leaf.rsplit(".", 1)[-1] in _REPEATING]
    with pq.ParquetWriter(target, schema, compression="snappy", use_dictionary=repeating or False) as writer:
        for batch in reader.batches(paths, progress):
            writer.write_batch(_for_parquet(batch, schema))


def parquet_schema(schema: pa.Schema) -> pa.Schema:
    """The schema as written: what Parquet cannot say is left out (an empty struct)."""
    return pa.schema([field for field in schema if not _is_empty(field.type)])


def _is_empty(kind: pa.DataType) -> bool:
    return bool(pa.types.is_struct(kind) and kind.num_fields == 0)


def _for_parquet(batch: pa.RecordBatch, schema: pa.Schema) -> pa.RecordBatch:
    return batch if batch.schema.equals(schema) else batch.select(schema.names)


def _leaf_paths(schema: pa.Schema) -> list[str]:
    def walk(prefix: str, kind: pa.DataType) -> list[str]:
        if pa.types.is_struct(kind):
            return [leaf for field in kind for leaf in walk(f"{prefix}.{field.name}", field.type)]
        if pa.types.is_list(kind):
            return walk(f"{prefix}.list.{kind.value_field.name}", kind.value_type)
        return [prefix]

    return [leaf for field in schema for leaf in walk(field.name, field.type)]
