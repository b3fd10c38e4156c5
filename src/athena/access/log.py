"""The workspace's ledger as the door holds it: one log of access, under `ledger/`."""

from __future__ import annotations

from athena.lake.keys import KeyRing
from athena.lake.workspace import Workspace
from athena.ledger.bodies import BodyKeys
from athena.ledger.keys import KeyType, SigningKey
from athena.ledger.log import Log, LogKeys

FOLDER = "ledger"
ORIGIN = "origin"
_SIGNER = "ledger-signer"
_BODIES = "ledger-bodies"


def found_log(workspace: Workspace, origin: str) -> None:
    """Make the workspace's log and its keys.

    `origin` is the log's public name for ever, such as `force.example/athena/access/2026`.
    """
    for purpose in (_SIGNER, _BODIES):
        workspace.keys.create(purpose)
    folder = workspace.folder / FOLDER
    folder.mkdir(mode=0o700)
    Log.found(folder, _keys(workspace.keys, origin))
    (folder / ORIGIN).write_text(origin + "\n", encoding="utf-8")


def open_log(workspace: Workspace) -> Log:
    """The workspace's log, open for writing. Raises as `Log.open` does."""
    origin = (workspace.folder / FOLDER / ORIGIN).read_text(encoding="utf-8").strip()
    return Log.open(workspace.folder / FOLDER, _keys(workspace.keys, origin))


def _keys(ring: KeyRing, origin: str) -> LogKeys:
    return LogKeys(SigningKey(origin, KeyType.LOG_ED25519, ring.read(_SIGNER)), BodyKeys(ring.read(_BODIES)))
