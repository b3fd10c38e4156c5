"""Extensions come from the wheels, of the right version and checked, or are refused by name."""

import os
import shutil
from pathlib import Path

import duckdb
import pytest

from athena.failures import Refused
from athena.lake import extensions
from athena.lake.connection import Limits, connect
from athena.lake.extensions import FOR_COPY, FOR_LAKE, are_checked, extension_file, load_extensions


@pytest.fixture
def copied(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A wheel's extension where the test may change it, and which Athena loads in its place."""
    source = extension_file("httpfs")
    copy = tmp_path / source.name
    shutil.copy2(source, copy)
    monkeypatch.setattr(extensions, "extension_file", lambda name: copy)
    return copy


def flip_a_bit(file: Path) -> None:
    with file.open("r+b") as stream:
        stream.seek(5_000_000)
        byte = stream.read(1)[0]
        stream.seek(5_000_000)
        stream.write(bytes([byte ^ 1]))


def test_every_extension_is_there_and_loads_without_network() -> None:
    with duckdb.connect(config={"autoinstall_known_extensions": False}) as connection:
        load_extensions(connection, FOR_LAKE)
        loaded = connection.execute("SELECT extension_name FROM duckdb_extensions() WHERE loaded").fetchall()
    assert set(FOR_LAKE) <= {name for (name,) in loaded}


def test_they_are_of_this_duckdb() -> None:
    assert {extension_file(name).parent.name for name in FOR_LAKE} == {f"v{duckdb.__version__}"}


def test_an_absent_extension_is_refused_by_name() -> None:
    with pytest.raises(Refused, match="duckdb-extension-no-such==") as refused:
        extension_file("no_such")
    assert refused.value.code == "extension-missing"


def test_an_extension_of_another_duckdb_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(duckdb, "__version__", "0.0.1")
    with pytest.raises(Refused, match=r"for version 0\.0\.1 is not installed"):
        extension_file("ducklake")


def test_a_signature_is_checked_once_in_a_process_and_again_when_the_file_changed(copied: Path, tmp_path: Path) -> None:
    assert not are_checked(FOR_COPY)
    for _ in range(2):
        connect(tmp_path, "SELECT 1", Limits(), FOR_COPY).close()
        assert are_checked(FOR_COPY)
    times = copied.stat()
    flip_a_bit(copied)
    os.utime(copied, ns=(times.st_atime_ns, times.st_mtime_ns))
    assert not are_checked(FOR_COPY)
    with pytest.raises(duckdb.IOException, match="signature"):
        connect(tmp_path, "SELECT 1", Limits(), FOR_COPY)
    assert not are_checked(FOR_COPY)


def test_a_connection_that_skips_the_check_loads_nothing_that_was_not_checked(tmp_path: Path) -> None:
    connect(tmp_path, "SELECT 1", Limits(), FOR_COPY).close()
    planted = tmp_path / "ducklake.duckdb_extension"
    shutil.copy2(extension_file("ducklake"), planted)
    flip_a_bit(planted)
    opened = connect(tmp_path, "SELECT 1", Limits(), FOR_COPY, [tmp_path])
    try:
        with pytest.raises(duckdb.PermissionException):
            opened.duck.load_extension(str(planted))
        with pytest.raises(duckdb.PermissionException):
            opened.duck.execute(f"LOAD '{planted}'")
    finally:
        opened.close()
