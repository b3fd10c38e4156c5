"""The quality profile: filled, bounded, doubted, field by field."""

from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal
from pathlib import Path
from typing import Any

from athena.ingest.migration.folder import Migration
from athena.ingest.migration.profile import profile


def test_every_field_of_every_type_is_profiled(northmere: Migration, crimes: Path) -> None:
    found = profile(northmere, crimes)
    fields = {(one.segment, one.field): one for one in found.fields}
    value = fields["G", "ITEM_VALUE"]
    assert (value.records, value.filled, value.least, value.greatest) == (3, 3, Decimal("0.05"), Decimal("120.00"))
    born = fields["P", "BIRTH_DATE"]
    assert (born.records, born.filled, dict(born.doubts)) == (3, 2, {"SPACES": 1})
    method = fields["C", "METHOD"]
    assert (method.filled, method.least, method.greatest) == (1, 15, 15)
    assert (found.records, dict(found.by_type)) == (8, {"C": 2, "P": 3, "G": 3})


def test_doubts_of_whole_records_are_counted(
    northmere: Migration,
    rows: Sequence[Mapping[str, Any]],
    records: Callable[..., Any],
    deck: Callable[..., Path],
    tmp_path: Path,
) -> None:
    found = records(rows)
    short = deck(tmp_path / "x", [found[0][:20], *found[1:]])
    assert "SHORT_RECORD in _length" in profile(northmere, short).record_doubts
