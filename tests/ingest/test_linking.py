"""A row that gives several records: they are versioned, withdrawn and counted with it, and links lead to them."""

from collections.abc import Callable
from pathlib import Path

from athena.ingest.reconciliation import DeliveryReport
from athena.lake.workspace import Workspace

MODULE = """
from datetime import date
from athena.ingest.delimited import Delimited
from athena.ingest.linking import Here, There, link, record_of
from athena.ingest.source import Part, Slot, Source
from athena.pole import Label

LABEL = Label("official", "other", "ungraded", "law_enforcement", "4")
MONTH = date(2024, 5, 1)
FORMER = lambda raw: record_of("stays", "stays", raw["after"])
SOURCE = Source(
    name="stays", version=1, title="stays", kind="custody", label=LABEL, format=Delimited(("id", "name", "after")),
    recognise=lambda name: Slot("stays", "x", "stays", MONTH, MONTH) if name.endswith("stays.csv") else None,
    key=lambda raw: raw["id"], mapping=lambda raw: {"custody_reference": raw["id"]}, rules=(),
    also=(
        Part("person", "person", LABEL, lambda raw: {"name_text": raw["name"]}, lambda raw: raw["name"] != ""),
        link("in", Here("person", "person"), "detained", Here("custody"), LABEL, lambda raw: raw["name"] != ""),
        link("after", Here("custody"), "arose_from", There("custody", FORMER),
             LABEL, lambda raw: raw["after"] != ""),
    ),
)
"""
Take = Callable[..., list[DeliveryReport]]
Rows = Callable[..., list[dict[str, object]]]


def deliver(take: Take, workspace: Workspace, folder: Path, *lines: str) -> tuple[int, int, int]:
    file = folder / "stays.csv"
    file.write_text("\n".join(["id,name,after", *lines, ""]))
    ((report,),) = [report.files for report in take(workspace, file)]
    return report.loaded, report.unchanged, report.superseded


def test_parts_live_and_end_with_their_row(workspace: Workspace, tmp_path: Path, take: Take, rows: Rows) -> None:
    (workspace.sources / "stays.py").write_text(MODULE)
    assert deliver(take, workspace, tmp_path, "1,Ann,", "2,,1") == (2, 0, 0)
    custody = {row["custody_reference"]: row["record_id"] for row in rows(workspace, "custody", current=True)}
    (person,) = rows(workspace, "person", current=True)
    assert (person["record_id"], person["source_row"]) == (f"{custody['1']}.person", 1)
    links = {row["role"]: (row["from_record"], row["to_record"]) for row in rows(workspace, "link", current=True)}
    assert links == {"detained": (person["record_id"], custody["1"]), "arose_from": (custody["2"], custody["1"])}

    # A changed row makes a new version of all that it gives; what it no longer gives is marked, and may come back.
    assert deliver(take, workspace, tmp_path, "1,Anne,", "2,,1") == (0, 1, 1)
    versions = sorted((row["version"], row["name_text"], row["valid_to"] is None) for row in rows(workspace, "person"))
    assert versions == [(1, "Ann", False), (2, "Anne", True)]
    assert deliver(take, workspace, tmp_path, "1,,", "2,,1") == (0, 1, 1)
    (gone,) = rows(workspace, "person", current=True)
    assert gone["withdrawn_at"] is not None
    assert deliver(take, workspace, tmp_path, "1,Anna,", "2,,1") == (0, 1, 1)
    (back,) = rows(workspace, "person", current=True)
    assert (back["name_text"], back["withdrawn_at"]) == ("Anna", None)

    # A row that is gone takes its parts along.
    deliver(take, workspace, tmp_path, "2,,1")
    (withdrawn,) = rows(workspace, "person", current=True)
    assert withdrawn["withdrawn_at"] is not None
