"""Deliveries: what belongs together, in which order, and read from what is kept."""

import os
import zipfile
from pathlib import Path

import pytest

from athena.failures import Refused
from athena.ingest.delivery import handed_over, opened_member, receive
from athena.lake.workspace import Workspace


def test_each_archive_is_a_delivery_and_loose_files_of_a_path_are_one(tmp_path: Path) -> None:
    for name in "b.csv", "a.csv", "z.ZIP", "sub/c.csv", ".hidden", "__MACOSX/d.csv":
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).touch()
    (tmp_path / "link.csv").symlink_to(tmp_path / "a.csv")
    groups = [[str(file.relative_to(tmp_path)) for file in group] for group in handed_over([tmp_path])]
    assert groups == [["a.csv", "b.csv", "sub/c.csv"], ["z.ZIP"]]


def test_members_are_read_from_what_is_kept_not_from_what_was_handed_over(tmp_path: Path, workspace: Workspace) -> None:
    with zipfile.ZipFile(tmp_path / "x.zip", "w") as archive:
        archive.writestr("b.csv", "second")
        archive.writestr("a.csv", "first")
        archive.writestr("__MACOSX/._a.csv", "clutter")
    with receive([tmp_path / "x.zip"], workspace.evidence) as delivery:
        (tmp_path / "x.zip").unlink()
        assert [member.name for member in delivery.members] == ["a.csv", "b.csv"]
        assert [member.open().read() for member in delivery.members] == [b"first", b"second"]
        kept = delivery.members[0].kept
        assert delivery.sha256 == kept
        assert not delivery.known
    with opened_member(workspace.evidence, kept, "b.csv", archived=True) as content:
        assert content.read() == b"second"


def test_the_same_bytes_are_known_the_second_time(tmp_path: Path, workspace: Workspace) -> None:
    (tmp_path / "a.csv").write_text("same")
    (tmp_path / "b.csv").write_text("same")
    with receive([tmp_path / "a.csv"], workspace.evidence) as first:
        assert not first.known
    with receive([tmp_path / "b.csv"], workspace.evidence) as second:
        assert second.known
        assert (second.name, second.sha256) == (str(tmp_path / "b.csv"), None)


def test_a_name_that_is_not_utf_8_can_be_said(tmp_path: Path, workspace: Workspace) -> None:
    file = tmp_path / os.fsdecode(b"caf\xe9.csv")
    file.write_text("x")
    with receive([file], workspace.evidence) as delivery:
        assert delivery.members[0].name.endswith("caf\\xe9.csv")
        delivery.members[0].name.encode()


def test_clutter_is_looked_at_before_it_is_left_out(tmp_path: Path, workspace: Workspace) -> None:
    with zipfile.ZipFile(tmp_path / "x.zip", "w") as archive:
        archive.writestr("../.profile", "harm")
        archive.writestr("a.csv", "first")
    with pytest.raises(Refused) as refused:
        receive([tmp_path / "x.zip"], workspace.evidence)
    assert refused.value.code == "ingest.outside-member"
