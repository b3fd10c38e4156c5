"""What is served, and what never is."""

from collections.abc import Iterator
from http.client import HTTPConnection
from pathlib import Path
from threading import Thread

import pytest

from athena.ledger.http_server import log_server, witness_server
from athena.ledger.keys import SigningKey
from athena.ledger.log import LogKeys
from athena.ledger.witness import AddCheckpoint, Witness, checkpoint_path


@pytest.fixture(scope="module")
def log_port(made_log: Path) -> Iterator[int]:
    server = log_server(made_log)
    thread = Thread(target=server.serve_forever)
    thread.start()
    yield server.server_port
    server.shutdown()
    server.server_close()
    thread.join()


@pytest.fixture
def witness_port(tmp_path: Path, keys: LogKeys, mayor: SigningKey) -> Iterator[int]:
    server = witness_server(Witness(tmp_path / "w", [mayor], [keys.signer.verifier]))
    thread = Thread(target=server.serve_forever)
    thread.start()
    yield server.server_port
    server.shutdown()
    server.server_close()
    thread.join()


def ask(port: int, method: str, path: str, body: bytes | None = None, **headers: str) -> tuple[int, str, bytes]:
    connection = HTTPConnection("127.0.0.1", port, timeout=10)
    connection.request(method, path, body, headers)
    response = connection.getresponse()
    answer = response.status, response.headers["Content-Type"], response.read()
    connection.close()
    return answer


def test_public_files_are_served_as_they_lie(log_port: int, made_log: Path) -> None:
    for path in ("checkpoint", "tile/0/000", "tile/entries/002.p/188"):
        assert ask(log_port, "GET", f"/{path}")[::2] == (200, (made_log / path).read_bytes())
    assert ask(log_port, "HEAD", "/checkpoint") == (200, "text/plain; charset=utf-8", b"")


@pytest.mark.parametrize(
    "path",
    [
        "/",
        "/bodies/000",
        "/journal",
        "/lock",
        "/state/signed",
        "/tile/../bodies/000",
        "/tile/0/../../state/signed",
        "/%74ile/0/000",
        "/tile/0/000/",
        "/tile/0/0",
        "/tile/0/009",
    ],
)
def test_nothing_else_is_served(path: str, log_port: int) -> None:
    assert ask(log_port, "GET", path)[0] == 404


def test_a_log_takes_no_posts(log_port: int) -> None:
    assert ask(log_port, "POST", "/checkpoint", b"x")[0] == 404


def test_the_witness_s_answers_keep_their_status_and_type(witness_port: int, made_log: Path, keys: LogKeys) -> None:
    from athena.ledger.note import Note

    note = Note.parse((made_log / "checkpoint").read_bytes())
    path = f"/{checkpoint_path(keys.origin)}"
    assert ask(witness_port, "GET", path)[0] == 404
    assert ask(witness_port, "POST", "/add-checkpoint", b"nonsense")[0] == 400
    conflict = ask(witness_port, "POST", "/add-checkpoint", bytes(AddCheckpoint(5, (), note)))
    assert conflict == (409, "text/x.tlog.size", b"0\n")
    assert ask(witness_port, "POST", "/add-checkpoint", bytes(AddCheckpoint(0, (), note)))[0] == 200
    assert ask(witness_port, "GET", path)[2].startswith(note.text.encode())
    assert ask(witness_port, "POST", "/elsewhere", b"x")[0] == 404


def test_a_post_states_a_length_within_bounds(witness_port: int) -> None:
    for length in ("x", "-1", "1_0", "999999999"):
        assert ask(witness_port, "POST", "/add-checkpoint", b"", **{"Content-Length": length})[0] == 400


def test_a_witness_that_cannot_store_says_so(witness_port: int, tmp_path: Path, made_log: Path, keys: LogKeys) -> None:
    from athena.ledger.note import Note

    stored = tmp_path / "w" / checkpoint_path(keys.origin)
    stored.parent.mkdir()
    stored.write_bytes(b"damaged")
    request = AddCheckpoint(0, (), Note.parse((made_log / "checkpoint").read_bytes()))
    status, _, body = ask(witness_port, "POST", "/add-checkpoint", bytes(request))
    assert status == 503
    assert b"witness-state" in body
