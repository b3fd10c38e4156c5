from decimal import Decimal
from pathlib import Path

import pyarrow as pa
import pytest

from athena.ingest.mainframe.copybook import load_copybook
from athena.ingest.mainframe.options import ReadOptions
from athena.ingest.mainframe.reader import LegacyReader
from athena.ingest.mainframe.reading import Reading
from athena.ingest.mainframe.totals import Total, column_totals, exact_totals, text_hash_total, total_of

COBRIX = Path(__file__).parents[4] / "shared/data/mainframe/cobrix"


def test_sums_do_not_overflow() -> None:
    assert total_of(pa.array([2**63 - 1, 2**63 - 1, None])) == Total(
        2, 1, Decimal(2**64 - 2), Decimal(2**63 - 1), Decimal(2**63 - 1)
    )
    assert total_of(pa.array([2**64 - 1, 1], pa.uint64())).sum == 2**64
    big = pa.array([Decimal("9" * 36 + ".99"), Decimal("-0.01")], pa.decimal128(38, 2))
    assert total_of(big).sum == Decimal("9" * 36 + ".98")
    assert total_of(pa.array([None], pa.int64())) == Total(0, 1)


def test_totals_of_nested_columns_leave_out_absent_parents() -> None:
    rows = [{"G": {"A": 1}, "T": [{"B": 2}, {"B": 3}], "_record": 0}, {"G": None, "T": [], "_record": 1}]
    batch = pa.RecordBatch.from_pylist(rows)
    found = column_totals(batch, "R")
    assert found == {
        "R.G.A": Total(1, 0, Decimal(1), Decimal(1), Decimal(1)),
        "R.T.B": Total(2, 0, Decimal(5), Decimal(2), Decimal(3)),
    }


def test_hash_totals_of_text_do_not_depend_on_order_but_on_every_value() -> None:
    assert text_hash_total(pa.array(["A", "B", "A"])) == text_hash_total(pa.array(["A", "A", "B", None]))
    assert text_hash_total(pa.array(["A", "B"])) != text_hash_total(pa.array(["A", "C"]))


@pytest.mark.skipif(not COBRIX.is_dir(), reason="../shared/data/mainframe is not here")
def test_cobrix_test6_totals_agree_between_both_decoders_for_every_numeric_field() -> None:
    reading = Reading(floats="ieee")
    reader = LegacyReader(load_copybook(COBRIX / "test6_copybook.cob"), ReadOptions(reading=reading, raw=True))
    (batch,) = reader.batches([COBRIX / "test6_data/INTEGR.TYPES.NOV28.DATA.dat"])
    exact = exact_totals(reader.layouts[0], reading, batch.column("_raw").to_pylist())
    assert len(exact) == 190
    assert column_totals(batch, "RECORD") == exact
