"""The checks of a proof, made of what the runs said, what the bytes say and what stands in the lake."""

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal

from athena.ingest.mainframe.totals import Total
from athena.ingest.migration.book import ONLY
from athena.ingest.migration.examined import Examined, Findings
from athena.ingest.migration.folder import Migration, Part
from athena.ingest.migration.history import Delivered
from athena.ingest.migration.proof import Check, Rejected, Rows, equal, none_named
from athena.ingest.migration.standing import Standing, dangling

ALL = "all"
_BETWEEN = "\x1f"
_ID_LENGTH = 32


def byte_checks(examined: Examined, done: Delivered) -> Iterator[Check]:
    """The file is the one that was run, and each of its bytes is accounted for."""
    file = examined.file
    yield equal("bytes", file, "The file is the one that was run (SHA-256)", done.sha256, examined.sha256)
    account = examined.account
    used = account.records + account.headers + account.filler
    yield equal("bytes", file, "Every byte is a record's, a descriptor's or filler", account.size, used)


def row_checks(migration: Migration, examined: Examined, rows: Sequence[Rows]) -> Iterator[Check]:
    """Rows in = loaded + merged + rejected, and rows in is what the bytes hold."""
    for one in rows:
        where = f"{examined.file}: {one.mapped}"
        claim = "Rows in = loaded + merged + rejected" + (" (derived)" if one.derived else "")
        yield equal("rows", where, claim, one.rows_in, one.loaded + one.merged + one.rejected)
    known = set(migration.book.targets)
    strays = sum(count for kind, count in examined.by_type.items() if kind not in known)
    for number, part in enumerate(migration.mains):
        one = next(row for row in rows if row.mapped == part.mapped.name)
        # Records of no known type are the first mapping's to reject.
        there = examined.by_type[part.mapped.segment] + (strays if number == 0 else 0)
        yield equal(
            "rows", f"{examined.file}: {one.mapped}", "Records counted in the bytes = rows in", there, one.rows_in
        )
    mains = sum(one.rows_in for one in rows if not one.derived)
    yield equal("rows", examined.file, "Records of every type = rows in of all mappings", examined.records, mains)


def control_checks(migration: Migration, examined: Examined) -> Iterator[Check]:
    """What the old system printed is what the bytes hold."""
    control = migration.settings.control_of(examined.file)
    if control is None:
        claim = "Control totals of the old system"
        yield Check("control", examined.file, claim, "none printed", f"{examined.records} records", "not stated")
        return
    for kind, printed in control.records.items():
        found = examined.records if kind == ALL else examined.by_type[kind]
        yield equal("control", f"{examined.file}: {kind}", "Records printed by the old system", printed, found)
    for name, stated in control.sums.items():
        sums = [
            examined.exact.get((part.mapped.segment, leaf.node.path), Total()).sum
            for part in migration.mains
            for leaf in part.format.leaves
            if leaf.called(name)
        ]
        where = f"{examined.file}: {name}"
        yield _same_sum("control", where, "Sum printed by the old system", stated, sum(sums, Decimal(0)))


def decoder_checks(examined: Examined) -> Iterator[Check]:
    """The columnar decoder and the slow exact one agree on every numeric and date field of every record type."""
    for (segment, path), quick in sorted(examined.columnar.items()):
        slow = examined.exact.get((segment, path), Total())
        where = f"{examined.file}: {path}" + (f" of {segment}" if segment != ONLY else "")
        yield equal("decoders", where, "Both decoders give one total and count", _total(slow), _total(quick))


def lake_checks(part: Part, examined: Examined, found: Findings, standing: Standing) -> Iterator[Check]:
    """Every accepted row stands, nothing else does, and each carried number and date sums to the same."""
    where = f"{examined.file}: {part.mapped.name}"
    yield none_named("lake", where, "Accepted rows without a record", found.lost_named, found.lost)
    yield equal("lake", where, "Accepted rows = records that stand", found.accepted, standing.count())
    for name, expected in sorted(found.expected.items()):
        if not expected.count:
            continue  # carried as text or wholly empty: nothing to sum, and compared record by record below
        here = standing.total(name)
        yield equal("hash totals", f"{where}.{name}", "Bytes (exact) = lake", _total(expected), _total(here))
    for name, count in sorted(found.compared.items()):
        named = found.differing_named.get(name, [])
        claim = f"Field by field over {count:,} records: records that differ"
        yield none_named("fields", f"{where}.{name}", claim, named, found.differing[name])


def hash_checks(migration: Migration, examined: Examined, standing: Mapping[str, Standing]) -> Iterator[Check]:
    """For the fields that the settings name: all bytes = lake + rejected, or, where not carried, both decoders."""
    for name in migration.settings.proof.hash:
        for part in migration.parts:
            for carried in part.mapped.carries:
                leaf = part.format.leaf(carried.field)
                total = examined.exact.get((part.mapped.segment, leaf.node.path))
                if not leaf.called(name) or total is None or carried.spelt is not None:
                    continue
                out = examined.rejected.get((part.mapped.segment, leaf.node.path), Total())
                here = standing[part.mapped.name].total(carried.property)
                where = f"{examined.file}: {name} in {part.mapped.name}.{carried.property}"
                claim = f"All bytes = lake {here.sum} + rejected {out.sum}"
                yield _same_sum("hash totals", where, claim, total.sum, here.sum + out.sum)


def link_checks(part: Part, migration: Migration, examined: Examined, standing: Standing) -> Iterator[Check]:
    """Both ends of every link stand, or are rejected rows that have yet to come."""
    if part.mapped.kind != "link":
        return
    awaited = {
        _id(other.source.name, examined.slot, key)
        for other in migration.parts
        for key in examined.by_mapping[other.mapped.name].rejected_keys
    }
    missing = dangling(standing.view, part, examined.slot)
    named = [f"{kind} {record}" for kind, record in missing if record not in awaited]
    where = f"{examined.file}: {part.mapped.name}"
    words = f"Ends of links that do not stand ({len(missing) - len(named)} more await rejected rows)"
    yield none_named("links", where, words, named[:20], len(named))


def rejected_named(rejected: Sequence[Rejected], file: str) -> Iterator[Check]:
    """Every rejected row has a reason, and the reasons are counted: no verdict, for rejecting is no failure."""
    reasons: dict[str, list[Rejected]] = {}
    for one in rejected:
        reasons.setdefault(f"{one.mapped}: {one.rule}", []).append(one)
    for words, found in sorted(reasons.items()):
        named = [f"record {one.row}: {one.reason}" for one in found[:20]]
        yield Check(
            "rejected", f"{file}: {words}", "Rejected with a reason", "-", str(len(found)), "holds", named, len(found)
        )


def _same_sum(area: str, where: str, claim: str, expected: Decimal, found: Decimal) -> Check:
    # 125.5 and 125.50 are one sum and two texts.
    verdict = equal(area, where, claim, expected.normalize(), found.normalize()).verdict
    return Check(area, where, claim, str(expected), str(found), verdict)


def _total(total: Total) -> str:
    # Counts alone would not see two values exchanged for others, sums alone not a zero that was lost.
    return f"{_plain(total.sum)} over {total.count:,}"


def _plain(value: Decimal) -> str:
    return f"{value.normalize():f}" if value else "0"


def _id(source: str, slot: str, key: str) -> str:
    return hashlib.sha256(_BETWEEN.join((source, slot, key, "1")).encode()).hexdigest()[:_ID_LENGTH]
