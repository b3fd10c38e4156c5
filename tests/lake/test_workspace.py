"""A workspace is made whole or not at all, and opened only if it is one."""

import stat
from collections.abc import Callable
from itertools import count
from multiprocessing.context import ForkServerProcess
from pathlib import Path

import pyarrow as pa
import pytest

from athena.failures import Refused
from athena.lake.workspace import Workspace, create_workspace, open_workspace

Start = Callable[..., ForkServerProcess]


def use(workspace: Workspace) -> None:
    with workspace.lake.write() as writer:
        writer.commit(lambda: writer.ensure_tables({"thing": {"n": "BIGINT"}}))
        writer.commit(lambda: writer.insert("thing", pa.table({"n": [1]})))
    with workspace.lake.read() as reading:
        assert reading.execute(reading.table("thing")).num_rows == 1


def test_it_holds_all_that_it_needs_for_its_owner_only(workspace: Workspace) -> None:
    names = {path.name for path in workspace.folder.iterdir()}
    assert names == {"athena.toml", "lake", "evidence", "keys", "sources"}
    loose = {
        path
        for path in (workspace.folder, *workspace.folder.rglob("*"))
        if stat.S_IMODE(path.stat().st_mode) != (0o700 if path.is_dir() else 0o600)
    }
    assert loose == set()
    assert open_workspace(workspace.folder) == workspace
    use(workspace)


def test_rooms_furnish_it_in_order_before_it_has_its_name(tmp_path: Path) -> None:
    seen: list[tuple[int, bool]] = []
    made = create_workspace(
        tmp_path / "new",
        [
            lambda laid: seen.append((1, (tmp_path / "new").exists())),
            lambda laid: (laid.folder / "furnished").touch(),
            lambda laid: seen.append((2, laid.lake.snapshot() == 0)),
        ],
    )
    assert seen == [(1, False), (2, True)]
    assert (made.folder / "furnished").exists()


def test_an_error_while_furnishing_leaves_nothing(tmp_path: Path) -> None:
    def fail(laid: Workspace) -> None:
        raise LookupError("a room cannot be furnished")

    with pytest.raises(LookupError):
        create_workspace(tmp_path / "new", [fail])
    assert list(tmp_path.iterdir()) == []


