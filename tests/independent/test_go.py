"""A Go program that shares no code with us checks our notes, tiles, entries and proofs.

Built offline from Debian's `golang-go` and `golang-golang-x-mod-dev`, installed here where apt and root allow.
"""

import base64
import json
import os
import random
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest

from athena.ledger.bodies import BodyKeys
from athena.ledger.cosignature import cosign
from athena.ledger.entry import Event
from athena.ledger.files import Files
from athena.ledger.journal import Record
from athena.ledger.keys import KeyType, SigningKey
from athena.ledger.log import Log, LogKeys
from athena.ledger.operation import Operation
from athena.ledger.store import Store
from athena.ledger.tree import (
    consistency_proof,
    inclusion_proof,
    leaf_hash,
    node_hash,
    root_of,
    verify_consistency,
    verify_inclusion,
)

HERE = Path(__file__).parent
GOCODE = Path("/usr/share/gocode/src/golang.org/x/mod/sumdb/tlog")
PACKAGES = ("golang-go", "golang-golang-x-mod-dev")
KEYS = LogKeys(
    SigningKey("force.example/athena/access/2026", KeyType.LOG_ED25519, b"\x01" * 32), BodyKeys(b"\x02" * 32)
)
MAYOR = SigningKey("oversight.example/mayor", KeyType.COSIGN_ED25519, b"\x03" * 32)
EVENT = Event(op=Operation.CONSULTATION, actor="a", role="r", purpose="p", decision="permit")


def missing() -> bool:
    return shutil.which("go") is None or not GOCODE.is_dir()


def install() -> None:
    """Install Go and the module from Debian, or skip and say why not."""
    if os.geteuid() != 0 or shutil.which("apt-get") is None:
        pytest.skip(f"needs {' and '.join(PACKAGES)}, and only root with apt can install them")
    command = ["apt-get", "install", "--yes", "--no-install-recommends", *PACKAGES]
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    subprocess.run(["apt-get", "update"], check=False, capture_output=True, env=environment, timeout=120)
    done = subprocess.run(command, check=False, capture_output=True, text=True, env=environment, timeout=300)
    if done.returncode != 0 or missing():
        pytest.skip(f"apt-get could not install {' and '.join(PACKAGES)}: {done.stderr.strip()[-200:]}")


@pytest.fixture(scope="session")
def verifier(tmp_path_factory: pytest.TempPathFactory) -> Path:
    if missing():
        install()
    folder = tmp_path_factory.mktemp("go")
    environment = {
        **os.environ,
        "GO111MODULE": "off",
        "GOFLAGS": "",
        "GOPROXY": "off",
        "GOPATH": "/usr/share/gocode",
        "GOCACHE": str(folder / "cache"),
    }
    program = folder / "verify"
    command = ["go", "build", "-o", str(program), str(HERE / "verify" / "main.go")]
    subprocess.run(command, check=True, env=environment, timeout=300)
    return program


@pytest.fixture(scope="module")
def log(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """700 entries in uneven steps, so that old partial tiles lie about; cosigned by one witness."""
    folder = tmp_path_factory.mktemp("log") / "access"
    Log.found(folder, KEYS)
    with Log.open(folder, KEYS) as opened:
        for count in (1, 254, 1, 300, 144):
            opened.append_many([EVENT] * count)
            signed = opened.publish()
        opened.attach(signed, [cosign(signed.checkpoint, MAYOR)])
    return folder


def go_log(verifier: Path, folder: Path, *keys: object) -> "subprocess.CompletedProcess[str]":
    command = [str(verifier), "log", str(folder), *map(str, keys)]
    return subprocess.run(command, check=False, capture_output=True, text=True, timeout=60)


def test_go_accepts_our_note_tiles_entries_and_cosignature(verifier: Path, log: Path) -> None:
    done = go_log(verifier, log, KEYS.signer.verifier, MAYOR.verifier)
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout) == {"size": 700, "signers": 2}


@pytest.mark.parametrize("name", ["checkpoint", "tile/0/001", "tile/0/002.p/188", "tile/1/000.p/2", "tile/entries/000"])
def test_go_rejects_what_was_touched(name: str, verifier: Path, log: Path, tmp_path: Path) -> None:
    shutil.copytree(log, tmp_path / "copy")
    path = tmp_path / "copy" / name
    data = bytearray(path.read_bytes())
    data[len(data) // 3] ^= 1
    path.write_bytes(data)
    assert go_log(verifier, tmp_path / "copy", KEYS.signer.verifier).returncode == 1


def test_go_rejects_another_key(verifier: Path, log: Path) -> None:
    stranger = SigningKey(KEYS.origin, KeyType.LOG_ED25519, b"\x09" * 32)
    assert go_log(verifier, log, stranger.verifier).returncode == 1


def test_go_agrees_on_the_published_log_of_seventy_thousand(verifier: Path, tmp_path: Path) -> None:
    vectors = HERE.parents[2] / "shared" / "reference" / "transparency-log-vectors.json"
    if not vectors.exists():
        pytest.skip(f"the published vectors are not here: {vectors}")
    published = json.loads(vectors.read_text())["log70000"]
    store = Store(tmp_path, tmp_path / "state", Files())
    store.grow(0, [Record(b'{"n":%d}' % n) for n in range(70_000)])
    store.publish(published["checkpoint"].encode())
    done = go_log(verifier, tmp_path, published["log_vkey"], *published["witness_vkeys"].values())
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout) == {"size": 70_000, "signers": 4}


