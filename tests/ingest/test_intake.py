"""The whole way of a delivery: the same again, later, older, permuted, vanished, and two of one month at once."""

import random
from collections import Counter
from collections.abc import Callable
from pathlib import Path

from tests.ingest.packing import packed

from athena.ingest.reconciliation import DeliveryReport
from athena.lake.workspace import Workspace

Take = Callable[..., list[DeliveryReport]]
Rows = Callable[..., list[dict[str, object]]]
StreetRows = Callable[..., list[dict[str, str]]]
AsCsv = Callable[[list[dict[str, str]]], bytes]
NAME = "2024-05-{}-street.csv"


def said(rows: Rows, workspace: Workspace) -> Counter[tuple[object, ...]]:
    columns = "record_id", "version", "last_outcome", "valid_to", "withdrawn_at"
    return Counter(tuple(row[column] for column in columns) for row in rows(workspace, "crime"))


def test_the_life_of_a_month(
    tmp_path: Path, workspace: Workspace, take: Take, rows: Rows, street_rows: StreetRows, as_csv: AsCsv
) -> None:
    first = street_rows(60)
    two_months = {
        NAME.format("example"): as_csv(first),
        "2024-06-example-street.csv": as_csv(street_rows(9, "2024-06")),
    }
    (report,) = take(workspace, packed(tmp_path / "june.zip", two_months))
    assert [file.loaded for file in report.files] == [60, 9]
    once = said(rows, workspace)

    snapshot = workspace.lake.snapshot()
    (report,) = take(workspace, tmp_path / "june.zip")
    assert (report.snapshot, workspace.lake.snapshot()) == (None, snapshot)
    assert [file.unchanged for file in report.files] == [60, 9]

    (tmp_path / "beside").mkdir()
    for name, content in two_months.items():
        (tmp_path / "beside" / name).write_bytes(content)
    (report,) = take(workspace, tmp_path / "beside")
    assert [(file.unchanged, file.notes) for file in report.files] == [
        (60, ["these very bytes were read before"]),
        (9, ["these very bytes were read before"]),
    ]
    assert said(rows, workspace) == once

    shuffled = random.Random(1).sample(first, len(first))
    (report,) = take(
        workspace, packed(tmp_path / "shuffled.zip", {**two_months, NAME.format("example"): as_csv(shuffled)})
    )
    assert [file.unchanged for file in report.files] == [60, 9]
    assert said(rows, workspace) == once

    # A later download: two outcomes moved on, one row is gone, one is new.
    later = [row.copy() for row in first]
    later[1]["Last outcome category"] = later[2]["Last outcome category"] = "Unable to prosecute suspect"
    gone = later.pop(4)
    later.append(street_rows(62)[61])
    july = {NAME.format("example"): as_csv(later), "2024-07-example-street.csv": as_csv(street_rows(3, "2024-07"))}
    (report,) = take(workspace, packed(tmp_path / "july.zip", july))
    assert [(f.loaded, f.unchanged, f.superseded, f.withdrawn) for f in report.files] == [(1, 57, 2, 1), (3, 0, 0, 0)]
    crimes = rows(workspace, "crime", current=True)
    (marked,) = [row for row in crimes if row["withdrawn_at"] is not None]
    assert marked["crime_reference"] == gone["Crime ID"]
    standing = said(rows, workspace)

    # An archive that reaches less far than what stands is history, whatever it says.
    old = [row | {"Last outcome category": "Status update unavailable"} for row in first[:6]]
    may = {NAME.format("example"): as_csv(old), "2024-04-example-street.csv": as_csv(street_rows(2, "2024-04"))}
    (report,) = take(workspace, packed(tmp_path / "may.zip", may))
    assert [file.withdrawn for file in report.files] == [0, 0]
    now = said(rows, workspace)
    assert standing - now == Counter()
    standing_now = [row for row in rows(workspace, "crime", current=True) if row["withdrawn_at"] is None]
    assert len(standing_now) == len(crimes) - 1 + 2

    # The row that was gone is back: it is the same record again, and no longer marked.
    (report,) = take(
        workspace, packed(tmp_path / "july-again.zip", {**july, NAME.format("example"): as_csv([*later, gone])})
    )
    (back,) = [row for row in rows(workspace, "crime", current=True) if row["record_id"] == marked["record_id"]]
    assert back["withdrawn_at"] is None


def test_two_deliveries_of_one_month_in_one_folder_go_one_after_the_other(
    tmp_path: Path, workspace: Workspace, take: Take, rows: Rows, street_rows: StreetRows, as_csv: AsCsv
) -> None:
    sample = street_rows(12)
    for folder, outcome in ("a", "Under investigation"), ("b", "Unable to prosecute suspect"):
        (tmp_path / "both" / folder).mkdir(parents=True)
        sample[1]["Last outcome category"] = outcome
        (tmp_path / "both" / folder / NAME.format("example")).write_bytes(as_csv(sample))
    reports = take(workspace, tmp_path / "both")
    assert [(f.loaded, f.unchanged, f.superseded) for r in reports for f in r.files] == [(12, 0, 0), (0, 11, 1)]
    assert len(rows(workspace, "crime")) == 13


def test_the_same_bytes_under_two_months_are_two_months(
    tmp_path: Path, workspace: Workspace, take: Take, rows: Rows, street_rows: StreetRows, as_csv: AsCsv
) -> None:
    folder = tmp_path / "twins"
    folder.mkdir()
    header = as_csv(street_rows(1)).splitlines(keepends=True)[0]
    for month in "2024-05", "2024-06":
        (folder / f"{month}-example-street.csv").write_bytes(as_csv(street_rows(4)))
        (folder / f"{month}-quiet-street.csv").write_bytes(header)
    (report,) = take(workspace, folder)
    assert [(f.loaded, f.unchanged, f.quarantined) for f in report.files] == [(4, 0, 0), (0,) * 3, (0, 0, 4), (0,) * 3]
    assert len({row["quarantine_id"] for row in rows(workspace, "quarantine")}) == 4
