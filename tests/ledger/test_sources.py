"""Reading a log's files from a folder or over HTTP."""

import socket
from pathlib import Path
from threading import Thread

import pytest

from athena.ledger.failures import Refused, TryAgain
from athena.ledger.http_server import log_server
from athena.ledger.sources import FolderSource, HttpSource, connect, demand, source_at


def test_a_folder_lists_and_reads(made_log: Path) -> None:
    source = source_at(str(made_log))
    assert isinstance(source, FolderSource)
    assert source.read("tile/0/000") == (made_log / "tile/0/000").read_bytes()
    assert source.read("tile/0/009") is None
    assert source.read("tile") is None
    assert source.read("checkpoint/x") is None
    assert source.listing("bodies") == ["bodies/000", "bodies/001", "bodies/002"]
    assert source.listing("none") == []


def test_http_reads_keeps_its_connection_and_knows_what_is_not_there(made_log: Path) -> None:
    server = log_server(made_log)
    thread = Thread(target=server.serve_forever)
    thread.start()
    source = HttpSource(f"http://127.0.0.1:{server.server_port}")
    try:
        assert source.read("tile/0/000") == (made_log / "tile/0/000").read_bytes()
        assert source.read("tile/0/009") is None
        assert source.listing("tile") is None
        source._open[0].sock.shutdown(socket.SHUT_RDWR)
        assert source.read("checkpoint") == (made_log / "checkpoint").read_bytes()
    finally:
        source.close()
        server.shutdown()
        server.server_close()
        thread.join()
    with pytest.raises(TryAgain) as refused:
        source.read("checkpoint")
    assert refused.value.code == "source-unreachable"


def test_other_places_are_refused(tmp_path: Path) -> None:
    for place, code in (("ftp://host/x", "url"), ("http:///x", "url"), (str(tmp_path / "none"), "no-source")):
        with pytest.raises(Refused) as refused:
            source_at(place)
        assert refused.value.code == code
    with pytest.raises(Refused):
        connect("file:///etc/passwd")


def test_a_demanded_file_must_be_there(made_log: Path) -> None:
    read = demand(FolderSource(made_log))
    assert read("checkpoint")
    with pytest.raises(Refused) as refused:
        read("none")
    assert refused.value.code == "file-missing"
