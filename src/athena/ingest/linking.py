"""Links as parts of a row: from one record to another, of this row or of another file, in a stated role."""

from collections.abc import Callable
from dataclasses import dataclass

import ibis
import ibis.expr.types as ir

from athena.ingest.source import Labelling, Part, Raw, Record
from athena.ingest.staging import KEY_LENGTH, sha256
from athena.lake.versions import OF_ROW

REFERENCES = ("from_record", "to_record", "evidence")
"""The properties of a link that name other records."""

_BETWEEN = "\x1f"
_ID_LENGTH = 32


@dataclass(frozen=True)
class Here:
    """A record of the same row: its main one, or its part of that name."""

    kind: str
    part: str = ""


@dataclass(frozen=True)
class There:
    """A record of another row or file, whose id `record` works out; see `record_of`."""

    kind: str
    record: Callable[[Raw], ir.StringValue]


def link(
    name: str,
    start: Here | There,
    role: str,
    end: Here | There,
    label: Labelling,
    present: Callable[[Raw], ir.BooleanValue] | None = None,
    more: Callable[[Raw], Record] | None = None,
) -> Part:
    """A part that says as what `start` stands to `end`; `role` is a code of `link_role`.

    The row's main record is its evidence. It is a fact unless `more`, further properties of the link, says otherwise.
    `present` must be true only where both ends are: a link to a record that nobody gave leads nowhere.
    """

    def mapping(raw: Raw) -> Record:
        stated: dict[str, ir.Value] = {
            "from_kind": ibis.literal(start.kind),
            "from_record": _reference(start, raw),
            "to_kind": ibis.literal(end.kind),
            "to_record": _reference(end, raw),
            "role": ibis.literal(role),
            "basis": ibis.literal("fact"),
            "evidence": ibis.literal(OF_ROW),
        }
        return {**stated, **(more(raw) if more else {})}

    return Part(name, "link", label, mapping, present)


def record_of(source: str, slot: ir.StringValue | str, key: ir.StringValue) -> ir.StringValue:
    """The id of the record that `source` gives under `key` in `slot`, where it has one row of that key.

    Worked out as `athena.lake.versions` does, without a look-up: the record may come later, or never, and the link
    then leads to nothing until it does.
    """
    parts = [ibis.literal(source), _text(slot), sha256(key).left(KEY_LENGTH), ibis.literal("1")]
    return sha256(ibis.literal(_BETWEEN).join(parts)).left(_ID_LENGTH)


def _text(value: ir.StringValue | str) -> ir.StringValue:
    return ibis.literal(value) if isinstance(value, str) else value


def _reference(side: Here | There, raw: Raw) -> ir.StringValue:
    if isinstance(side, There):
        return side.record(raw)
    return ibis.literal(f"{OF_ROW}.{side.part}" if side.part else OF_ROW)
