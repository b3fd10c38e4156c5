"""Asking real witnesses over real connections, honest and otherwise."""

from collections.abc import Iterator
from contextlib import contextmanager
from http import HTTPStatus
from http.server import ThreadingHTTPServer
from pathlib import Path
from threading import Thread

import pytest

from athena.ledger.checkpoint import Checkpoint
from athena.ledger.cosignature import cosign
from athena.ledger.entry import Event
from athena.ledger.failures import Refused, TryAgain
from athena.ledger.http_server import serve_functions, witness_server
from athena.ledger.keys import SigningKey
from athena.ledger.log import Log, LogKeys
from athena.ledger.policy import Policy
from athena.ledger.sources import FolderSource
from athena.ledger.verify import verify
from athena.ledger.witness import Answer, Witness
from athena.ledger.witness_client import ask, gather, verified_lines, witness_memory


@contextmanager
def running(server: ThreadingHTTPServer) -> Iterator[str]:
    thread = Thread(target=server.serve_forever)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


@pytest.fixture
def witness_url(tmp_path: Path, keys: LogKeys, mayor: SigningKey, ethics: SigningKey) -> Iterator[str]:
    witness = Witness(tmp_path / "witness", [mayor, ethics], [keys.signer.verifier])
    with running(witness_server(witness)) as url:
        yield url


def policy_with(keys: LogKeys, url: str, *witnesses: SigningKey) -> Policy:
    lines = [f"witness w{n} {key.verifier} {url}" for n, key in enumerate(witnesses)]
    names = " ".join(f"w{n}" for n in range(len(witnesses)))
    text = [f"log {keys.signer.verifier}", *lines, f"group all all {names}", "quorum all", ""]
    return Policy.parse("\n".join(text).encode())


def test_a_log_gathers_cosignatures_as_it_grows(
    empty_log: Path, keys: LogKeys, event: Event, mayor: SigningKey, ethics: SigningKey, witness_url: str
) -> None:
    policy = policy_with(keys, witness_url, mayor, ethics)
    with Log.open(empty_log, keys) as log:
        for count in (3, 300, 1):
            log.append_many([event] * count)
            assert gather(log, policy).refusals == {}
            report = verify(FolderSource(empty_log), policy)
            assert report.alarms == ()
            assert len(report.witnesses) == 2
        memory = witness_memory(policy.witnesses[0], keys.origin)
    assert memory is not None
    assert memory.startswith((empty_log / "checkpoint").read_bytes()[:50])


def test_a_witness_that_is_ahead_is_evidence(
    empty_log: Path, tmp_path: Path, keys: LogKeys, event: Event, mayor: SigningKey, witness_url: str
) -> None:
    policy = policy_with(keys, witness_url, mayor)
    with Log.open(empty_log, keys) as log:
        log.append_many([event] * 5)
        gather(log, policy)
    Log.found(tmp_path / "again", keys)
    with Log.open(tmp_path / "again", keys) as log:
        log.append_many([event] * 3)
        (failure,) = gather(log, policy).refusals.values()
        assert failure.code == "witness-ahead"
        log.append_many([event] * 3)
        (failure,) = gather(log, policy).refusals.values()
        assert failure.code == "witness-refused"
        assert "422" in failure.why


def test_a_forged_answer_never_reaches_the_checkpoint(
    empty_log: Path, keys: LogKeys, event: Event, mayor: SigningKey
) -> None:
    def lie(path: str, body: bytes) -> Answer:
        other = Checkpoint(keys.origin, 99, bytes(32))
        return Answer(HTTPStatus.OK, f"{cosign(other, mayor)}\n".encode())

    with (
        running(serve_functions("127.0.0.1", 0, lambda path: Answer(HTTPStatus.NOT_FOUND), lie)) as url,
        Log.open(empty_log, keys) as log,
    ):
        log.append(event)
        (failure,) = gather(log, policy_with(keys, url, mayor)).refusals.values()
        assert failure.code == "witness-line"
        assert b"mayor" not in (empty_log / "checkpoint").read_bytes()


def test_a_witness_that_keeps_moving_or_is_away(
    empty_log: Path, keys: LogKeys, event: Event, mayor: SigningKey
) -> None:
    sizes = iter([1, 0, 1, 0])

    def move(path: str, body: bytes) -> Answer:
        return Answer(HTTPStatus.CONFLICT, f"{next(sizes)}\n".encode())

    with Log.open(empty_log, keys) as log:
        log.append(event)
        log.publish()
        snapshot = log.reader().snapshot()
    with running(serve_functions("127.0.0.1", 0, lambda path: Answer(HTTPStatus.NOT_FOUND), move)) as url:
        (witness,) = policy_with(keys, url, mayor).witnesses
        with pytest.raises(TryAgain) as busy:
            ask(witness, snapshot)
        assert busy.value.code == "witness-busy"
    with pytest.raises(TryAgain) as away:
        ask(witness, snapshot)
    assert away.value.code == "witness-unreachable"


def test_offline_lines_are_verified_before_they_are_kept(
    made_log: Path, keys: LogKeys, mayor: SigningKey, ethics: SigningKey
) -> None:
    with Log.open(made_log, keys) as log:
        checkpoint = log.reader().snapshot().signed.checkpoint
    policy = policy_with(keys, "", mayor)
    lines = [cosign(checkpoint, ethics), cosign(checkpoint, mayor)]
    assert verified_lines(lines, policy, checkpoint) == lines[1:]
    with pytest.raises(Refused):
        verified_lines(lines[:1], policy, checkpoint)


def test_a_witness_without_a_url_cannot_be_asked(keys: LogKeys, mayor: SigningKey) -> None:
    (witness,) = policy_with(keys, "", mayor).witnesses
    with pytest.raises(Refused):
        witness_memory(witness, keys.origin)
