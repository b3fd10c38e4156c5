"""Adopting a policy: from then on it is in force, its text is archived, and the ledger says who did it and why."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from cedarpy import pst

from athena.access.intact import FILES, hashes_of
from athena.access.policy import Policy, PolicyDigest
from athena.access.state.effect import Change, put
from athena.access.state.models import PolicyRow
from athena.access.state.outbox import Outbox
from athena.ledger.entry import Event
from athena.ledger.operation import Operation


@dataclass(frozen=True)
class Difference:
    """What changes when one policy replaces another: rule ids, and files whose bytes differ."""

    added: tuple[str, ...]
    removed: tuple[str, ...]
    changed: tuple[str, ...]
    files: tuple[str, ...]


def difference(old: Mapping[str, str], new: Policy, old_policy: Policy | None) -> Difference:
    """What adopting `new` would change; every list sorted."""
    before = {} if old_policy is None else {rule.id: rule.tree for rule in old_policy.rules}
    after = {rule.id: rule.tree for rule in new.rules}
    return Difference(
        tuple(sorted(after.keys() - before.keys())),
        tuple(sorted(before.keys() - after.keys())),
        tuple(sorted(one for one in after.keys() & before.keys() if _differs(after[one], before[one]))),
        tuple(sorted(name for name in {*old, *new.files} if old.get(name) != new.files.get(name))),
    )


def adopt(
    outbox: Outbox, policy: Policy, what: Difference, actor: str, role: str, reason: str, login: str, now: datetime
) -> int:
    """Put `policy` in force; give the ledger entry's number. The policy is whole, or it could not have been made."""
    event = Event(
        op=Operation.POLICY_CHANGE,
        actor=actor,
        role=role,
        purpose="adopt a policy",
        decision="permit",
        reason=reason,
        policy_digest=policy.digest,
        details={
            "added": list(what.added),
            "removed": list(what.removed),
            "changed": list(what.changed),
            "files": list(what.files),
            FILES: hashes_of(policy.files),
            "login": login,
        },
    )
    return outbox.commit(event, [archived(policy.digest, policy.files, now)], now)


def archived(digest: PolicyDigest, files: Mapping[str, str], now: datetime) -> Change:
    """The row that keeps a policy's whole text."""
    return put(PolicyRow, {"digest": digest}, files=dict(files), since=now)


def _differs(one: pst.Template, other: pst.Template) -> bool:
    # Cedar numbers rules by position, so two parses of one rule may differ in that number alone.
    return replace(one, id="") != replace(other, id="")
