"""The comparison: totals from the bytes alone."""

from decimal import Decimal
from pathlib import Path

from athena.ingest.migration.comparison import Comparison
from athena.ingest.migration.folder import Migration


def test_without_a_lake_a_file_is_totalled(northmere: Migration, crimes: Path) -> None:
    found = Comparison(northmere, "CRIMES.DAT").run(crimes)
    assert found.records == 8
    assert found.exact["C", "CRIME_FILE_REC.CRIME_BODY.LOSS_VALUE"].sum == Decimal("124.25")
    assert found.exact.keys() == found.columnar.keys()
    assert all(found.exact[key].sum == found.columnar[key].sum for key in found.exact)
    assert found.account.balance == 0
