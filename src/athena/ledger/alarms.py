"""What a verifier can find wrong, each by its name and each naming the file or key it is about."""

from dataclasses import dataclass
from enum import StrEnum


class AlarmKind(StrEnum):
    """One name for one way a log, a checkpoint or a policy can fail a check."""

    POLICY_MALFORMED = "policy-malformed"
    POLICY_ALTERED = "policy-altered"
    STATE_ALTERED = "state-altered"

    CHECKPOINT_MISSING = "checkpoint-missing"
    CHECKPOINT_MALFORMED = "checkpoint-malformed"
    WRONG_ORIGIN = "wrong-origin"
    LOG_LINE_MISSING = "log-line-missing"
    LOG_KEY_SWAPPED = "log-key-swapped"
    LOG_SIGNATURE_FALSE = "log-signature-false"
    WITNESS_LINE_FORGED = "witness-line-forged"
    QUORUM_NOT_MET = "quorum-not-met"
    COSIGNATURE_TOO_OLD = "cosignature-too-old"
    COSIGNATURE_FROM_FUTURE = "cosignature-from-future"
    WITNESS_UNREACHABLE = "witness-unreachable"

    ROLLED_BACK = "rolled-back"
    FORKED = "forked"
    OLD_CHECKPOINT_REPLAYED = "old-checkpoint-replayed"
    MEMORY_MALFORMED = "memory-malformed"

    ENTRY_EDITED = "entry-edited"
    ENTRY_DELETED = "entry-deleted"
    ENTRY_INSERTED = "entry-inserted"
    ENTRIES_REORDERED = "entries-reordered"
    ENTRIES_TRUNCATED = "entries-truncated"
    ENTRY_MALFORMED = "entry-malformed"
    ENTRY_OUT_OF_PLACE = "entry-out-of-place"
    TIME_RUNS_BACKWARDS = "time-runs-backwards"

    TILE_MISSING = "tile-missing"
    TILE_ALTERED = "tile-altered"
    BODY_MISSING = "body-missing"
    BODY_ALTERED = "body-altered"
    BODY_CONTRADICTS_LEAF = "body-contradicts-leaf"
    JOURNAL_DAMAGED = "journal-damaged"
    UNEXPECTED_FILE = "unexpected-file"
    ROOT_MISMATCH = "root-mismatch"
    SOURCE_UNREADABLE = "source-unreadable"


@dataclass(frozen=True)
class Alarm:
    """One finding: its kind, what it is about (a path, a key name, an entry), and one sentence of evidence."""

    kind: AlarmKind
    what: str
    why: str

    def __str__(self) -> str:
        """One line for a person."""
        return f"{self.kind}: {self.what}: {self.why}"
