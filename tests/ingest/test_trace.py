"""Trace: from any record to the very bytes, through an archive or not, and a refusal where they cannot be had."""

import hashlib
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from athena.access.session import open_for
from athena.failures import Refused
from athena.ingest.needs import TRACING
from athena.ingest.reconciliation import DeliveryReport
from athena.ingest.trace import Trace, trace
from athena.lake.workspace import Workspace

NAME = "2024-05-example-street.csv"
Rows = Callable[..., list[dict[str, object]]]


@pytest.fixture
def delivered(
    tmp_path: Path,
    workspace: Workspace,
    take: Callable[..., list[DeliveryReport]],
    street_rows: Callable[..., list[dict[str, str]]],
    as_csv: Callable[[list[dict[str, str]]], bytes],
) -> list[bytes]:
    """One month by itself, then in an archive with an outcome that moved on; the bytes of both files."""
    rows = street_rows(7)
    contents = [as_csv(rows)]
    (tmp_path / NAME).write_bytes(contents[0])
    take(workspace, tmp_path / NAME)
    rows[4]["Last outcome category"] = "Unable to prosecute suspect"
    contents.append(as_csv(rows).replace(b"\n", b"\r\n"))
    with zipfile.ZipFile(tmp_path / "later.zip", "w") as archive:
        archive.writestr(f"2024-05/{NAME}", contents[1])
    take(workspace, tmp_path / "later.zip")
    return contents


def traced(workspace: Workspace, record_id: object) -> Trace:
    with open_for(workspace, TRACING, asked=[str(record_id)]) as view:
        return trace(workspace, view, str(record_id))


def test_every_version_of_every_record_leads_to_its_own_line(
    workspace: Workspace, delivered: list[bytes], rows: Rows
) -> None:
    lines = {hashlib.sha256(content).hexdigest(): content.splitlines() for content in delivered}
    records = {row["record_id"] for row in rows(workspace, "crime")}
    assert len(records) == 7
    versions = [version for record in records for version in traced(workspace, record).versions]
    assert len(versions) == 8
    for version in versions:
        line = lines[version.origin.sha256][version.origin.row]
        assert version.origin.original == line
        assert str(version.says["crime_type_original"]).encode() in line


def test_versions_follow_on_one_another_and_say_which_delivery_they_came_in(
    workspace: Workspace, delivered: list[bytes], rows: Rows
) -> None:
    (changed,) = {row["record_id"] for row in rows(workspace, "crime") if row["version"] == 2}
    old, new = traced(workspace, changed).versions
    assert (old.valid_to, new.valid_to) == (new.valid_from, None)
    assert (Path(old.origin.delivery).name, Path(new.origin.delivery).name) == (NAME, "later.zip")
    assert new.origin.received_at > old.origin.received_at


def test_an_id_that_no_record_has_is_refused(workspace: Workspace, delivered: list[bytes]) -> None:
    with pytest.raises(Refused) as refused:
        traced(workspace, "0" * 32)
    assert refused.value.code == "trace.no-such-record"


def test_a_source_that_is_gone_is_refused_and_the_file_is_still_kept(
    tmp_path: Path, workspace: Workspace, take: Callable[..., list[DeliveryReport]], rows: Rows, delivered: list[bytes]
) -> None:
    module = workspace.sources / "own.py"
    module.write_text(
        "from dataclasses import replace\n"
        "from athena.ingest.sources.police_uk_street import SOURCE as STREET\n"
        "from athena.ingest.source import Slot\n"
        "from datetime import date\n"
        "MAY = date(2024, 5, 1)\n"
        "def own(name):\n"
        "    return Slot('own/2024-05', 'own', 'own', MAY, MAY) if name.endswith('own.csv') else None\n"
        "SOURCE = replace(STREET, name='own', recognise=own)\n"
    )
    (tmp_path / "own.csv").write_bytes(delivered[0])
    take(workspace, tmp_path / "own.csv")
    record = next(row["record_id"] for row in rows(workspace, "crime") if row["source"] == "own")
    module.unlink()
    with pytest.raises(Refused, match="still kept") as refused:
        traced(workspace, record)
    assert refused.value.code == "trace.source-gone"
