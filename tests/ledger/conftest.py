"""Logs, keys and published vectors that the ledger's tests share."""

import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from athena.ledger.bodies import BodyKeys
from athena.ledger.entry import Event
from athena.ledger.keys import KeyType, SigningKey
from athena.ledger.log import Log, LogKeys
from athena.ledger.operation import Operation
from athena.ledger.policy import Policy

VECTORS = Path(__file__).parents[3] / "shared" / "reference" / "transparency-log-vectors.json"
ORIGIN = "force.example/athena/access/2026"


@pytest.fixture(scope="session")
def vectors() -> Any:
    if not VECTORS.exists():
        pytest.skip(f"the published vectors are not here: {VECTORS}")
    return json.loads(VECTORS.read_text())


@pytest.fixture(scope="session")
def keys() -> LogKeys:
    return LogKeys(SigningKey(ORIGIN, KeyType.LOG_ED25519, b"\x01" * 32), BodyKeys(b"\x02" * 32))


@pytest.fixture(scope="session")
def mayor() -> SigningKey:
    return SigningKey("oversight.example/mayor", KeyType.COSIGN_ED25519, b"\x03" * 32)


@pytest.fixture(scope="session")
def ethics() -> SigningKey:
    return SigningKey("oversight.example/ethics", KeyType.COSIGN_MLDSA44, b"\x04" * 32)


@pytest.fixture(scope="session")
def policy(keys: LogKeys) -> Policy:
    return Policy.of_log(keys.signer.verifier)


@pytest.fixture(scope="session")
def event() -> Event:
    return Event(
        op=Operation.CONSULTATION,
        actor="officer-1",
        role="investigator",
        purpose="prevention",
        decision="permit",
        policies=("own-case",),
        subject_refs=("ab" * 32,),
        details={"snapshot": 7},
    )


@pytest.fixture
def empty_log(tmp_path: Path, keys: LogKeys) -> Path:
    folder = tmp_path / "access"
    Log.found(folder, keys)
    return folder


@pytest.fixture(scope="session")
def made_log(tmp_path_factory: pytest.TempPathFactory, keys: LogKeys, event: Event) -> Path:
    """A log of 700 entries in three checkpoints, so that stale partial tiles lie about. Not to be changed."""
    folder = tmp_path_factory.mktemp("made") / "access"
    Log.found(folder, keys)
    with Log.open(folder, keys) as log:
        for count in (300, 300, 100):
            log.append_many([event] * count)
            log.publish()
    return folder


@pytest.fixture
def copied_log(made_log: Path, tmp_path: Path) -> Path:
    """A copy of the made log that a test may spoil."""
    folder = tmp_path / "copy"
    shutil.copytree(made_log, folder)
    return folder


@pytest.fixture
def grow(keys: LogKeys, event: Event) -> Callable[[Path, int], None]:
    """Append so many events to the log in a folder and publish."""

    def append(folder: Path, count: int) -> None:
        with Log.open(folder, keys) as log:
            log.append_many([event] * count)

    return append
