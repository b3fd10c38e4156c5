"""Work in progress is removed when its maker is done or dead, never while it works."""

import os
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from athena.lake.scratch import Scratch, remove_abandoned


def test_it_is_gone_with_all_it_holds(tmp_path: Path) -> None:
    with Scratch(tmp_path, "work") as scratch:
        assert stat.S_IMODE(scratch.folder.stat().st_mode) == 0o700
        (scratch.folder / "deep").mkdir()
        (scratch.folder / "deep" / "file").touch()
    assert list(tmp_path.iterdir()) == []
    scratch.discard()


def test_a_file_born_while_it_is_removed_goes_too(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    scratch, real = Scratch(tmp_path, "work"), os.rmdir
    born: list[Path] = []

    def late(path: str, *, dir_fd: int | None = None) -> None:
        if not born:
            born.append(scratch.folder / "late.lock")
            born[0].touch()
        real(path, dir_fd=dir_fd)

    monkeypatch.setattr(os, "rmdir", late)
    scratch.discard()
    assert born
    assert list(tmp_path.iterdir()) == []


def test_renamed_away_it_stays(tmp_path: Path) -> None:
    with Scratch(tmp_path, "work") as scratch:
        scratch.folder.rename(tmp_path / "kept")
    assert (tmp_path / "kept").is_dir()


def test_only_the_scratch_of_the_dead_is_removed(tmp_path: Path) -> None:
    made = (
        f"from athena.lake.scratch import Scratch; from pathlib import Path; Scratch(Path({str(tmp_path)!r}), 'work')"
    )
    dead = subprocess.run([sys.executable, "-c", f"{made}; import os, signal; os.kill(os.getpid(), signal.SIGKILL)"])
    assert dead.returncode == -9
    (left,) = tmp_path.iterdir()
    (left / "file").touch()
    with Scratch(tmp_path, "work") as live, Scratch(tmp_path, "other"):
        assert remove_abandoned(tmp_path, "work") == 1
        assert remove_abandoned(tmp_path, "other") == 0
        assert live.folder.exists()
        assert not left.exists()


def test_a_stem_is_no_pattern(tmp_path: Path) -> None:
    os.mkdir(tmp_path / ".ab.0.scratch")
    assert remove_abandoned(tmp_path, "*") == remove_abandoned(tmp_path, "[a]b") == 0
    assert remove_abandoned(tmp_path / "absent", "ab") == 0
