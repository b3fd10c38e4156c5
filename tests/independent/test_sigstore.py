"""sigstore-python, a second stranger, checks our inclusion proofs and our checkpoints."""

import random
from pathlib import Path
from types import SimpleNamespace

import pytest
from sigstore._internal.merkle import verify_merkle_inclusion
from sigstore.errors import VerificationError

from athena.ledger.bodies import BodyKeys
from athena.ledger.entry import Event
from athena.ledger.keys import KeyType, SigningKey
from athena.ledger.log import Log, LogKeys
from athena.ledger.operation import Operation
from athena.ledger.tiles import unpack_bundle

KEYS = LogKeys(
    SigningKey("force.example/athena/access/2026", KeyType.LOG_ED25519, b"\x01" * 32), BodyKeys(b"\x02" * 32)
)


def their_verdict(leaf: bytes, index: int, size: int, proof: list[bytes], root: bytes) -> bool:
    """What sigstore says; it reads these four fields of a log entry and no other."""
    inclusion = SimpleNamespace(log_index=index, tree_size=size, hashes=proof, root_hash=root)
    inner = SimpleNamespace(inclusion_proof=inclusion, canonicalized_body=leaf)
    try:
        verify_merkle_inclusion(SimpleNamespace(_inner=inner))  # type: ignore[arg-type]
    except VerificationError:
        return False
    return True


@pytest.fixture(scope="module")
def log(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("log") / "access"
    event = Event(op=Operation.CONSULTATION, actor="a", role="r", purpose="p", decision="permit")
    Log.found(folder, KEYS)
    with Log.open(folder, KEYS) as opened:
        opened.append_many([event] * 600)
    return folder


def test_sigstore_accepts_our_proofs_and_rejects_changed_ones(log: Path) -> None:
    with Log.open(log, KEYS) as opened:
        reader = opened.reader()
    snapshot, rng = reader.snapshot(), random.Random(7)
    root = snapshot.signed.checkpoint.root
    leaves = [
        leaf
        for name in ("000", "001", "002.p/88")
        for leaf in unpack_bundle((log / f"tile/entries/{name}").read_bytes())
    ]
    for index in range(600):
        proof = list(reader.prove(index, snapshot).path)
        assert their_verdict(leaves[index], index, 600, proof, root)
        assert not their_verdict(leaves[index] + b" ", index, 600, proof, root)
        proof[rng.randrange(len(proof))] = bytes(32)
        assert not their_verdict(leaves[index], index, 600, proof, root)
