"""Findings add up in order, and an omission is no alarm."""

from athena.access.findings import Findings, unchecked
from athena.ledger.alarms import Alarm, AlarmKind


def test_findings_add_up() -> None:
    alarm = Alarm(AlarmKind.STATE_ALTERED, "state/role_held/eve/overseer", "no entry of the ledger made it")
    both = Findings((alarm,)) + unchecked("policy", "no keys", "the keeper")
    assert both.alarms == (alarm,)
    assert [str(one) for one in both.omissions] == ["policy: no keys; the keeper can"]
