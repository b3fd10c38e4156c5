"""The witness protocol: every status code, and a memory that never goes back."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

import pytest

from athena.ledger.checkpoint import Checkpoint, open_checkpoint, sign_checkpoint
from athena.ledger.cosignature import cosign, read_cosignature
from athena.ledger.failures import Malformed, StopTheLine
from athena.ledger.files import Files
from athena.ledger.keys import KeyType, SigningKey
from athena.ledger.log import LogKeys
from athena.ledger.note import Note, SignatureLine, parse_signature_lines
from athena.ledger.tree import EMPTY_ROOT, consistency_proof, leaf_hash, node_hash, root_of
from athena.ledger.witness import AddCheckpoint, Witness, checkpoint_path

LEAVES = [leaf_hash(b"%d" % n) for n in range(40)]


def node(level: int, index: int) -> bytes:
    return LEAVES[index] if level == 0 else node_hash(node(level - 1, 2 * index), node(level - 1, 2 * index + 1))


@dataclass
class Desk:
    """A witness and the log's key, to write requests with."""

    witness: Witness
    key: SigningKey
    folder: Path

    def checkpoint(self, size: int, root: bytes | None = None) -> Note:
        claim = Checkpoint(self.key.name, size, root_of(LEAVES[:size]) if root is None else root)
        return sign_checkpoint(claim, self.key).note

    def ask(self, old: int, new: int, proof: list[bytes] | None = None, note: Note | None = None) -> tuple[int, bytes]:
        steps = consistency_proof(node, old, new) if proof is None else proof
        request = AddCheckpoint(old, tuple(steps), note or self.checkpoint(new))
        answer = self.witness.add_checkpoint(bytes(request))
        return int(answer.status), answer.body


@pytest.fixture
def desk(tmp_path: Path, keys: LogKeys, mayor: SigningKey, ethics: SigningKey) -> Desk:
    witness = Witness(tmp_path / "w", [mayor, ethics], [keys.signer.verifier], clock=lambda: 1_800_000_000.9)
    return Desk(witness, keys.signer, tmp_path / "w")


def test_200_bears_a_line_of_each_key_and_is_stored_first(desk: Desk) -> None:
    status, body = desk.ask(0, 5)
    assert status == 200
    claim = Checkpoint.parse(desk.checkpoint(5).text)
    lines = parse_signature_lines(body.decode())
    read = [read_cosignature(line, key, claim) for line, key in zip(lines, desk.witness.verifiers, strict=True)]
    assert [one.time for one in read if one] == [1_800_000_000] * 2
    stored = desk.witness.latest(sha256(desk.key.name.encode()).hexdigest())
    assert stored is not None
    assert open_checkpoint(stored, desk.key.verifier).checkpoint == claim
    assert Note.parse(stored).lines[1:] == lines
    assert checkpoint_path(desk.key.name).removesuffix("/checkpoint") == sha256(desk.key.name.encode()).hexdigest()


def test_growth_and_repetition_are_signed(desk: Desk) -> None:
    for old, new in ((0, 1), (1, 5), (5, 5), (5, 40)):
        assert desk.ask(old, new)[0] == 200
    held = desk.witness.held(desk.key.name)
    assert held is not None
    assert held.size == 40


def test_an_empty_tree_is_signed_and_grows(desk: Desk) -> None:
    assert desk.ask(0, 0)[0] == 200
    assert desk.ask(0, 0)[0] == 200
    assert desk.ask(0, 3)[0] == 200


BAD_BODIES: dict[str, Callable[[bytes], bytes]] = {
    "no old line": lambda body: body.removeprefix(b"old 5\n"),
    "padded size": lambda body: body.replace(b"old 5", b"old 05"),
    "signed size": lambda body: body.replace(b"old 5", b"old +5"),
    "capital": lambda body: body.replace(b"old", b"Old"),
    "carriage returns": lambda body: body.replace(b"\n", b"\r\n"),
    "no empty line": lambda body: body.replace(b"\n\n", b"\n", 1),
    "bad proof line": lambda body: body.replace(b"\n\n", b"\nAAAA\n\n", 1),
    "64 proof lines": lambda body: body.replace(b"\n\n", b"\n" + b"\n".join([b"A" * 43 + b"="] * 64) + b"\n\n", 1),
    "no signature": lambda body: body[: body.rindex(b"\n\n") + 2],
    "extension line": lambda body: body.replace(b"=\n\n", b"=\nmore\n\n"),
    "nothing": lambda body: b"",
}


@pytest.mark.parametrize("how", BAD_BODIES)
def test_400_for_a_malformed_request(how: str, desk: Desk) -> None:
    body = bytes(AddCheckpoint(5, (), desk.checkpoint(5)))
    assert desk.witness.add_checkpoint(BAD_BODIES[how](body)).status == 400


def test_400_for_an_old_size_above_the_new_one(desk: Desk) -> None:
    assert desk.ask(6, 5, [])[0] == 400


def test_403_without_a_true_line_of_a_trusted_key(desk: Desk) -> None:
    note = desk.checkpoint(5)
    line = note.lines[0]
    thief = SigningKey(desk.key.name, KeyType.LOG_ED25519, b"\x66" * 32)
    stolen = sign_checkpoint(Checkpoint.parse(note.text), thief).note
    false = SignatureLine(line.name, line.key_id, bytes(64))
    for spoilt in (stolen, Note(note.text, (false,)), note.with_lines(false)):
        assert desk.ask(0, 5, note=spoilt)[0] == 403
    assert desk.witness.held(desk.key.name) is None