def test_an_empty_folder_and_missing_parents_will_do(tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir(mode=0o755)
    made = create_workspace(tmp_path / "empty")
    assert stat.S_IMODE(made.folder.stat().st_mode) == 0o700
    create_workspace(tmp_path / "some" / "where" / "deep")


def _file(place: Path) -> None:
    place.write_text("a file")


def _full(place: Path) -> None:
    place.mkdir()
    (place / "thing").write_text("not yours")


def _link(place: Path) -> None:
    (place.parent / "elsewhere").mkdir()
    place.symlink_to(place.parent / "elsewhere")


def _dangling(place: Path) -> None:
    place.symlink_to(place.parent / "nowhere")


@pytest.mark.parametrize("lay", [_file, _full, _link, _dangling, create_workspace])
def test_what_is_there_is_refused_untouched(lay: Callable[[Path], object], tmp_path: Path) -> None:
    lay(tmp_path / "taken")
    before = {path: path.lstat().st_mtime_ns for path in tmp_path.rglob("*")}
    with pytest.raises(Refused, match="already something") as refused:
        create_workspace(tmp_path / "taken")
    assert refused.value.code == "workspace-exists"
    assert {path: path.lstat().st_mtime_ns for path in tmp_path.rglob("*")} == before


def test_what_came_there_meanwhile_is_refused_untouched(tmp_path: Path) -> None:
    def somebody_else(laid: Workspace) -> None:
        _full(tmp_path / "new")

    with pytest.raises(Refused, match="already something"):
        create_workspace(tmp_path / "new", [somebody_else])
    assert [path.name for path in tmp_path.rglob("*")] == ["new", "thing"]


@pytest.mark.slow
def test_killed_at_any_step_nothing_blocks_another_try(start: Start, tmp_path: Path) -> None:
    for at in count(1, 3):
        place = tmp_path / "new"
        child = start("create", str(place), at, str(tmp_path / f"done-{at}"))
        child.join()
        if place.exists():
            use(open_workspace(place))
            assert (place / "furnished").exists()
            break
        with pytest.raises(Refused):
            open_workspace(place)
    assert at > 20
    create_workspace(tmp_path / "other")
    create_workspace(tmp_path / "third")
    assert [path.name for path in tmp_path.iterdir() if path.name.startswith(".other")] == []
    assert [path.name for path in tmp_path.iterdir() if path.name.startswith(".new")] == []


def test_a_killed_try_blocks_no_other_and_is_cleared_away(start: Start, tmp_path: Path) -> None:
    start("create", str(tmp_path / "new"), 30, str(tmp_path / "done")).join()
    (left,) = tmp_path.iterdir()
    assert left.name.startswith(".new.")
    use(create_workspace(tmp_path / "new"))
    assert [path.name for path in tmp_path.iterdir()] == ["new"]


def test_it_opens_where_it_was_moved_to(workspace: Workspace, tmp_path: Path) -> None:
    use(workspace)
    workspace.lake.refresh_copy()
    workspace.folder.rename(tmp_path / "moved")
    moved = open_workspace(tmp_path / "moved")
    with moved.lake.read() as reading:
        assert reading.execute(reading.table("thing")).num_rows == 1
    (tmp_path / "link").symlink_to(tmp_path / "moved")
    with open_workspace(tmp_path / "link").lake.write() as writer:
        writer.commit(lambda: writer.insert("thing", pa.table({"n": [2]})))
        assert writer.tidy() == 0


def test_what_is_no_workspace_is_refused(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    for place in (tmp_path / "absent", tmp_path, tmp_path / "file"):
        with pytest.raises(Refused, match="athena init") as refused:
            open_workspace(place)
        assert refused.value.code == "workspace-missing"


@pytest.mark.parametrize(
    "settings",
    [
        b"",
        b"not toml at all",
        b"\xff\xfe",
        b"workspace = 3\n",
        b"[workspace]\n",
        b"[workspace]\nlayout = 1\n",
        b'[workspace]\nlayout = 1\ncreated = "yesterday"\n',
        b"[workspace]\nlayout = 1\ncreated = 7\n",
    ],
)
def test_damaged_settings_are_refused(settings: bytes, tmp_path: Path) -> None:
    (tmp_path / "athena.toml").write_bytes(settings)
    with pytest.raises(Refused, match="settings cannot be read") as refused:
        open_workspace(tmp_path)
    assert refused.value.code == "workspace-settings"


def test_a_later_layout_is_refused(tmp_path: Path) -> None:
    (tmp_path / "athena.toml").write_text("[workspace]\nlayout = 2\n")
    with pytest.raises(Refused, match="layout 2") as refused:
        open_workspace(tmp_path)
    assert refused.value.code == "workspace-layout"


def test_a_path_that_the_engine_would_misread_is_refused(workspace: Workspace, tmp_path: Path) -> None:
    workspace.folder.rename(tmp_path / "what?")
    for ask in (open_workspace, create_workspace):
        with pytest.raises(Refused, match="question mark") as refused:
            ask(tmp_path / "what?")
        assert refused.value.code == "workspace-path"
    with pytest.raises(Refused, match="question mark"):
        create_workspace(tmp_path / "why?" / "new")
    assert [path.name for path in tmp_path.iterdir()] == ["what?"]


def test_a_loosened_key_is_refused(workspace: Workspace) -> None:
    (workspace.folder / "keys" / "reading.key").chmod(0o640)
    with pytest.raises(Refused, match="chmod 600"):
        workspace.lake.snapshot()
