"""The checks: sums are compared by value, and what could not be compared says so."""

from collections import Counter
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from athena.ingest.mainframe.totals import Total
from athena.ingest.migration.checks import control_checks, decoder_checks, row_checks
from athena.ingest.migration.examined import Examined
from athena.ingest.migration.folder import Migration, load_migration
from athena.ingest.migration.proof import Rows

PATH = "CRIME_FILE_REC.PROPERTY_BODY.ITEM_VALUE"


def examined(**more: Any) -> Examined:
    return Examined("CRIMES.DAT", "s", records=1, by_type=Counter(G=1), **more)


@pytest.mark.parametrize(("printed", "verdict"), [("215.050", "holds"), ("215.06", "fails")])
def test_a_printed_sum_is_compared_by_value(folder: Path, printed: str, verdict: str) -> None:
    with (folder / "migration.toml").open("a") as settings:
        settings.write(f'[control."*"]\nsums = {{ ITEM-VALUE = "{printed}" }}\n')
    total = Total(3, 0, Decimal("215.05"))
    (check,) = control_checks(load_migration(folder), examined(exact={("G", PATH): total}))
    assert check.verdict == verdict


def test_two_decoders_that_differ_in_a_count_fail() -> None:
    one, other = Total(3, 0, Decimal(5)), Total(2, 1, Decimal(5))
    (check,) = decoder_checks(examined(exact={("G", PATH): one}, columnar={("G", PATH): other}))
    assert (check.verdict, check.expected, check.found) == ("fails", "5 over 3", "5 over 2")


def test_a_row_that_is_nowhere_fails(northmere: Migration) -> None:
    rows = [Rows("F", part.mapped.name, part.mapped.segment, "x", False, 1, 0, 0, 0) for part in northmere.mains]
    failing = [check for check in row_checks(northmere, examined(), rows) if check.verdict == "fails"]
    assert sum("Rows in = loaded" in check.claim for check in failing) == 3