def test_lines_of_unknown_keys_are_ignored_and_not_stored(desk: Desk) -> None:
    stranger = SignatureLine("stranger.example", b"abcd", b"anything")
    assert desk.ask(0, 5, note=desk.checkpoint(5).with_lines(stranger))[0] == 200
    stored = desk.witness.latest(sha256(desk.key.name.encode()).hexdigest())
    assert stored is not None
    assert b"stranger" not in stored


def test_either_of_two_trusted_keys_of_one_origin_will_do(tmp_path: Path, keys: LogKeys, mayor: SigningKey) -> None:
    second = SigningKey(keys.origin, KeyType.LOG_ED25519, b"\x77" * 32)
    witness = Witness(tmp_path / "w", [mayor], [keys.signer.verifier, second.verifier])
    desk = Desk(witness, second, tmp_path / "w")
    assert desk.ask(0, 5)[0] == 200


def test_404_for_an_unknown_origin(desk: Desk) -> None:
    other = SigningKey("other.example", KeyType.LOG_ED25519, b"\x01" * 32)
    note = sign_checkpoint(Checkpoint("other.example", 5, bytes(32)), other).note
    assert desk.ask(0, 5, note=note)[0] == 404
    assert desk.witness.latest("0" * 64) is None


def test_409_says_which_size_is_held(desk: Desk) -> None:
    assert desk.ask(3, 5)[0:2] == (409, b"0\n")
    desk.ask(0, 5)
    answer = desk.witness.add_checkpoint(bytes(AddCheckpoint(0, (), desk.checkpoint(7))))
    assert (answer.status, answer.body, answer.content_type) == (409, b"5\n", "text/x.tlog.size")


def test_422_for_whatever_does_not_extend(desk: Desk) -> None:
    assert desk.ask(0, 5, [bytes(32)])[0] == 422
    assert desk.ask(0, 0, note=desk.checkpoint(0, bytes(32)))[0] == 422
    desk.ask(0, 5)
    assert desk.ask(5, 5, note=desk.checkpoint(5, bytes(32)))[0] == 422
    assert desk.ask(5, 5, [bytes(32)])[0] == 422
    assert desk.ask(5, 9, [])[0] == 422
    assert desk.ask(5, 9, [*consistency_proof(node, 5, 9), bytes(32)])[0] == 422
    assert desk.ask(5, 9, note=desk.checkpoint(9, bytes(32)))[0] == 422
    held = desk.witness.held(desk.key.name)
    assert held is not None
    assert held.size == 5


def test_racing_requests_never_roll_it_back(desk: Desk) -> None:
    desk.ask(0, 5)
    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(lambda new: desk.ask(5, new)[0], range(6, 38)))
    assert sorted(answers) == [200] + [409] * 31
    held = desk.witness.held(desk.key.name)
    assert held is not None
    assert answers[held.size - 6] == 200


def test_it_remembers_across_a_restart(desk: Desk, mayor: SigningKey, ethics: SigningKey) -> None:
    desk.ask(0, 5)
    desk.witness.close()
    again = Desk(Witness(desk.folder, [mayor, ethics], [desk.key.verifier]), desk.key, desk.folder)
    assert again.ask(0, 7) == (409, b"5\n")
    assert again.ask(5, 7)[0] == 200


@pytest.mark.parametrize("how", ["damaged", "unsigned", "another log's"])
def test_a_memory_that_cannot_be_trusted_stops_it(how: str, desk: Desk, mayor: SigningKey) -> None:
    desk.ask(0, 5)
    (path,) = desk.folder.glob("*/checkpoint")
    note = Note.parse(path.read_bytes())
    if how == "damaged":
        path.write_bytes(path.read_bytes()[:-5])
    elif how == "unsigned":
        path.write_bytes(bytes(Note(note.text, note.lines[:1])))
    else:
        other = SigningKey("other.example", KeyType.LOG_ED25519, b"\x01" * 32)
        signed = sign_checkpoint(Checkpoint("other.example", 5, root_of(LEAVES[:5])), other)
        path.write_bytes(bytes(signed.note.with_lines(cosign(signed.checkpoint, mayor))))
    with pytest.raises(StopTheLine):
        desk.ask(5, 7)


def test_nothing_is_answered_that_could_not_be_stored(tmp_path: Path, keys: LogKeys, mayor: SigningKey) -> None:
    class Full(Files):
        def sync(self, fd: int) -> None:
            raise OSError(28, "disk full")

    desk = Desk(Witness(tmp_path / "w", [mayor], [keys.signer.verifier], files=Full()), keys.signer, tmp_path / "w")
    with pytest.raises(OSError, match="disk full"):
        desk.ask(0, 5)
    assert desk.witness.held(keys.origin) is None


def test_a_witness_needs_cosigner_keys(tmp_path: Path, keys: LogKeys) -> None:
    for given in ([], [keys.signer]):
        with pytest.raises(Malformed):
            Witness(tmp_path, given, [])


def test_the_empty_root_is_the_hash_of_nothing() -> None:
    assert sha256(b"").digest() == EMPTY_ROOT
