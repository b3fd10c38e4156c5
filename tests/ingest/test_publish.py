"""Publication: whole, or not at all."""

from collections.abc import Callable
from pathlib import Path

import pytest

from athena.ingest.intake import ingest
from athena.ingest.loading import loading
from athena.ingest.reconciliation import DeliveryReport, DoesNotSum
from athena.ingest.staging import Progress
from athena.lake.workspace import Workspace

Rows = Callable[..., list[dict[str, object]]]
StreetRows = Callable[..., list[dict[str, str]]]
AsCsv = Callable[[list[dict[str, str]]], bytes]

# A source whose rows and whose count of them disagree, as they would if the parser lost a row.
MISCOUNTING = """
from dataclasses import dataclass, replace
from athena.ingest.delimited import Delimited, DelimitedRows
from athena.ingest.source import Slot
from athena.ingest.sources.police_uk_street import SOURCE as STREET

class Rows(DelimitedRows):
    def count(self):
        return super().count() + 1

class Miscounting(Delimited):
    def rows(self, content, header, file):
        return Rows(self, content, header, file)

def recognise(name):
    month = __import__("datetime").date(2024, 5, 1)
    return Slot("miscounted", "example", "street", month, month) if name.endswith("miscounted.csv") else None

SOURCE = replace(STREET, name="miscounting", format=Miscounting(STREET.format.columns), recognise=recognise)
"""


def test_what_does_not_sum_is_not_published_nor_are_its_neighbours(
    tmp_path: Path, workspace: Workspace, rows: Rows, street_rows: StreetRows, as_csv: AsCsv
) -> None:
    (workspace.sources / "miscounting.py").write_text(MISCOUNTING)
    folder = tmp_path / "delivery"
    folder.mkdir()
    (folder / "miscounted.csv").write_bytes(as_csv(street_rows(3)))
    (folder / "2024-05-example-street.csv").write_bytes(as_csv(street_rows(3)))
    before = workspace.lake.snapshot()
    with pytest.raises(DoesNotSum) as stopped, loading(workspace) as view:
        list(ingest(view, [folder], Progress()))
    assert "miscounted.csv: 4 rows in, but 3 loaded" in str(stopped.value)
    assert workspace.lake.snapshot() == before
    assert rows(workspace, "crime") == rows(workspace, "delivered_file") == []


def test_each_file_delivered_is_noted_with_its_counts_and_its_bytes(
    tmp_path: Path, workspace: Workspace, take: Callable[..., list[DeliveryReport]], rows: Rows,
    street_rows: StreetRows, as_csv: AsCsv,
) -> None:  # fmt: skip
    file = tmp_path / "2024-05-example-street.csv"
    file.write_bytes(as_csv(street_rows(5)))
    (report,) = take(workspace, file)
    (noted,) = rows(workspace, "delivered_file")
    assert (noted["rows_in"], noted["loaded"], noted["bytes"]) == (5, 5, file.stat().st_size)
    assert (noted["slot"], noted["reach"], noted["mapping"]) == ("example/2024-05", None, "police-uk-street@1")
    with workspace.evidence.open(noted["kept_sha256"]) as kept:  # type: ignore[arg-type]
        assert kept.read() == file.read_bytes()
    assert {row["source_file"] for row in rows(workspace, "crime")} == {report.files[0].sha256}
