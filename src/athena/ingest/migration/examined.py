"""What one pass over a file's bytes found: of the file, of each record type, and of each mapping."""

from array import array
from collections import Counter
from dataclasses import dataclass, field

import numpy as np

from athena.ingest.mainframe.accounting import Account
from athena.ingest.mainframe.totals import Total


@dataclass
class Findings:
    """What the pass found for one mapping; names are kept for the first few of each sort."""

    accepted: int = 0
    lost: int = 0
    lost_named: list[str] = field(default_factory=list)
    compared: Counter[str] = field(default_factory=Counter)
    differing: Counter[str] = field(default_factory=Counter)
    differing_named: dict[str, list[str]] = field(default_factory=dict)
    expected: dict[str, Total] = field(default_factory=dict)
    rejected_keys: set[str] = field(default_factory=set)
    accepted_keys: "array[int]" = field(default_factory=lambda: array("Q"))

    def stale_keys(self) -> set[str]:
        """Keys of rejected rows that no accepted row has: what stands under them is of an earlier delivery."""
        taken = np.frombuffer(self.accepted_keys, np.uint64) if self.accepted_keys else np.zeros(0, np.uint64)
        keys = sorted(self.rejected_keys)
        there = np.isin(np.array([int(key, 16) for key in keys], np.uint64), taken)
        return {key for key, found in zip(keys, there.tolist(), strict=True) if not found}


@dataclass
class Examined:
    """What one pass over a file's bytes found.

    `exact` and `columnar` are totals of every numeric and date field by record type and path; `rejected` the exact
    totals of rejected rows among them; `by_mapping` what the comparison with the lake found.
    """

    file: str
    slot: str
    sha256: str = ""
    size: int = 0
    account: Account = field(default_factory=Account)
    records: int = 0
    by_type: Counter[str] = field(default_factory=Counter)
    exact: dict[tuple[str, str], Total] = field(default_factory=dict)
    columnar: dict[tuple[str, str], Total] = field(default_factory=dict)
    rejected: dict[tuple[str, str], Total] = field(default_factory=dict)
    by_mapping: dict[str, Findings] = field(default_factory=dict)
