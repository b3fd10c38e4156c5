from __future__ import annotations

from athena.access.packaged import packaged_policy
from athena.access.policy import faults, read_files


def test_the_delivered_policy_is_found_and_whole() -> None:
    assert faults(read_files(packaged_policy())) == ()
