"""What was not checked is said by name, with who can check it."""

from dataclasses import replace
from pathlib import Path

from athena.ledger.log import LogKeys
from athena.ledger.omission import Omission
from athena.ledger.policy import Policy
from athena.ledger.sources import FolderSource
from athena.ledger.verify import Demands, verify


def unchecked(folder: Path, policy: Policy, demands: Demands) -> list[str]:
    report = verify(FolderSource(folder), policy, demands)
    assert report.ok
    return [omission.what for omission in report.omissions]


def test_a_sound_report_says_what_it_does_not_say(copied_log: Path, policy: Policy, keys: LogKeys) -> None:
    seen = Demands(memory={"mine": (copied_log / "checkpoint").read_bytes()})
    assert unchecked(copied_log, policy, Demands()) == ["what bodies say", "history"]
    assert unchecked(copied_log, policy, seen) == ["what bodies say"]
    assert unchecked(copied_log, policy, replace(seen, keys=keys.bodies)) == []
    assert unchecked(copied_log, policy, replace(seen, bodies=False)) == ["bodies"]


def test_one_line_says_who_can() -> None:
    assert str(Omission("policy", "no key is held here", "the keeper")) == "policy: no key is held here; the keeper can"
