"""The proof of a migration: checks, each with what was expected and what was found, and what they were made of."""

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Literal, TypeAlias

from athena.ingest.migration.drift import Drift

Verdict: TypeAlias = Literal["holds", "fails", "not stated"]
FORMAT = "athena-migration-proof/1"


@dataclass(frozen=True)
class Check:
    """One statement of the proof. `area` groups them; `where` says which file, record type or field it is about.

    `named` lists the records it fails on, in words with number and place, the first few of `count`. "not stated" is
    the verdict where the old system printed nothing to compare with.
    """

    area: str
    where: str
    claim: str
    expected: str
    found: str
    verdict: Verdict
    named: Sequence[str] = ()
    count: int = 0


@dataclass(frozen=True)
class Rows:
    """What became of the rows of one file under one mapping: rows in = loaded + merged + rejected.

    `merged` rows met a record that stood before this file was first run. `rejected` is what is rejected today.
    """

    file: str
    mapped: str
    segment: str
    kind: str
    derived: bool
    rows_in: int
    loaded: int
    merged: int
    rejected: int

    @property
    def sums(self) -> bool:
        """Whether every row is in exactly one of the three."""
        return self.rows_in == self.loaded + self.merged + self.rejected


@dataclass(frozen=True)
class Rejected:
    """One rejected row: its file, number and the reason; its bytes are found by the quarantine id."""

    file: str
    row: int
    mapped: str
    rule: str
    reason: str
    quarantine_id: str


@dataclass(frozen=True)
class FieldFate:
    """What became of one field of the copybook: where it is carried, or why it is left out."""

    segment: str
    field: str
    carried_to: str
    left_out: str
    compared: str


@dataclass(frozen=True)
class VerifiedFile:
    """A file that was verified: its name, hash and size, its bytes by use, and its records by type."""

    file: str
    sha256: str
    size: int
    records: int
    record_bytes: int
    descriptor_bytes: int
    filler_bytes: int
    by_type: Mapping[str, int]


@dataclass(frozen=True)
class Proof:
    """Everything that `athena migrate verify` found. `snapshot` is the one that was read."""

    migration: str
    title: str
    folder_sha256: str
    verified_at: str
    snapshot: int
    files: Sequence[VerifiedFile]
    rows: Sequence[Rows]
    checks: Sequence[Check]
    rejected: Sequence[Rejected]
    fields: Sequence[FieldFate]
    drift: Sequence[Drift]

    @property
    def holds(self) -> bool:
        """Whether no check fails."""
        return not self.failures

    @property
    def failures(self) -> Sequence[Check]:
        """The checks that fail."""
        return [check for check in self.checks if check.verdict == "fails"]

    def as_json(self) -> bytes:
        """The proof as UTF-8 JSON with sorted keys: what is signed, byte for byte."""
        value = {"format": FORMAT, "holds": self.holds, **asdict(self)}
        return (json.dumps(value, ensure_ascii=False, sort_keys=True, indent=1) + "\n").encode()

    def digest(self) -> str:
        """The SHA-256 of that JSON in hex."""
        return hashlib.sha256(self.as_json()).hexdigest()


def equal(area: str, where: str, claim: str, expected: object, found: object) -> Check:
    """The check that two figures are the same."""
    verdict: Verdict = "holds" if expected == found else "fails"
    return Check(area, where, claim, str(expected), str(found), verdict)


def none_named(area: str, where: str, claim: str, named: Sequence[str], count: int | None = None) -> Check:
    """The check that nothing is to be named; what is, makes it fail."""
    many = len(named) if count is None else count
    return Check(area, where, claim, "0", str(many), "fails" if many else "holds", tuple(named), many)
