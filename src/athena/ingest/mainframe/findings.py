"""Doubts found while decoding, collected per field and turned into one list per record."""

from dataclasses import dataclass, field

import numpy as np
import pyarrow as pa

from athena.ingest.mainframe.doubt import Doubt, Flags, Ints

DOUBT_TYPE = pa.list_(
    pa.struct(
        [
            pa.field("field", pa.dictionary(pa.int32(), pa.string()), nullable=False),
            pa.field("reason", pa.dictionary(pa.int32(), pa.string()), nullable=False),
        ]
    )
)

_REASONS = pa.array([doubt.name for doubt in sorted(Doubt)], pa.string())  # the codes run from 0 without gaps


@dataclass
class Findings:
    """What was doubtful, field by field: which records, and why."""

    paths: list[str] = field(default_factory=list)
    records: list[Ints] = field(default_factory=list)
    reasons: list[Flags] = field(default_factory=list)

    def add(self, path: str, doubts: Flags, origin: Ints) -> None:
        """Take the doubts of one column; `origin` names the record of each of its rows."""
        if not doubts.any():
            return
        at = np.flatnonzero(doubts)
        self.paths.append(path)
        self.records.append(origin[at])
        self.reasons.append(doubts[at])

    def counts(self) -> dict[tuple[str, str], int]:
        """How often each field is doubtful for each reason."""
        found: dict[tuple[str, str], int] = {}
        for path, reasons in zip(self.paths, self.reasons, strict=True):
            for reason, count in zip(*np.unique(reasons, return_counts=True), strict=True):
                key = (path, Doubt(int(reason)).name)
                found[key] = found.get(key, 0) + int(count)
        return found

    def to_arrow(self, records: int) -> pa.Array:
        """A list of (field, reason) for each of so many records, in the order of the fields."""
        names = list(dict.fromkeys(self.paths))
        where = np.concatenate([*self.records, np.zeros(0, np.int64)])
        fields = np.concatenate(
            [np.full(len(r), names.index(p), np.int32) for p, r in zip(self.paths, self.records, strict=True)]
            + [np.zeros(0, np.int32)]
        )
        reasons = np.concatenate([*self.reasons, np.zeros(0, np.uint8)]).astype(np.int32)
        order = np.argsort(where, kind="stable")
        offsets = np.zeros(records + 1, np.int32)
        np.cumsum(np.bincount(where, minlength=records), out=offsets[1:])
        entries = pa.StructArray.from_arrays(
            [
                pa.DictionaryArray.from_arrays(pa.array(fields[order]), pa.array(names, pa.string())),
                pa.DictionaryArray.from_arrays(pa.array(reasons[order]), _REASONS),
            ],
            fields=list(DOUBT_TYPE.value_type),
        )
        return pa.ListArray.from_arrays(pa.array(offsets), entries, type=DOUBT_TYPE)

    def doubtful(self, records: int) -> int:
        """How many records have at least one doubt."""
        return len(np.unique(np.concatenate([*self.records, np.zeros(0, np.int64)]))) if records else 0
