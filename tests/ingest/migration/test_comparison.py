"""The comparison: totals from the bytes alone, and keys of rejected rows that nobody else has."""

from decimal import Decimal
from pathlib import Path

from athena.ingest.migration.comparison import Comparison, Findings, compared
from athena.ingest.migration.folder import Migration


def test_without_a_lake_a_file_is_totalled(northmere: Migration, crimes: Path) -> None:
    found = Comparison(northmere, "CRIMES.DAT").run(crimes)
    assert found.records == 8
    assert found.exact["C", "CRIME_FILE_REC.CRIME_BODY.LOSS_VALUE"].sum == Decimal("124.25")
    assert found.exact.keys() == found.columnar.keys()
    assert all(found.exact[key].sum == found.columnar[key].sum for key in found.exact)
    assert found.account.balance == 0


def test_stale_keys_are_those_that_only_rejected_rows_have() -> None:
    findings = Findings(rejected_keys={"00000000000000aa", "00000000000000bb"})
    findings.accepted_keys.append(0xAA)
    assert findings.stale_keys() == {"00000000000000bb"}


def test_numbers_and_dates_are_compared_in_every_record(northmere: Migration) -> None:
    always = {one.carried.field for part in northmere.parts for one in compared(northmere, part) if one.always}
    assert always == {"CRIME-REF", "RECORDED-DATE", "BEAT", "BIRTH-DATE", "HEIGHT-CM", "ITEM-VALUE"}
