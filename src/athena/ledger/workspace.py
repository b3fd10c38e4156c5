"""Where a workspace keeps its two logs, their keys and the subjects' keys.

    ledger/access/            every use of a record
    ledger/register/          every change of policy and of the algorithm register
    ledger/keys/              secrets: signing keys, body keys, subjects' keys; owner only

In production the keys folder belongs on other hardware than the logs: who holds a log's signing key and can write its
folder can write a second history, and only the witnesses would know.
"""

import secrets
from datetime import UTC, datetime
from enum import StrEnum
from pathlib import Path

from athena.ledger.bodies import KEY_BYTES, BodyKeys
from athena.ledger.failures import Refused, malformed
from athena.ledger.files import Files, ensure_folder, place_durably, read_optional
from athena.ledger.keys import SEED_BYTES, KeyType, SigningKey
from athena.ledger.log import Log, LogKeys
from athena.ledger.policy_file import first_policy, write_policy
from athena.ledger.reader import LogReader
from athena.ledger.store import Store
from athena.ledger.subjects import SubjectKeys


class LogName(StrEnum):
    """The two logs of a workspace."""

    ACCESS = "access"
    REGISTER = "register"


def ledger_folder(workspace: Path) -> Path:
    """The ledger's folder in a workspace."""
    return workspace / "ledger"


def log_folder(workspace: Path, name: LogName) -> Path:
    """One log's folder in a workspace."""
    return ledger_folder(workspace) / name


def found_ledger(workspace: Path, authority: str, year: int | None = None) -> None:
    """Found both logs with new keys, as `<authority>/athena/<log>/<year>`; refuses where a log stands.

    A crash half-way can be repeated: keys already written are used again.
    """
    moment = datetime.now(UTC).year if year is None else year
    keys = ledger_folder(workspace) / "keys"
    ensure_folder(Files(), keys)
    keys.chmod(0o700)
    for name in LogName:
        folder = log_folder(workspace, name)
        held = _new_keys(keys, name, f"{authority}/athena/{name}/{moment}")
        Log.found(folder, held)
        write_policy(folder / "policy", first_policy(held.signer.verifier))


def open_log(workspace: Path, name: LogName) -> Log:
    """Open one log of a workspace for writing; refuses with `no-log` or `no-key`, stops the line as `Log.open` does."""
    return Log.open(log_folder(workspace, name), load_keys(workspace, name))


def read_log(workspace: Path, name: LogName) -> LogReader:
    """Read one log of a workspace, bodies included."""
    keys = load_keys(workspace, name)
    folder = log_folder(workspace, name)
    return LogReader(Store(folder, folder / "state", Files()), keys.signer.verifier, keys.bodies)


def open_subjects(workspace: Path) -> SubjectKeys:
    """The keys of all subjects of a workspace."""
    return SubjectKeys(ledger_folder(workspace) / "keys" / "subjects.sqlite")


def load_keys(workspace: Path, name: LogName) -> LogKeys:
    """The signing and body keys of one log; refuses with `no-key` where they are not held here."""
    folder = ledger_folder(workspace) / "keys"
    signing = read_optional(Files(), folder / f"{name}.signing")
    bodies = read_optional(Files(), folder / f"{name}.bodies")
    if signing is None or bodies is None:
        raise Refused(
            "no-key",
            f"The keys of the {name} log are not held here",
            str(folder),
            "key files are missing",
            "Found the ledger with `athena ledger found`, or ask the keeper of its keys.",
        )
    return LogKeys(SigningKey.parse(signing.decode("utf-8", "replace")), _parse_body_keys(bodies))


def _new_keys(folder: Path, name: LogName, origin: str) -> LogKeys:
    signing, bodies = folder / f"{name}.signing", folder / f"{name}.bodies"
    if not signing.exists():
        key = SigningKey(origin, KeyType.LOG_ED25519, secrets.token_bytes(SEED_BYTES))
        place_durably(Files(), signing, key.secret_text().encode(), 0o600)
    if not bodies.exists():
        place_durably(Files(), bodies, f"{BodyKeys.generate().current.hex()}\n".encode(), 0o600)
    return load_keys(folder.parent.parent, name)


def _parse_body_keys(data: bytes) -> BodyKeys:
    """One key a line in hex, the current one first."""
    try:
        keys = [bytes.fromhex(line) for line in data.decode("ascii").splitlines()]
    except ValueError as error:
        raise malformed("body-keys", "body key file", str(error)) from error
    if not keys or any(len(key) != KEY_BYTES for key in keys):
        raise malformed("body-keys", "body key file", f"each line is {KEY_BYTES} bytes in hex")
    return BodyKeys(keys[0], tuple(keys[1:]))
