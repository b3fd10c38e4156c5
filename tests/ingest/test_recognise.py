"""Recognition: by name, then by header; the rest is named and left."""

from collections.abc import Callable
from datetime import date
from pathlib import Path

from athena.ingest.delivery import receive
from athena.ingest.recognise import Plan, recognise, without
from athena.ingest.registry import BUILT_IN
from athena.lake.workspace import Workspace

StreetRows = Callable[..., list[dict[str, str]]]
AsCsv = Callable[[list[dict[str, str]]], bytes]


def planned(workspace: Workspace, files: dict[str, bytes], folder: Path) -> Plan:
    for name, content in files.items():
        (folder / name).write_bytes(content)
    with receive([folder / name for name in files], workspace.evidence) as delivery:
        return recognise(delivery, BUILT_IN)


def test_what_each_file_is_and_what_the_delivery_reaches(
    tmp_path: Path, workspace: Workspace, street_rows: StreetRows, as_csv: AsCsv
) -> None:
    good = as_csv(street_rows(2))
    plan = planned(
        workspace,
        {"2024-05-x-street.csv": good, "2024-07-x-street.csv": good, "2024-06-x-outcomes.csv": good, "notes.txt": b"!"},
        tmp_path,
    )
    assert [file.slot.name for file in plan.files] == ["x/2024-05", "x/2024-07"]
    assert [Path(stranger.name).name for stranger in plan.unrecognised] == ["notes.txt"]
    assert [(found.source, found.refusal.code) for found in plan.refused] == [("police-uk-outcomes", "ingest.columns")]
    assert plan.reach == date(2024, 7, 1)
    assert plan.title == "2 police-uk-street files (x 2024-05 to 2024-07)"


def test_one_month_does_not_date_a_delivery_and_a_table_beside_it_neither(
    tmp_path: Path, mps: Path, workspace: Workspace, street_rows: StreetRows, as_csv: AsCsv
) -> None:
    table = (mps / "recorded-crime-borough.parquet").read_bytes()
    files = {"2024-05-x-street.csv": as_csv(street_rows(2)), "recorded-crime-borough.parquet": table}
    plan = planned(workspace, files, tmp_path)
    assert plan.reach is None
    assert plan.title == "1 police-uk-street file (x 2024-05); 1 mps-borough file (metropolitan)"


def test_a_plan_without_a_file_keeps_the_others_and_the_refusal(
    tmp_path: Path, workspace: Workspace, street_rows: StreetRows, as_csv: AsCsv
) -> None:
    good = as_csv(street_rows(2))
    plan = planned(workspace, {"2024-05-x-street.csv": good, "2024-06-x-outcomes.csv": good}, tmp_path)
    less = without(plan, plan.refused[0])
    assert (len(less.files), len(less.refused)) == (1, 2)
