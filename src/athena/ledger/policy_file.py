"""The policy file on disk, and the digest beside it.

A change of one byte in a policy can weaken a quorum and still parse. So a policy may have a neighbour, `<name>.sha256`,
in the form `sha256sum` writes and checks. It guards against damage, not against whoever can write both files: a policy
is a verifier's own trust, and belongs where only the verifier can write.
"""

from hashlib import sha256
from pathlib import Path

from athena.ledger.failures import Refused, malformed
from athena.ledger.files import Files, place_durably, read_optional
from athena.ledger.keys import VerifierKey
from athena.ledger.policy import Policy


def digest_path(policy: Path) -> Path:
    """Where the digest of a policy file lies."""
    return policy.with_name(policy.name + ".sha256")


def write_policy(path: Path, data: bytes, files: Files | None = None) -> Policy:
    """Parse `data`, then write it and its digest; refuses what does not parse. Durable when it returns."""
    policy = Policy.parse(data)
    seam = files or Files()
    place_durably(seam, path, data)
    place_durably(seam, digest_path(path), _digest_line(path, data))
    return policy


def read_policy(path: Path) -> Policy:
    """The policy at `path`; refuses with `policy-altered` where a digest lies beside it and does not fit."""
    files = Files()
    data = read_optional(files, path)
    if data is None:
        raise Refused("no-policy", "No policy file", str(path), "there is no such file", "Give the policy you trust.")
    stated = read_optional(files, digest_path(path))
    if stated is not None and stated != _digest_line(path, data):
        raise malformed("policy-altered", str(path), f"it does not have the digest in {digest_path(path).name}")
    return Policy.parse(data)


def policy_or_key(text: str) -> Policy:
    """A policy from what a person typed: the path of a policy file, or a log's bare verifier key."""
    if "+" in text and not Path(text).exists():
        return Policy.of_log(VerifierKey.parse(text))
    return read_policy(Path(text))


def first_policy(log: VerifierKey) -> bytes:
    """The policy a new log starts with: its own key, and no witness, said loudly."""
    return (
        "# WARNING: quorum none. Nobody outside this organisation has seen this log.\n"
        "# Add a witness line for each overseer, then a group and a quorum.\n"
        f"log {log}\n"
        "quorum none\n"
    ).encode()


def _digest_line(path: Path, data: bytes) -> bytes:
    return f"{sha256(data).hexdigest()}  {path.name}\n".encode()
