"""Digests of what a workspace holds: two workspaces that were given the same files have the same ones."""

import hashlib
from collections.abc import Mapping, Sequence

import ibis
import ibis.expr.types as ir

from athena.access.view import View
from athena.pole import kinds

# Twelve hexadecimal digits of a hash are a whole number that sums over any number of records without loss.
_PIECE = 12
_PIECES = 5


def digests(view: View) -> Mapping[str, str]:
    """For each kind that this view shows records of, a SHA-256 in hex of its current records.

    Over id, version, label, mapping and the delivered row's hash, and over no time: when files came does not show.
    It is a hash of sums of the records' hashes, so it needs no order; it finds differences and proves nothing against
    somebody who makes records to fit.
    """
    summed = ibis.union(*(_summed(view.table(name), name) for name in kinds()))
    rows = view.execute(summed.order_by("kind")).to_pylist()
    sums = {row.pop("kind"): [int(row[name]) for name in sorted(row)] for row in rows if row["records"]}
    return {name: _hash(found) for name, found in sums.items()}


def _hash(sums: Sequence[int]) -> str:
    return hashlib.sha256(" ".join(map(str, sums)).encode()).hexdigest()


def _summed(table: ir.Table, name: str) -> ir.Table:
    standing = table.filter(table.valid_to.isnull(), table.withdrawn_at.isnull())
    parts = ("record_id", "version", "label_id", "mapping", "content_hash")
    line = ibis.literal(" ").join([standing[part].cast("string") for part in parts])
    hashes = standing.select(hash=line.hexdigest("sha256"))
    sums = {f"sum_{n}": _number(hashes.hash, n).sum().cast("string").fill_null("0") for n in range(_PIECES)}
    return hashes.aggregate(records=hashes.count(), **sums).mutate(kind=ibis.literal(name))


def _number(hash: ir.StringValue, piece: int) -> ir.IntegerValue:
    return (ibis.literal("0x") + hash.substr(piece * _PIECE, _PIECE)).cast("int64")