LEAVES = [leaf_hash(b"%d" % n) for n in range(1_100)]
ROOTS = [root_of(LEAVES[:n]) for n in range(len(LEAVES) + 1)]


def subtree(memory: dict[tuple[int, int], bytes], level: int, index: int) -> bytes:
    key = (level, index)
    if key not in memory:
        below = [subtree(memory, level - 1, 2 * index + side) for side in (0, 1)] if level else []
        memory[key] = node_hash(*below) if level else LEAVES[index]
    return memory[key]


def mutate(rng: random.Random, proof: list[bytes]) -> list[bytes]:
    """Drop, repeat, swap or flip; sometimes nothing."""
    proof = list(proof)
    if not proof:
        return [ROOTS[5]] if rng.random() < 0.5 else []
    at = rng.randrange(len(proof))
    choice = rng.randrange(6)
    if choice == 0:
        del proof[at]
    elif choice == 1:
        proof.insert(at, proof[at])
    elif choice == 2:
        proof[at], proof[-1] = proof[-1], proof[at]
    elif choice == 3:
        proof[at] = bytes([proof[at][0] ^ (1 << rng.randrange(8))]) + proof[at][1:]
    elif choice == 4:
        proof.append(rng.choice(ROOTS))
    return proof


def a_case(rng: random.Random, memory: dict[tuple[int, int], bytes]) -> tuple[dict[str, Any], bool]:
    """One random proof, true, mutated or for the wrong tree, and what we say of it."""

    def node(level: int, index: int) -> bytes:
        return subtree(memory, level, index)

    size = rng.randint(1, len(LEAVES))
    kind = rng.choice(["inclusion", "consistency"])
    if kind == "inclusion":
        first = rng.randrange(size)
        proof, old = inclusion_proof(node, first, size), LEAVES[first]
    else:
        first = rng.randint(1, size)
        proof, old = consistency_proof(node, first, size), ROOTS[first]
    if rng.random() < 0.5:
        proof = mutate(rng, proof)
    claimed = max(1, size + rng.randint(-2, 2)) if rng.random() < 0.2 else size
    moved = max(1, first + rng.randint(-2, 2)) if rng.random() < 0.2 else first
    if kind == "inclusion":
        ours = verify_inclusion(moved, claimed, old, proof, ROOTS[size])
    else:
        ours = verify_consistency(moved, claimed, old, ROOTS[size], proof)
    case = {"Kind": kind, "M": moved, "N": claimed, "Old": text(old), "New": text(ROOTS[size])}
    return case | {"Proof": [text(step) for step in proof]}, ours


def text(data: bytes) -> str:
    return base64.b64encode(data).decode()


def test_no_disagreement_over_twenty_thousand_random_and_mutated_proofs(verifier: Path) -> None:
    rng, memory = random.Random(20261123), dict[tuple[int, int], bytes]()
    cases, ours = zip(*(a_case(rng, memory) for _ in range(20_000)), strict=True)
    command = [str(verifier), "proofs"]
    done = subprocess.run(command, check=True, input=json.dumps(cases), capture_output=True, text=True, timeout=120)
    theirs = json.loads(done.stdout)
    differences = [case for case, a, b in zip(cases, ours, theirs, strict=True) if a != b]
    assert differences == []
    assert 5_000 < sum(ours) < 15_000


def test_go_rejects_every_published_false_proof(verifier: Path) -> None:
    vectors = HERE.parents[2] / "shared" / "reference" / "transparency-log-vectors.json"
    if not vectors.exists():
        pytest.skip(f"the published vectors are not here: {vectors}")
    cases = []
    for case in json.loads(vectors.read_text())["must_reject"]["proofs"]:
        names = ("index", "tree_size", "leaf_hash", "root")
        if case["kind"] == "consistency":
            names = ("size1", "size2", "root1", "root2")
        first, second, old, new = (case[name] for name in names)
        proof = [text(bytes.fromhex(step)) for step in case["proof"]]
        ends = {"Old": text(bytes.fromhex(old)), "New": text(bytes.fromhex(new))}
        cases.append({"Kind": case["kind"], "M": first, "N": second, "Proof": proof} | ends)
    command = [str(verifier), "proofs"]
    done = subprocess.run(command, check=True, input=json.dumps(cases), capture_output=True, text=True, timeout=60)
    assert json.loads(done.stdout) == [False] * 50
