"""What is true, written under `truth/` and nowhere else: who is who, who did what, and what made it happen.

Truth's own ids (`per-`, `hou-`, `evt-`, `grp-`, `ser-`) are hashes that occur in no source file; a test looks for them.
"""

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pyarrow as pa

from athena.synth.clerk import Faults
from athena.synth.draws import Dice, Numbers
from athena.synth.files import ParquetFile

NOBODY = ""
_RECORDS = pa.schema(
    [
        ("system", pa.string()),
        ("record", pa.string()),
        ("part", pa.string()),
        ("person", pa.string()),
        ("role", pa.string()),
    ]
)
_FAULTS = pa.schema(
    [
        ("system", pa.string()),
        ("record", pa.string()),
        ("part", pa.string()),
        ("field", pa.string()),
        ("fault", pa.string()),
    ]
)
_HAPPENINGS = pa.schema([("system", pa.string()), ("record", pa.string()), ("event", pa.string())])
_FALSE_LEADS = pa.schema(
    [
        ("system", pa.string()),
        ("record", pa.string()),
        ("kind", pa.string()),
        ("person", pa.string()),
        ("event", pa.string()),
    ]
)


class Truth:
    """The truth files that every system adds to. Close it, or the last rows are not on the disk."""

    def __init__(self, folder: Path, dice: Dice) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self.folder, self._dice = folder, dice
        self._records = ParquetFile(folder / "records.parquet", _RECORDS)
        self._faults = ParquetFile(folder / "faults.parquet", _FAULTS)
        self._happenings = ParquetFile(folder / "records_of_events.parquet", _HAPPENINGS)
        self._leads = ParquetFile(folder / "false_leads.parquet", _FALSE_LEADS)

    def person_ids(self, person: Numbers) -> list[str]:
        """Return truth's id of each person; empty for -1."""
        return self._ids("per", person)

    def event_ids(self, event: Numbers) -> list[str]:
        """Return truth's id of each event; empty for -1."""
        return self._ids("evt", event)

    def group_ids(self, group: Numbers) -> list[str]:
        """Return truth's id of each co-offending group; empty for -1."""
        return self._ids("grp", group)

    def series_ids(self, series: Numbers) -> list[str]:
        """Return truth's id of each series of crimes."""
        return self._ids("ser", series)

    def household_ids(self, household: Numbers) -> list[str]:
        """Return truth's id of each household."""
        return self._ids("hou", household)

    def people(
        self, system: str, records: Sequence[str], parts: Sequence[str], person: Numbers, roles: Sequence[str]
    ) -> None:
        """Keep whom each record (and each part of it, where it names several people) is really about."""
        ids = self.person_ids(person)
        self._records.add([[system] * len(ids), list(records), list(parts), ids, list(roles)])

    def faults(self, system: str, records: Sequence[str], parts: Sequence[str], faults: Faults) -> None:
        """Keep what a clerk got wrong; rows of `faults` are positions in `records` and `parts`."""
        rows = [row for row, _, _ in faults]
        self._faults.add(
            [
                [system] * len(rows),
                [records[row] for row in rows],
                [parts[row] for row in rows],
                [field for _, field, _ in faults],
                [kind for _, _, kind in faults],
            ]
        )

    def happenings(self, system: str, records: Sequence[str], event: Numbers) -> None:
        """Keep which event each record is about; records about none are left out."""
        kept = np.flatnonzero(event >= 0)
        self._happenings.add([[system] * len(kept), [records[n] for n in kept.tolist()], self.event_ids(event[kept])])

    def false_leads(self, system: str, records: Sequence[str], kind: str, person: Numbers, event: Numbers) -> None:
        """Keep which records point at somebody who did not do it."""
        self._leads.add(
            [
                [system] * len(records),
                list(records),
                [kind] * len(records),
                self.person_ids(person),
                self.event_ids(event),
            ]
        )

    def close(self) -> None:
        """Finish the files."""
        for file in (self._records, self._faults, self._happenings, self._leads):
            file.close()

    def _ids(self, kind: str, number: Numbers) -> list[str]:
        bits = self._dice("truth", kind).bits(number).tolist()
        return [f"{kind}-{one:016x}" if n >= 0 else NOBODY for one, n in zip(bits, number.tolist(), strict=True)]
