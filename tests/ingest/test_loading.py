"""Loading: a delivery is in the ledger before it is in the lake, and a workspace is made whole or not at all."""

import errno
import os
from collections.abc import Callable
from pathlib import Path

import pytest

from athena.access.session import open_door
from athena.failures import Refused
from athena.ingest.intake import ingest
from athena.ingest.loading import loading, make_workspace, may_load
from athena.ingest.staging import Progress
from athena.lake.workspace import Workspace
from athena.ledger.failures import StopTheLine

Take = Callable[..., object]
Rows = Callable[..., list[dict[str, object]]]
StreetRows = Callable[..., list[dict[str, str]]]
AsCsv = Callable[[list[dict[str, str]]], bytes]


@pytest.fixture
def delivered(tmp_path: Path, street_rows: StreetRows, as_csv: AsCsv) -> Path:
    file = tmp_path / "2024-05-example-street.csv"
    file.write_bytes(as_csv(street_rows(3)))
    return file


def fail(descriptor: int) -> None:
    """What the disk says to the ledger; what the lake and the evidence store do is left alone."""
    raise OSError(errno.EIO, os.strerror(errno.EIO))


def entries(workspace: Workspace) -> int:
    with open_door(workspace) as door:
        return door.log.reader().size()


def test_what_is_published_was_first_declared(workspace: Workspace, delivered: Path, take: Take) -> None:
    before = entries(workspace)
    take(workspace, delivered)
    once = entries(workspace)
    assert once > before
    take(workspace, delivered)
    assert entries(workspace) == once, "the same file again publishes nothing, so there is nothing to declare"


def test_where_the_ledger_cannot_be_written_nothing_is_published(
    workspace: Workspace, delivered: Path, take: Take, rows: Rows, monkeypatch: pytest.MonkeyPatch
) -> None:
    snapshot = workspace.lake.snapshot()
    with loading(workspace) as view:
        monkeypatch.setattr(os, "fdatasync", fail)
        with pytest.raises(StopTheLine, match="ledger-unwritable"):
            list(ingest(view, [delivered], Progress()))
        monkeypatch.undo()
    assert workspace.lake.snapshot() == snapshot
    take(workspace, delivered)
    assert len(rows(workspace, "crime")) == 3, "with the disk mended, the same file loads"


def test_a_disk_that_still_fails_when_the_view_closes_stops_the_line_again(
    workspace: Workspace, delivered: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    # Closing signs what was appended; a close that hid its failure would leave the last entries unsigned, silently.
    def take_in() -> None:
        with loading(workspace) as view:
            monkeypatch.setattr(os, "fdatasync", fail)
            with pytest.raises(StopTheLine):
                list(ingest(view, [delivered], Progress()))

    with pytest.raises(StopTheLine, match="ledger-unwritable"):
        take_in()


def test_whoever_may_not_load_is_refused_before_a_byte_is_taken_in(
    workspace: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    may_load(workspace)
    monkeypatch.setattr("athena.access.session.operating_system_user", lambda: "stranger")
    with pytest.raises(Refused):
        may_load(workspace)


def test_a_folder_that_exists_is_not_made_into_a_workspace(tmp_path: Path) -> None:
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "letter.txt").write_text("Dear Sir")
    with pytest.raises(Refused):
        make_workspace(tmp_path / "mine")
    assert [path.name for path in (tmp_path / "mine").iterdir()] == ["letter.txt"]
