"""Digests of what a workspace holds: two workspaces that were given the same files have the same ones."""

import hashlib
from collections.abc import Iterator, Mapping, Sequence

import ibis
import ibis.expr.types as ir

from athena.access.view import View
from athena.ingest.tables import DELIVERED, QUARANTINE
from athena.pole import kind, kinds

FILES, HELD_BACK = "(files delivered)", "(rows held back)"
"""What stands in `digests` beside the kinds: the delivered files with their counts, and the rows in quarantine."""

# Twelve hexadecimal digits of a hash are a whole number that sums over any number of records without loss.
_PIECE = 12
_PIECES = 5
_ENVELOPE = (
    "record_id",
    "version",
    "source",
    "slot",
    "source_file",
    "source_row",
    "label_id",
    "mapping",
    "content_hash",
)
_OF_FILES = (
    "sha256", "bytes", "source", "mapping", "slot", "area", "kind", "first_month", "last_month", "rows_in",
    "loaded", "unchanged", "superseded", "quarantined", "withdrawn",
)  # fmt: skip
_OF_HELD_BACK = ("source", "slot", "source_file", "source_row", "rule", "columns_at_fault", "mapping", "resolution")


def digests(view: View) -> Mapping[str, str]:
    """For each kind that this view shows records of, for files and for quarantine, a SHA-256 in hex of all of it.

    Over every property and every version of every record, whether it stands, and where it came from; over no time of
    arrival, no path and no key, so neither when nor where a workspace was filled shows. What the view hides is not in
    it. It is a hash of sums of the rows' hashes, so it needs no order; it finds differences and proves nothing against
    somebody who makes records to fit.
    """
    rows = view.execute(ibis.union(*_summed(view)).order_by("name")).to_pylist()
    sums = {row.pop("name"): [int(row[name]) for name in sorted(row)] for row in rows if row["records"]}
    return {name: _hash(found) for name, found in sums.items()}


def _summed(view: View) -> Iterator[ir.Table]:
    for name in kinds():
        table = view.table(name)
        stands = (table.valid_to.isnull(), table.withdrawn_at.isnull())
        yield _sum(name, table, [*(table[column] for column in (*_ENVELOPE, *kind(name).own)), *stands])
    for name, of, columns in ((FILES, DELIVERED, _OF_FILES), (HELD_BACK, QUARANTINE, _OF_HELD_BACK)):
        table = view.table(of)
        yield _sum(name, table, [table[column] for column in columns])


def _hash(sums: Sequence[int]) -> str:
    return hashlib.sha256(" ".join(map(str, sums)).encode()).hexdigest()


def _sum(name: str, table: ir.Table, values: Sequence[ir.Value]) -> ir.Table:
    # Nothing and the empty text are told apart, and so are two neighbours that share their letters otherwise.
    texts = [value.cast("string") for value in values]
    parts = [text.length().cast("string").fill_null("-") + ":" + text.fill_null("") for text in texts]
    hashes = table.select(hash=ibis.literal(" ").join(parts).hexdigest("sha256"))
    sums = {f"sum_{n}": _number(hashes.hash, n).sum().cast("string").fill_null("0") for n in range(_PIECES)}
    return hashes.aggregate(records=hashes.count(), **sums).mutate(name=ibis.literal(name))


def _number(hash: ir.StringValue, piece: int) -> ir.IntegerValue:
    return (ibis.literal("0x") + hash.substr(piece * _PIECE, _PIECE)).cast("int64")
