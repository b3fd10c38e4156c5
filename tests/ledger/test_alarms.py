"""Alarms have names that scripts can rely on."""

import re

from athena.ledger.alarms import Alarm, AlarmKind


def test_every_kind_is_a_plain_hyphenated_name() -> None:
    assert all(re.fullmatch("[a-z]+(-[a-z]+)+", kind) or kind == "forked" for kind in AlarmKind)


def test_an_alarm_prints_its_kind_and_what_it_is_about() -> None:
    assert str(Alarm(AlarmKind.FORKED, "checkpoint", "because")) == "forked: checkpoint: because"
