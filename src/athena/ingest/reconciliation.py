"""Reconciliation: for every file, rows in = loaded + unchanged + superseded + quarantined, or nothing is published."""

from collections.abc import Sequence
from dataclasses import dataclass

from athena.failures import StopTheLine
from athena.ingest.coverage import Coverage
from athena.ingest.recognise import RefusedFile, Unrecognised


@dataclass(frozen=True)
class FileReport:
    """What became of every row of one delivered file.

    `rows_in` is counted apart from the parsing and the loading. `loaded` rows are new; `unchanged` stand already;
    `superseded` put a new version in the place of an older one (or, from an older edition, were filed as history);
    `quarantined` are held back with a reason. `withdrawn` counts standing rows that the file no longer has: they
    are marked and not part of the sum. `seconds` is the file's share, by rows, of its delivery's time.
    """

    file: str
    source: str
    sha256: str
    rows_in: int
    loaded: int
    unchanged: int
    superseded: int
    quarantined: int
    withdrawn: int
    seconds: float
    notes: Sequence[str] = ()

    @property
    def sums(self) -> bool:
        """Say whether every row is accounted for exactly once."""
        return self.rows_in == self.loaded + self.unchanged + self.superseded + self.quarantined


@dataclass(frozen=True)
class DeliveryReport:
    """What became of one delivery: its files, what was not recognised, what was refused, and the snapshot made.

    `gaps` is what the delivery should have held and does not: months or kinds missing from it. `snapshot` is
    nothing where the delivery changed nothing.
    """

    delivery: str
    title: str
    files: Sequence[FileReport]
    unrecognised: Sequence[Unrecognised]
    refused: Sequence[RefusedFile]
    gaps: Sequence[Coverage]
    snapshot: int | None


class DoesNotSum(StopTheLine):
    """A reconciliation does not sum, so nothing of the delivery was published."""


def insist(reports: Sequence[FileReport]) -> None:
    """Raise `DoesNotSum` unless every file's rows are accounted for."""
    wrong = [report for report in reports if not report.sums]
    if wrong:
        lines = "\n".join(
            f"  {report.file}: {report.rows_in:,} rows in, but {report.loaded:,} loaded + {report.unchanged:,} "
            f"unchanged + {report.superseded:,} superseded + {report.quarantined:,} quarantined"
            for report in wrong
        )
        raise DoesNotSum(
            f"The reconciliation does not sum, so nothing of this delivery was published:\n{lines}\n"
            "  do: keep the delivery and tell whoever maintains Athena; this is a fault in the software"
        )
