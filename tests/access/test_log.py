from __future__ import annotations

from pathlib import Path

import pytest

from athena.access.log import Logs, log_name
from athena.ledger.entry import Event
from athena.ledger.operation import Operation
from athena.ledger.workspace import LogName, found_ledger


@pytest.mark.parametrize("operation", list(Operation))
def test_changes_of_policy_and_register_have_a_log_of_their_own(operation: Operation) -> None:
    event = Event(op=operation, actor="a", role="", purpose="p", decision="permit")
    register = operation in (Operation.POLICY_CHANGE, Operation.REGISTER_CHANGE)
    assert log_name(event) is (LogName.REGISTER if register else LogName.ACCESS)


def test_each_log_is_opened_once_and_published_when_closed(tmp_path: Path) -> None:
    found_ledger(tmp_path, "force.example", 2026)
    logs = Logs(tmp_path)
    log = logs.named(LogName.ACCESS)
    assert logs.named(LogName.ACCESS) is log
    log.append(Event(op=Operation.NOTICE, actor="a", role="", purpose="p", decision="permit"))
    logs.close()
    assert Logs(tmp_path).named(LogName.ACCESS).reader().snapshot().size == 1
